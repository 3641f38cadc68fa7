/**
 * One run of the optimizer: a prompt and a seed in, a net out, step by step. Each step draws its own batch from the seed and the step's
 * number, so that a run that is resumed goes on exactly as it would have. The optimizing judge steers and picks the best; the
 * held-out judge only looks, unless it is asked to pick.
 */

import { type Cppn, type CppnSpec, tensor } from '../cppn/cppn.ts';
import { EngineError } from '../errors.ts';
import type { Session } from '../judge/session.ts';
import { seededRandom } from '../random.ts';
import { averageTowards } from './adam.ts';
import { drawBatch, drawProbe, measuringBatch } from './batch.ts';
import type { Checkpoint } from './checkpoint.ts';
import { openEvaluator, openFor } from './evaluator.io.ts';
import { factors, flatten, netOf } from './net-vector.ts';
import { CLIP_WEIGHTS, LOSS_WEIGHTS, type LossWeights, measureNodes } from './objective.ts';
import { type Phase, PYRAMID, pairGain, stageOf } from './schedule.ts';
import { type SearchName, startSearch } from './search.ts';
import type { PromptJudge, Target } from './target.ts';

export interface RunOptions {
  /** Names the run: a checkpoint of another one is not gone on from. */
  readonly job: string;
  readonly start: Cppn;
  readonly seed: number;
  readonly steps: number;
  readonly judge: PromptJudge;
  readonly target: Target;
  readonly heldOut: { readonly judge: PromptJudge; readonly target: Target } | undefined;
  readonly threads: number;
  readonly weights?: Partial<LossWeights>;
  readonly pyramid?: readonly Phase[];
  /** The start is a picture already: all frequencies count from the first step. */
  readonly isWarm?: boolean;
  /** Adam when not given. A step of CMA-ES is a generation. */
  readonly optimizer?: SearchName | undefined;
  /** Who picks the best: the optimizing judge when not given. */
  readonly select?: SelectedBy | undefined;
  /** Cutouts that are seen at once, at most. */
  readonly micro?: number | undefined;
}

/** Who may pick the best: the judge that steers, or the one that does not. */
export const SELECTORS = ['own', 'held-out'] as const;
export type SelectedBy = (typeof SELECTORS)[number];

/** What a step tells. */
export interface StepReport {
  readonly step: number;
  readonly loss: number;
  readonly terms: Readonly<Record<string, number>>;
  /** Cosine to the prompt by the optimizing judge, of this step's disturbed cutouts. */
  readonly likeness: number;
  /** Cosine by the held-out judge, of the averaged weights; null when it was not measured in this step. */
  readonly heldOut: number | null;
  /** Something to tell a person. */
  readonly notice?: string;
}

/** A run under way. */
export interface Run {
  readonly step: number;
  readonly isDone: boolean;
  /** The averaged weights: what the stage shows. */
  readonly average: Cppn;
  /** The best averaged weights so far by the judge that picks. */
  readonly best: { readonly net: Cppn; readonly score: number; readonly step: number };
  advance(): Promise<StepReport>;
  checkpoint(): Checkpoint;
  close(): Promise<void>;
}

/** The best is looked for, and the held-out judge asked, this often; the best only once all frequencies are in. */
const MEASURE_EVERY = 20;
const SEARCH_FROM = 0.5;
const FOURIER_RATE = 0.1;
/** Losses that are no numbers before a run is given up. */
const MOST_BREAKS = 8;
const MEASURE_VIEWS = 4;
const MEASURE_SIZE = 128;

