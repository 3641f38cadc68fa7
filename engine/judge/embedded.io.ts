/**
 * Opens an embedded judge: an ImageNet trunk, a sentence encoder and a small trained head, all in `models/`. It works out of the
 * box and with no network. It knows the looks that it was taught; it is not CLIP and is never called so.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { describeError, EngineError } from '../errors.ts';
import { calibrated, imageHead, textHead, tokenMask } from './embedded-head.ts';
import { input, type Node } from './graph.ts';
import { checkTexts, type EmbeddedJudgeName, type Judge } from './judge.ts';
import { openPictureSide } from './picture-side.io.ts';
import { type Picture, resizePicture } from './preprocess.ts';
import { sentenceEncoder, sentenceVector, tokenInputs } from './sentence-encoder.ts';
import { openSession } from './session.io.ts';
import type { Session, SessionOptions } from './session.ts';
import { parseArchitecture, trunk } from './trunk.ts';
import { squareViews, viewPixels } from './views.ts';
import { FEATURE_COUNT, visualFeatures } from './visual-features.ts';
import { parseWeights, type Weights } from './weights.ts';

/** Where the weights lie in the installation. */
export const MODELS_FOLDER = fileURLToPath(new URL('../../models', import.meta.url));

/** Pixels a side that the heads were trained with. */
const SIZE = 128;
/** Rows of tokens that a text is filled up to: short prompts take the short row, which is three times as fast. */
const TEXT_LENGTHS = [16, 48] as const;

const headFile = z.looseObject({
  name: z.string(),
  version: z.string(),
  embedding: z.int().min(1),
  groups: z.record(z.string(), z.int()),
});

/**
 * Open an embedded judge.
 * @param models the folder with `all-minilm-l6-v2` and the judges' own folders
 * @throws EngineError 'judge' if a file is missing or broken
 */
export async function openEmbeddedJudge(
  name: EmbeddedJudgeName,
  options: SessionOptions = {},
  models = MODELS_FOLDER,
): Promise<Judge> {
  const folder = join(models, name);
  const [architecture, trunkFile, headJson, head] = await Promise.all(
    ['architecture.json', 'trunk.safetensors', 'head.json', 'head.safetensors'].map((file) =>
      readModelFile(join(folder, file)),
    ),
  );
  const layers = orBroken(join(folder, 'architecture.json'), () => parseArchitecture(String(architecture)));
  const about = orBroken(join(folder, 'head.json'), () => headFile.parse(JSON.parse(String(headJson))));
  const eyes = parseWeights(trunkFile ?? new Uint8Array(), join(folder, 'trunk.safetensors'));
  const weights = parseWeights(head ?? new Uint8Array(), join(folder, 'head.safetensors'));
  const hash = createHash('sha256');
  for (const file of [architecture, trunkFile, head]) hash.update(file ?? '');

  const pictures = (pixels: Node) => imageHead(weights, visualFeatures(pixels, trunk(layers, eyes, pixels)));
  const pictureSide = openPictureSide((pixels) => pictures(pixels).embedding, options);
  const textSide = openTextSide<ReadText>((tokens, mask) => ({ ...textHead(weights, tokens, mask) }), models, options);

  return {
    name,
    revision: hash.digest('hex').slice(0, 12),
    size: SIZE,
    embedding: about.embedding,
    features: FEATURE_COUNT,
    featureGroups: about.groups,
    pictures,
    async embedText(texts) {
      return (await textSide.read(texts)).map(({ embedding }) => embedding);
    },
    async sentences(texts) {
      return (await textSide.read(texts)).map(({ sentence }) => sentence);
    },
    async featureStatistics(text) {
      const [read] = await textSide.read([text]);
      const { mean = new Float32Array(), logVariance = new Float32Array() } = read ?? {};
      return { mean, variance: logVariance.map(Math.exp) };
    },
    async embedPictures(given: readonly Picture[]) {
      const embeddings: Float32Array[] = [];
      for (const picture of given) {
        const views = squareViews(picture).map((view) => resizePicture(view, SIZE, SIZE, 'bicubic'));
        embeddings.push(meanVector(await pictureSide.embed(viewPixels(views), SIZE)));
      }
      return embeddings;
    },
    score: pictureSide.score,
    calibrate: (cosine, text) => calibrated(weights, cosine, text),
    async close() {
      await Promise.all([pictureSide.close(), textSide.close()]);
    },
  };
}

