/**
 * From a prompt to what a run aims at, in one judge's terms: the wanted vector, the unwanted one, distractors that are not too near,
 * and what pictures of the prompt look like to the judge's eyes.
 */

import type { Node } from '../judge/graph.ts';
import { chooseDistractors, DISTRACTORS } from './distractors.ts';
import type { Prompt, PromptPart } from './prompt.ts';

/** What the optimizer needs of a judge. The embedded ones and CLIP are such. */
export interface PromptJudge {
  readonly name: string;
  /** Lengths of its embedding and of its features; 0 features for a judge that shows none. */
  readonly embedding: number;
  readonly features: number;
  /** Its picture side as a graph fragment: [n, 3, size, size] in 0…1 → unit embeddings [n, d] and features [n, f]. */
  pictures(pixels: Node): { readonly embedding: Node; readonly features?: Node };
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

/** Make a prompt's target. */
export async function targetFor(judge: PromptJudge, prompt: Prompt): Promise<Target> {
  const read = judge.sentences?.bind(judge) ?? judge.embedText.bind(judge);
  const [own, sentences] = await Promise.all([read(prompt.wanted.map(({ text }) => text)), read(DISTRACTORS)]);
  const distractors = chooseDistractors(own, sentences).map((i) => DISTRACTORS[i] ?? '');
  return {
    wanted: await mixedVector(judge, prompt.wanted),
    unwanted: await mixedVector(judge, prompt.unwanted),
    distractors: await judge.embedText([...distractors, ...prompt.unwanted.map(({ text }) => text)]),
    ...(await mixedStatistics(judge, prompt.wanted)),
  };
}

// Implementation

/** The parts' vectors, weighted and of unit length again; zeros without parts. */
async function mixedVector(judge: PromptJudge, parts: readonly PromptPart[]): Promise<Float32Array> {
  const sum = new Float32Array(judge.embedding);
  const vectors = await judge.embedText(parts.map(({ text }) => text));
  vectors.forEach((vector, k) => {
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (parts[k]?.weight ?? 0) * (vector[i] ?? 0);
  });
  const length = Math.hypot(...sum);
  return length > 0 ? sum.map((value) => value / length) : sum;
}

/** The statistics of a mixture: means are weighted, and how far they lie apart adds to the variance. */
async function mixedStatistics(
  judge: PromptJudge,
  parts: readonly PromptPart[],
): Promise<Pick<Target, 'featureMean' | 'featureWeight'>> {
  const featureMean = new Float32Array(judge.features);
  const featureWeight = new Float32Array(judge.features);
  if (!judge.featureStatistics || judge.features === 0) return { featureMean, featureWeight };
  const squares = new Float32Array(judge.features);
  for (const { text, weight } of parts) {
    const { mean, variance } = await judge.featureStatistics(text);
    for (let i = 0; i < featureMean.length; i++) {
      const m = mean[i] ?? 0;
      featureMean[i] = (featureMean[i] ?? 0) + weight * m;
      squares[i] = (squares[i] ?? 0) + weight * ((variance[i] ?? 0) + m * m);
    }
  }
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
