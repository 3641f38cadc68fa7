/**
 * All that chance decides in one step, drawn at once: where is looked, in which state, and how the pictures are disturbed before
 * the judge sees them. Without disturbance a net learns to fool the judge instead of showing what it should.
 *
 *   tone     x ← g·x + o + t·x(1 − x)      gain, offset and a gamma-like bend, for each cutout
 *   blur     a 5-tap Gaussian each way     in some steps
 *   noise    x ← x + n                     normal, small
 */

import type { CppnSpec } from '../cppn/cppn.ts';
import { normal, type Random, seededRandom } from '../random.ts';
import { drawCondition, probeConditions, stackConditions } from './conditions.ts';
import { cutoutCoordinates, drawCutouts, wholeFrame } from './cutouts.ts';
import type { Stage } from './schedule.ts';

/** What a step sees. All arrays are laid out as the graph takes them. */
export interface Batch {
  readonly cutouts: number;
  readonly size: number;
  /** [cutouts, 2, size²] */
  readonly coordinates: Float32Array;
  /** [cutouts, conditionCount, 1] */
  readonly conditions: Float32Array;
  /** [cutouts, 1, 1, 1] each. */
  readonly gain: Float32Array;
  readonly offset: Float32Array;
  readonly bend: Float32Array;
  /** [BLUR_TAPS], sums to 1. */
  readonly blur: Float32Array;
  /** [cutouts, 3, size, size] */
  readonly noise: Float32Array;
}

/** The states that reactivity and coherence compare, at a few points of the frame. */
export interface Probe {
  /** [1, 2, PROBE_SIZE²] */
  readonly coordinates: Float32Array;
  /** [2 + audioInputs, conditionCount, 1] */
  readonly conditions: Float32Array;
}

export const BLUR_TAPS = 5;
/** Side of a probe's picture: what moves less than this is detail, not movement. */
export const PROBE_SIZE = 24;

const NOISE = 0.03;
const BLURRED = 0.3;
const BLUR_RANGE = [0.5, 1.2] as const;

/** Draw a step's batch. */
export function drawBatch(spec: CppnSpec, stage: Pick<Stage, 'cutouts' | 'size' | 'floor'>, random: Random): Batch {
  const { cutouts, size, floor } = stage;
  const conditions = Array.from({ length: cutouts }, () => drawCondition(spec, random));
  return {
    cutouts,
    size,
    coordinates: cutoutCoordinates(drawCutouts(cutouts, floor, random), size, random),
    conditions: stackConditions(conditions),
    gain: spread(cutouts, 1, 0.06, random),
    offset: spread(cutouts, 0, 0.02, random),
    bend: spread(cutouts, 0, 0.25, random),
    blur: random() < BLURRED ? gaussianTaps(BLUR_RANGE[0] + (BLUR_RANGE[1] - BLUR_RANGE[0]) * random()) : NO_BLUR,
    noise: drawNoise(cutouts * 3 * size * size, NOISE * random(), random),
  };
}

/** Give a batch of whole frames and squares in drawn states, undisturbed: what a net is measured by. */
export function measuringBatch(spec: CppnSpec, cutouts: number, size: number, random: Random): Batch {
  const ones = new Float32Array(cutouts).fill(1);
  const zeros = new Float32Array(cutouts);
  const views = Array.from({ length: cutouts }, (_, i) => wholeFrame(i % 2 === 1));
  return {
    cutouts,
    size,
    coordinates: cutoutCoordinates(views, size),
    conditions: stackConditions(Array.from({ length: cutouts }, () => drawCondition(spec, random))),
    gain: ones,
    offset: zeros,
    bend: zeros,
    blur: NO_BLUR,
    noise: new Float32Array(cutouts * 3 * size * size),
  };
}

/** Cut a batch into parts of at most `most` cutouts, as even as can be. */
export function partsOf(batch: Batch, most: number): Batch[] {
  const count = Math.ceil(batch.cutouts / Math.max(1, most));
  return Array.from({ length: count }, (_, k) => {
    const from = Math.round((k * batch.cutouts) / count);
    const to = Math.round(((k + 1) * batch.cutouts) / count);
    const cut = (values: Float32Array) => {
      const each = values.length / batch.cutouts;
      return values.subarray(from * each, to * each);
    };
    const { size, blur, coordinates, conditions, gain, offset, bend, noise } = batch;
    return {
      ...{ cutouts: to - from, size, blur },
      ...{ coordinates: cut(coordinates), conditions: cut(conditions), noise: cut(noise) },
      ...{ gain: cut(gain), offset: cut(offset), bend: cut(bend) },
    };
  });
}

/** Draw the states that reactivity and coherence compare. */
export function drawProbe(spec: CppnSpec, random: Random): Probe {
  return {
    coordinates: cutoutCoordinates([wholeFrame(true)], PROBE_SIZE, random),
    conditions: stackConditions(probeConditions(spec, drawCondition(spec, random))),
  };
}

// Implementation

const NO_BLUR = Float32Array.of(0, 0, 1, 0, 0);

/** Normal numbers to take runs from: drawing each would cost more than the judge's first layer. */
const POOL = 1 << 18;
let pool: Float32Array | undefined;

function drawNoise(count: number, deviation: number, random: Random): Float32Array {
  pool ??= makePool();
  const noise = new Float32Array(count);
  for (let start = 0; start < count; ) {
    const from = Math.floor(random() * POOL);
    const length = Math.min(count - start, POOL - from, 4096);
    for (let i = 0; i < length; i++) noise[start + i] = deviation * (pool[from + i] ?? 0);
    start += length;
  }
  return noise;
}

function makePool(): Float32Array {
  // A source of its own, so that a run's draws do not depend on whether the pool was there.
  const random = seededRandom(1);
  return Float32Array.from({ length: POOL }, () => normal(random));
}

function spread(count: number, centre: number, half: number, random: Random): Float32Array {
  return Float32Array.from({ length: count }, () => centre + half * (2 * random() - 1));
}

function gaussianTaps(sigma: number): Float32Array {
  const taps = Float32Array.from({ length: BLUR_TAPS }, (_, i) => Math.exp(-((i - 2) ** 2) / (2 * sigma * sigma)));
  const total = taps.reduce((sum, tap) => sum + tap, 0);
  return taps.map((tap) => tap / total);
}