/** What the judges' text encoder alone makes of texts: unit vectors, [384] each, near each other when they mean the same. */
export interface SentenceReader {
  /** @throws EngineError 'bad-prompt' for an empty or over-long text, 'judge' if the encoder is missing or broken */
  read(texts: readonly string[]): Promise<Float32Array[]>;
}

/** Open the text encoder without a judge. It is read from disk when the first text comes. */
export function openSentenceReader(options: SessionOptions = {}, models = MODELS_FOLDER): SentenceReader {
  const outputs = (tokens: Node, mask: Node) => ({ sentence: sentenceVector(tokens, mask) });
  const side = openTextSide<Pick<ReadText, 'sentence'>>(outputs, models, options);
  return { read: async (texts) => (await side.read(texts)).map(({ sentence }) => sentence) };
}

// Implementation

const BRING_BACK =
  'in a clone "git restore models" brings it back, else "npm install neonfern"; or judge with clip:FOLDER';

/** What is made of one text. */
interface ReadText {
  readonly sentence: Float32Array;
  readonly embedding: Float32Array;
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
}

/** The text encoder is read when the first text comes: optimizing with stored vectors never needs it. */
function openTextSide<Read>(
  outputs: (tokens: Node, mask: Node) => Record<string, Node>,
  models: string,
  options: SessionOptions,
) {
  const folder = join(models, 'all-minilm-l6-v2');
  let loaded: Promise<{ readonly encoder: Weights; readonly tokenizer: Tokenizer }> | undefined;
  const sessions = new Map<number, Promise<Session>>();
  const load = async () => {
    const [file, json] = await Promise.all(
      ['model.safetensors', 'tokenizer.json'].map((part) => readModelFile(join(folder, part))),
    );
    const encoder = parseWeights(file ?? new Uint8Array(), join(folder, 'model.safetensors'));
    return { encoder, tokenizer: new Tokenizer(JSON.parse(String(json)), {}) };
  };
  const open = (encoder: Weights, length: number): Promise<Session> => {
    const [tokens, mask] = [input('tokens', [length, 384]), input('mask', [length, 1])];
    return openSession({ outputs: outputs(sentenceEncoder(encoder, tokens, mask), mask) }, options);
  };
  return {
    async read(texts: readonly string[]): Promise<Read[]> {
      checkTexts(texts);
      loaded ??= load();
      const { encoder, tokenizer } = await loaded;
      const results: Read[] = [];
      for (const text of texts) {
        const ids = textIds(tokenizer, text, TEXT_LENGTHS[1]);
        const length = TEXT_LENGTHS.find((n) => n >= ids.length) ?? TEXT_LENGTHS[1];
        const session = sessions.get(length) ?? open(encoder, length);
        sessions.set(length, session);
        const { run } = await session;
        results.push(
          (await run({
            tokens: tokenInputs(encoder, ids, length),
            mask: tokenMask(ids.length, length),
          })) as unknown as Read,
        );
      }
      return results;
    },
    async close() {
      for (const session of sessions.values()) await (await session).close();
    },
  };
}

/** A text's word pieces with [CLS] and [SEP], cut to `longest`, [SEP] last. */
function textIds(tokenizer: Tokenizer, text: string, longest: number): number[] {
  const { ids } = tokenizer.encode(text, { add_special_tokens: true });
  return ids.length <= longest ? [...ids] : [...ids.slice(0, longest - 1), ids.at(-1) ?? 0];
}

function meanVector(vectors: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array()] = vectors;
  return first.map((_, i) => vectors.reduce((sum, vector) => sum + (vector[i] ?? 0), 0) / vectors.length);
}

async function readModelFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new EngineError('judge', `${path}: cannot be read: ${describeError(error)}`, BRING_BACK);
  }
}

function orBroken<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : describeError(error);
    throw new EngineError('judge', `${path} is broken: ${reason}`, BRING_BACK);
  }
}
