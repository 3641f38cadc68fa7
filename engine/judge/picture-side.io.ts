/**
 * Runs a judge's picture side: one session for each number and size of pictures, opened when first needed and kept.
 */

import { input, type Model, type Node } from './graph.ts';
import type { Scores } from './judge.ts';
import { gradients } from './operations.ts';
import { matmul } from './products.ts';
import { openSession } from './session.io.ts';
import type { Session, SessionOptions } from './session.ts';
import { reshape } from './structure.ts';

/** A picture side, ready to run. Pixels are [n, 3, size, size] in 0…1. */
export interface PictureSide {
  /** Give unit embeddings. */
  embed(pixels: Float32Array, size: number): Promise<Float32Array[]>;
  /** Give cosines to a text's embedding, and their sum's gradient. */
  score(pixels: Float32Array, size: number, text: Float32Array): Promise<Scores>;
  close(): Promise<void>;
}

/**
 * Make a picture side.
 * @param embedding the judge's fragment
 * @param open opens a model; by default in memory
 */
export function openPictureSide(
  embedding: (pixels: Node) => Node,
  options: SessionOptions,
  open: (model: Model, options: SessionOptions) => Promise<Session> = openSession,
): PictureSide {
  const sessions = new Map<string, Promise<Session>>();
  const session = (key: string, model: () => Model): Promise<Session> => {
    const known = sessions.get(key);
    if (known) return known;
    const opened = open(model(), options);
    // A failure is not kept: the next call tries again.
    opened.catch(() => sessions.delete(key));
    sessions.set(key, opened);
    return opened;
  };
  return {
    async embed(pixels, size) {
      const count = pixels.length / (3 * size * size);
      const { run } = await session(`embed ${count} ${size}`, () => ({
        outputs: { embedding: embedding(input('pixels', [count, 3, size, size])) },
      }));
      const { embedding: flat = new Float32Array() } = await run({ pixels });
      const length = flat.length / count;
      return Array.from({ length: count }, (_, i) => flat.slice(i * length, (i + 1) * length));
    },
    async score(pixels, size, text) {
      const count = pixels.length / (3 * size * size);
      const { run } = await session(`score ${count} ${size}`, () => scoreModel(embedding, count, size, text.length));
      const { scores, gradient } = await run({ pixels, text });
      return { scores: scores ?? new Float32Array(), gradient: gradient ?? new Float32Array() };
    },
    async close() {
      for (const opened of await Promise.allSettled(sessions.values())) {
        if (opened.status === 'fulfilled') await opened.value.close();
      }
      sessions.clear();
    },
  };
}

/** Describe cosines of `count` pictures to a text and their gradient with respect to the pixels. */
export function scoreModel(embedding: (pixels: Node) => Node, count: number, size: number, length: number): Model {
  const pixels = input('pixels', [count, 3, size, size]);
  const text = input('text', [length]);
  const scores = reshape(matmul(embedding(pixels), reshape(text, [length, 1])), [count]);
  const [gradient = pixels] = gradients(scores, [pixels]);
  return { outputs: { scores, gradient } };
}
