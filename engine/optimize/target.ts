/**
 * From a prompt to what a run aims at, in one judge's terms: the wanted vector, the unwanted one, distractors that are not too near,
 * and what pictures of the prompt look like to the judge's eyes.
 */

import type { Model, Node } from '../judge/graph.ts';
import type { Session, SessionOptions } from '../judge/session.ts';
import { chooseDistractors, DISTRACTORS, leaveOutNearest } from './distractors.ts';
import type { Prompt } from './prompt.ts';

/** What the optimizer needs of a judge. The embedded ones and CLIP are such. */
export interface PromptJudge {
  readonly name: string;
  /** Lengths of its embedding and of its features; 0 features for a judge that shows none. */
  readonly embedding: number;
  readonly features: number;
  /** Its picture side as a graph fragment: [n, 3, size, size] in 0…1 → unit embeddings [n, d] and features [n, f]. */
  pictures(pixels: Node): { readonly embedding: Node; readonly features?: Node };
  /** Opens a model in which its picture side stands, where the runtime needs to be told where its weights lie. */
  open?(model: Model, options: SessionOptions): Promise<Session>;
  /** Unit vectors, [embedding] each. */
  embedText(texts: readonly string[]): Promise<Float32Array[]>;
  /** What its text encoder makes of texts: by these it is told which prompts mean nearly the same. The embedding when missing. */
  sentences?(texts: readonly string[]): Promise<Float32Array[]>;
  /** Mean and variance of the features of pictures of a text, [features] each. */
  featureStatistics?(text: string): Promise<{ readonly mean: Float32Array; readonly variance: Float32Array }>;
  /** How many features show what, in their order: col, low, mid, high, fin, lay. One group of all when missing. */
  readonly featureGroups?: Readonly<Record<string, number>>;
  /** A cosine as a share: 0 a stranger, 1 as typical as a real picture. */
  calibrate?(cosine: number, wanted: Float32Array): number;
}

/** What a run aims at. */
export interface Target {
  /** [embedding], unit length. */
  readonly wanted: Float32Array;
  /** [embedding]; zeros for nothing. */
  readonly unwanted: Float32Array;
  /** [embedding] each. */
  readonly distractors: readonly Float32Array[];
  /** [features] each; a weight of 0 leaves a feature out. */
  readonly featureMean: Float32Array;
  readonly featureWeight: Float32Array;
}

/** What a group of features weighs as a whole, however many there are: colour most, layout least. */
const GROUP_WEIGHTS: Readonly<Record<string, number>> = { col: 2, low: 1, mid: 1, high: 1, fin: 0.6, lay: 0.3 };
/** Keeps a feature that hardly varies from ruling the others. */
const VARIANCE_FLOOR = 0.15;

/** An image as a judge sees it, over its views. */
export interface SeenImage {
  /** [embedding], unit length. */
  readonly embedding: Float32Array;
  /** [features] each. */
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/**
 * Make a prompt's target. Texts and image are mixed by their shares, in vectors as in statistics, as VQGAN-CLIP mixes its prompts.
 * @param image what the judge sees in the image that the prompt has a share for
 */
export async function targetFor(judge: PromptJudge, prompt: Prompt, image?: SeenImage): Promise<Target> {
  const read = judge.sentences?.bind(judge) ?? judge.embedText.bind(judge);
  const textsOf = (parts: Prompt['wanted']) => parts.map(({ text }) => text);
  const [own, sentences] = await Promise.all([read(textsOf(prompt.wanted)), read(DISTRACTORS)]);
  const far = chooseDistractors(own, sentences).map((i) => DISTRACTORS[i] ?? '');
  const [wanted, unwanted, others] = await Promise.all(
    [textsOf(prompt.wanted), textsOf(prompt.unwanted), far].map((texts) => judge.embedText(texts)),
  );
  const pictured = image ? [{ vector: image.embedding, weight: prompt.imageShare }] : [];
  const weighted = (vectors: readonly Float32Array[] = [], parts: Prompt['wanted']) =>
    vectors.map((vector, k) => ({ vector, weight: parts[k]?.weight ?? 0 }));
  return {
    wanted: mixedVector(judge.embedding, [...weighted(wanted, prompt.wanted), ...pictured]),
    unwanted: mixedVector(judge.embedding, weighted(unwanted, prompt.unwanted)),
    distractors: [...(image ? leaveOutNearest(others ?? [], image.embedding) : (others ?? [])), ...(unwanted ?? [])],
    ...(await mixedStatistics(judge, prompt, image)),
  };
}

// Implementation

/** Vectors weighted, and of unit length again; zeros without any. */
function mixedVector(
  length: number,
  parts: readonly { readonly vector: Float32Array; readonly weight: number }[],
): Float32Array {
  const sum = new Float32Array(length);
  for (const { vector, weight } of parts) {
    for (let i = 0; i < length; i++) sum[i] = (sum[i] ?? 0) + weight * (vector[i] ?? 0);
  }
  const norm = Math.hypot(...sum);
  return norm > 0 ? sum.map((value) => value / norm) : sum;
}

/** The statistics of a mixture: means are weighted, and how far they lie apart adds to the variance. */
async function mixedStatistics(
  judge: PromptJudge,
  prompt: Prompt,
  image: SeenImage | undefined,
): Promise<Pick<Target, 'featureMean' | 'featureWeight'>> {
  const featureMean = new Float32Array(judge.features);
  const featureWeight = new Float32Array(judge.features);
  if (!judge.featureStatistics || judge.features === 0) return { featureMean, featureWeight };
  const squares = new Float32Array(judge.features);
  const mixIn = (mean: Float32Array, variance: Float32Array, weight: number) => {
    for (let i = 0; i < featureMean.length; i++) {
      const m = mean[i] ?? 0;
      featureMean[i] = (featureMean[i] ?? 0) + weight * m;
      squares[i] = (squares[i] ?? 0) + weight * ((variance[i] ?? 0) + m * m);
    }
  };
  for (const { text, weight } of prompt.wanted) {
    const { mean, variance } = await judge.featureStatistics(text);
    mixIn(mean, variance, weight);
  }
  if (image) mixIn(image.mean, image.variance, prompt.imageShare);
  let total = 0;
  let i = 0;
  for (const [group, count] of Object.entries(judge.featureGroups ?? { all: judge.features })) {
    const share = (GROUP_WEIGHTS[group] ?? 1) / count;
    for (const end = i + count; i < end; i++) {
      const variance = Math.max(0, (squares[i] ?? 0) - (featureMean[i] ?? 0) ** 2);
      featureWeight[i] = share / (variance + VARIANCE_FLOOR);
      total += featureWeight[i] ?? 0;
    }
  }
  // Their mean is 1, so that the loss's weight means the same for every prompt.
  return { featureMean, featureWeight: featureWeight.map((w) => (w * judge.features) / total) };
}
