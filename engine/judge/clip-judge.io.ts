/**
 * Opens a CLIP checkpoint in the Hugging Face layout as a judge.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, readCheckpoint } from './checkpoint.io.ts';
import { clipTensorShapes, pooledPosition } from './clip-config.ts';
import { clipText, clipTextInputs, clipVision, resizePixels } from './clip-model.ts';
import { type ClipTokenizer, createClipTokenizer, createMergesTokenizer } from './clip-tokenizer.ts';
import { constant, type Node } from './graph.ts';
import { storeWeights } from './graph-cache.io.ts';
import { checkTexts, type Judge } from './judge.ts';
import { div, normalize, sub } from './operations.ts';
import { openPictureSide } from './picture-side.io.ts';
import { fitPicture, type Preprocessing, parsePreprocessing } from './preprocess.ts';
import type { Session, SessionOptions } from './session.ts';
import { viewPixels } from './views.ts';

/** CLIP, which can show more of itself than a judge has to. */
export interface ClipJudge extends Judge {
  readonly checkpoint: Pick<Checkpoint, 'config' | 'hash'>;
  /** exp of the stored logit scale: what cosines are multiplied by for probabilities. */
  readonly logitScale: number;
}

/**
 * Open a checkpoint.
 * @throws EngineError 'checkpoint:…' for a broken one, 'judge' where the cache cannot be written
 */
export async function openClipJudge(folder: string, options: SessionOptions = {}): Promise<ClipJudge> {
  const { config, tensors, hash } = await readCheckpoint(folder);
  const stored = await storeWeights(hash, tensors, clipTensorShapes(config));
  const logitScale = Math.exp(tensors.get('logit_scale')?.[0] ?? 0);
  const preprocessing = parsePreprocessing(
    await readFile(join(folder, 'preprocessor_config.json'), 'utf8').catch(() => '{}'),
    join(folder, 'preprocessor_config.json'),
  );
  const size = config.vision.imageSize;
  // From 0…1 to what the tower was trained on.
  const pictures = (pixels: Node): { embedding: Node } => {
    const normal = div(
      sub(resizePixels(pixels, size), perChannel(preprocessing.mean)),
      perChannel(preprocessing.deviation),
    );
    return { embedding: normalize(clipVision(config, stored.node, normal).embedding) };
  };
  const side = openPictureSide((pixels) => pictures(pixels).embedding, options, stored.open);
  let tokenizer: Promise<ClipTokenizer> | undefined;
  let text: Promise<Session> | undefined;
  const { positions } = config.text;
  const openText = (): Promise<Session> => {
    const { ids, pooled } = clipTextInputs(positions);
    const embedding = normalize(clipText(config, stored.node, ids, pooled).embedding);
    return stored.open({ outputs: { embedding } }, options);
  };
  return {
    name: `clip:${folder}`,
    revision: hash.slice(0, 12),
    checkpoint: { config, hash },
    logitScale,
    size,
    embedding: config.projection,
    features: 0,
    pictures,
    open: stored.open,
    async embedText(texts) {
      checkTexts(texts);
      tokenizer ??= openTokenizer(folder);
      const encode = await tokenizer;
      text ??= openText();
      const { run } = await text;
      const embeddings: Float32Array[] = [];
      for (const one of texts) {
        const row = encode(one, positions);
        const ids = Int32Array.from({ length: positions }, (_, i) => row[i] ?? row.at(-1) ?? 0);
        const { embedding } = await run({ ids, pooled: Int32Array.of(pooledPosition(config.text, row)) });
        embeddings.push(embedding ?? new Float32Array());
      }
      return embeddings;
    },
    async embedPictures(given) {
      const embeddings: Float32Array[] = [];
      for (const picture of given) {
        const fitted = fitPicture(picture, fitTo(preprocessing, size));
        embeddings.push(...(await side.embed(viewPixels([fitted]), size)));
      }
      return embeddings;
    },
    score: side.score,
    async close() {
      await side.close();
      await (await text)?.close();
    },
  };
}

// Implementation

function perChannel(values: readonly number[]): Node {
  return constant(Float32Array.from(values), [3, 1, 1]);
}

/** The tower's size rules where the two files disagree. */
function fitTo(preprocessing: Preprocessing, size: number): Preprocessing {
  return { ...preprocessing, size: preprocessing.size ?? size, crop: { width: size, height: size } };
}

async function openTokenizer(folder: string): Promise<ClipTokenizer> {
  const path = join(folder, 'tokenizer.json');
  const json = await readFile(path, 'utf8').catch(() => undefined);
  if (json !== undefined) return createClipTokenizer(json, path);
  const merges = join(folder, 'merges.txt');
  return createMergesTokenizer(await readFile(merges, 'utf8').catch(() => ''), merges);
}
