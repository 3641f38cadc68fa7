/**
 * What a judge is: something that says how much pictures look like a text, and in which direction each pixel should move. CLIP is
 * one, the embedded ones are others; what was judged by which is said wherever a score is shown.
 */

import { EngineError, nearestWord } from '../errors.ts';
import type { Model, Node } from './graph.ts';
import type { Picture } from './preprocess.ts';
import type { Session, SessionOptions } from './session.ts';

/** Judges that come with Neonfern: the first optimizes, the second is held out to check it. */
export const EMBEDDED_JUDGES = ['embedded-a', 'embedded-b'] as const;
export type EmbeddedJudgeName = (typeof EMBEDDED_JUDGES)[number];

/** Scores of pictures for one text, and where every pixel should go to raise their sum. */
export interface Scores {
  /** Cosines, −1…1, one a picture. */
  readonly scores: Float32Array;
  /** ∂ Σ scores / ∂ pixels, of the pixels' shape. */
  readonly gradient: Float32Array;
}

/** A judge, open. */
export interface Judge {
  /** 'embedded-a', 'embedded-b' or 'clip:FOLDER'; stored with every score. */
  readonly name: string;
  /** Names the weights: changes whenever they do. */
  readonly revision: string;
  /** Pixels a side that it sees best. */
  readonly size: number;
  /** Length of an embedding. */
  readonly embedding: number;
  /** Number of features; 0 where it shows none. */
  readonly features: number;
  /** The features' groups, name → length, in order. */
  readonly featureGroups?: Readonly<Record<string, number>>;
  /** Its picture side as a graph fragment: [n, 3, h, w] in 0…1 → unit embeddings [n, embedding], standardized features [n, features]. */
  pictures(pixels: Node): { readonly embedding: Node; readonly features?: Node };
  /** Opens a model in which its picture side stands, where its weights lie in a file of their own. */
  open?(model: Model, options: SessionOptions): Promise<Session>;
  /** Give texts' unit embeddings. @throws EngineError 'bad-prompt' for an empty one */
  embedText(texts: readonly string[]): Promise<Float32Array[]>;
  /** Give pictures' unit embeddings, each the mean of what is seen in one or several views. */
  embedPictures(pictures: readonly Picture[]): Promise<Float32Array[]>;
  /** Score pixels [n, 3, size, size] in 0…1 against a text's embedding. */
  score(pixels: Float32Array, size: number, text: Float32Array): Promise<Scores>;
  /** Give the text encoder's own vectors, which tell how near two prompts are in meaning. */
  sentences?(texts: readonly string[]): Promise<Float32Array[]>;
  /** Give mean and variance of the features of pictures of a text. */
  featureStatistics?(text: string): Promise<{ readonly mean: Float32Array; readonly variance: Float32Array }>;
  /** Make a cosine a share: 0 a stranger, 1 as typical as a real picture of the text; more is possible. */
  calibrate?(cosine: number, text: Float32Array): number;
  close(): Promise<void>;
}

/** A judge's name, understood. */
export type JudgeName =
  | { readonly kind: 'embedded'; readonly name: EmbeddedJudgeName }
  | { readonly kind: 'clip'; readonly folder: string };

/** Understand a judge's name. @throws EngineError 'bad-argument' for an unknown one */
export function parseJudgeName(name: string): JudgeName {
  const embedded = EMBEDDED_JUDGES.find((known) => known === name);
  if (embedded) return { kind: 'embedded', name: embedded };
  if (name.startsWith('clip:') && name.length > 5) return { kind: 'clip', folder: name.slice(5) };
  const near = nearestWord(name, EMBEDDED_JUDGES);
  throw new EngineError(
    'bad-argument',
    `unknown judge "${name}"`,
    near ? `did you mean "${near}"?` : `expected ${EMBEDDED_JUDGES.join(', ')} or clip:FOLDER`,
  );
}

/** Refuse texts that say nothing. @throws EngineError 'bad-prompt' */
export function checkTexts(texts: readonly string[]): void {
  if (texts.some((text) => text.trim() === '')) {
    throw new EngineError('bad-prompt', 'a prompt is empty', 'say what the picture should look like');
  }
}