/** Begin a run, or go on from its checkpoint. */
export async function startRun(options: RunOptions, from?: Checkpoint): Promise<Run> {
  const { start, steps, seed, judge, target, threads } = options;
  const { spec } = start;
  const weights = { ...LOSS_WEIGHTS, ...(judge.features === 0 && CLIP_WEIGHTS), ...options.weights };
  const pyramid = options.pyramid ?? PYRAMID;
  const scale = factors(spec, (name) => (name === 'fourier' ? FOURIER_RATE : 1));
  const { optimizer = 'adam', select = 'own', micro } = options;
  if (select === 'held-out' && !options.heldOut) {
    throw new EngineError(
      'bad-argument',
      'no held-out judge to select by',
      'name one, or let the optimizing judge select',
    );
  }
  const picker = select === 'held-out' && options.heldOut ? options.heldOut : { judge, target };
  const measures = new Map<PromptJudge, Session>();
  const resumed = from?.job === options.job ? from : undefined;
  const search = startSearch(optimizer, flatten(spec, start.weights), scale, resumed?.search);
  const evaluator = openEvaluator({ spec, judge, target, weights, threads, micro, sloped: optimizer === 'adam' });
  let average: Float32Array = resumed?.average ?? search.weights;
  let best = {
    vector: resumed?.best ?? search.weights,
    score: resumed?.bestScore ?? Number.NEGATIVE_INFINITY,
    step: resumed?.bestStep ?? -1,
  };
  let step = resumed?.step ?? 0;
  let breaks = 0;

  /** Mean cosine of undisturbed views of a net, each in a state of its own. */
  async function measure(side: PromptJudge, wanted: Float32Array, vector: Float32Array, draw: number): Promise<number> {
    const opened = measures.get(side) ?? (await openMeasure(spec, side, threads));
    measures.set(side, opened);
    const { 'mean likeness': likeness } = await look(opened, netOf(spec, vector), wanted, draw);
    return likeness?.[0] ?? Number.NaN;
  }

  async function lookBack(): Promise<number | null> {
    if (step / steps >= SEARCH_FROM) {
      const score = await measure(picker.judge, picker.target.wanted, average, drawSeed(seed, step) ^ 0x5bd1);
      if (score > best.score) best = { vector: average, score, step };
    }
    return options.heldOut ? measure(options.heldOut.judge, options.heldOut.target.wanted, average, seed) : null;
  }

  return {
    get step() {
      return step;
    },
    get isDone() {
      return step >= steps;
    },
    get average() {
      return netOf(spec, average);
    },
    get best() {
      return { net: netOf(spec, best.step < 0 ? average : best.vector), score: best.score, step: best.step };
    },
    async advance() {
      const stage = stageOf(step, steps, pyramid);
      const random = seededRandom(drawSeed(seed, step));
      const batch = drawBatch(spec, stage, random);
      const probe = drawProbe(spec, random);
      const detail = options.isWarm ? 1 : stage.detail;
      const evaluate = (vector: Float32Array) =>
        evaluator.evaluate(vector, batch, probe, gainsOf(spec, vector, detail));
      const { loss, likeness, terms } = await search.advance(evaluate, stage.rate, random);
      step++;
      if (!Number.isFinite(loss)) return stepBack(loss);
      average = averageTowards(average, search.weights, search.decay);
      const heldOut = step % MEASURE_EVERY === 0 || step >= steps ? await lookBack() : null;
      return { step, loss, terms, likeness, heldOut };
    },
    checkpoint: () => ({
      job: options.job,
      step,
      bestScore: best.score,
      bestStep: best.step,
      average,
      best: best.vector,
      search: search.state,
    }),
    async close() {
      await evaluator.close();
      for (const opened of measures.values()) await opened.close();
    },
  };

  /** A loss that is no number: back to the average, more carefully. */
  function stepBack(loss: number): StepReport {
    if (++breaks > MOST_BREAKS) {
      throw new EngineError('optimizer', `the loss is no number, ${breaks} times`, 'try another seed or start preset');
    }
    const { what, share } = search.retreat(average);
    const notice = `step ${step}: the loss is ${loss}; gone back to the average, with ${share} of ${what}`;
    return { step, loss, terms: {}, likeness: Number.NaN, heldOut: null, notice };
  }
}

/** Cosines of a net's pictures to what is wanted, over {@link MEASURED_STATES} drawn states. */
export interface Likeness {
  readonly mean: number;
  readonly worst: number;
}

/** States of time, latent and audio over which a finished net is measured. */
export const MEASURED_STATES = 16;

/** Measure a finished net: whole frames, undisturbed, each in a state of its own. */
export async function measureLikeness(
  net: Cppn,
  judge: PromptJudge,
  wanted: Float32Array,
  seed: number,
  threads: number,
): Promise<Likeness> {
  const session = await openMeasure(net.spec, judge, threads);
  const each: number[] = [];
  try {
    for (let k = 0; k < MEASURED_STATES / MEASURE_VIEWS; k++) {
      const results = await look(session, net, wanted, drawSeed(seed, -2 - k));
      each.push(...(results['each likeness'] ?? []));
    }
  } finally {
    await session.close();
  }
  return { mean: each.reduce((sum, value) => sum + value, 0) / each.length, worst: Math.min(...each) };
}

// Implementation

/** Open a graph that looks at a net with a judge's eyes. */
function openMeasure(spec: CppnSpec, judge: PromptJudge, threads: number): Promise<Session> {
  const shape = { spec, cutouts: MEASURE_VIEWS, size: MEASURE_SIZE, embedding: judge.embedding };
  const nodes = measureNodes(shape, (pixels) => judge.pictures(pixels));
  return openFor(judge, nodes, threads);
}

/** Look at drawn states of a net, undisturbed, with all its frequencies. */
function look(session: Session, { spec, weights }: Cppn, wanted: Float32Array, draw: number) {
  const { coordinates, conditions } = measuringBatch(spec, MEASURE_VIEWS, MEASURE_SIZE, seededRandom(draw));
  const pairGains = new Float32Array(spec.fourierPairs).fill(1);
  return session.run({ ...Object.fromEntries(weights), coordinates, conditions, pairGains, wanted });
}

/** The seed of a step's draws: runs with neighbouring seeds share none. */
function drawSeed(seed: number, step: number): number {
  return (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(step + 1, 0x85ebca6b)) >>> 0;
}

/** Give the factors on the Fourier pairs, lowest frequency first, whatever their order in the net. [pairs] */
function gainsOf(spec: CppnSpec, vector: Float32Array, detail: number): Float32Array {
  const gains = new Float32Array(spec.fourierPairs).fill(1);
  if (spec.fourierPairs === 0 || detail >= 1) return gains;
  const frequencies = tensor(netOf(spec, vector), 'fourier');
  const speed = (k: number) => Math.hypot(frequencies[2 * k] ?? 0, frequencies[2 * k + 1] ?? 0);
  const order = [...gains.keys()].sort((a, b) => speed(a) - speed(b));
  order.forEach((pair, rank) => {
    gains[pair] = pairGain(detail, rank, spec.fourierPairs);
  });
  return gains;
}
