/**
 * What the small network of ear.ts is fed with: the spectrum in 32 bands, in dB under the loudest of the last seconds,
 * and by how much each band rose. In: the framed signal and the level's reference. Out: one vector a hop.
 *
 * The rise is SuperFlux's: against the largest of three neighbouring bands two hops ago, so that vibrato and sliding basses
 * are no onsets. S. Böck, G. Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013. Subtracting
 * the reference in dB plays the part of adaptive whitening: D. Stowell, M. Plumbley, "Adaptive whitening for improved
 * real-time audio onset detection", ICMC 2007.
 */

import type { Hertz } from '../units.ts';
import type { Framing } from './framing.ts';
import { createSpectrum, lateWindow, sumBands, triangles } from './spectrum.ts';

/** Bands of the input. */
export const EAR_BANDS = 32;
/** Length of the vector: levels, rises, and three that tell a crackle from a hat. */
export const EAR_INPUTS = 2 * EAR_BANDS + 3;

/** The vector, overwritten by each hop. */
export interface EarInput {
  readonly vector: Float64Array;
  /** Power of each band, [EAR_BANDS]: mean over its bins, a full-scale sine on a bin is 1. */
  readonly power: Float64Array;
  /** Rise of each band over two hops, dB, [EAR_BANDS]. */
  readonly rise: Float64Array;
  /** Update from the newest hop. `reference` as in level.ts. Allocates nothing. */
  update(framing: Framing, reference: number): void;
  reset(): void;
}

const LOWEST: Hertz = 27.5;
const HIGHEST: Hertz = 16500;
/** Bands under this come from a window twice as long: a note of 39 Hz beats under a window of 21 ms. */
const SPLIT: Hertz = 220;
/** Seconds that the two windows see: long for the low bands, short for the others. */
const LONG = 2048;
const SHORT = 1024;
/** What lies this far (power) under the reference is not there. */
const FLOOR_RATIO = 1e-6;
/** Sub-blocks a hop in which the high end is watched; a record's crackle fills one or two, the shortest hat fills them all. */
const SLICES = 8;

/**
 * Prepare the input.
 * @param hop samples a hop; windows are 4 and 8 hops long
 */
export function createEarInput(hop: number, sampleRate: Hertz): EarInput {
  const scale = hop / 256;
  const long = createSpectrum(lateWindow(LONG * scale, hop));
  const short = createSpectrum(lateWindow(SHORT * scale, (hop * 3) / 4));
  const centres = Array.from({ length: EAR_BANDS + 2 }, (_, b) => LOWEST * (HIGHEST / LOWEST) ** (b / (EAR_BANDS + 1)));
  const split = centres.findIndex((f) => f > SPLIT) - 1;
  const low = triangles(centres.slice(0, split + 2), long.size, sampleRate);
  const high = triangles(centres.slice(split), short.size, sampleRate);
  const vector = new Float64Array(EAR_INPUTS);
  const power = new Float64Array(EAR_BANDS);
  const rise = new Float64Array(EAR_BANDS);
  // Levels of this hop and the two before it, dB.
  const levels = [new Float64Array(EAR_BANDS), new Float64Array(EAR_BANDS), new Float64Array(EAR_BANDS)];
  let turn = 0;
  let fresh = true;
  const slices = new Float64Array(SLICES + 2);

  /** Energy of the second difference (the top octaves) by slice: its peak, and what of it lasts three slices. */
  function topEnd(framing: Framing): { peak: number; lasting: number } {
    slices.copyWithin(0, SLICES);
    const { line } = framing;
    const length = hop / SLICES;
    let i = framing.at(hop);
    let peak = 0;
    for (let s = 0; s < SLICES; s++) {
      let sum = 0;
      for (let n = 0; n < length; n++, i++) {
        const d = (line[i] ?? 0) - 2 * (line[i - 1] ?? 0) + (line[i - 2] ?? 0);
        sum += d * d;
      }
      // A difference of neighbours shrinks with the sample rate.
      const energy = (sum / length) * scale ** 4;
      slices[s + 2] = energy;
      peak = Math.max(peak, energy);
    }
    let lasting = 0;
    for (let s = 0; s < SLICES; s++) {
      lasting = Math.max(lasting, Math.min(slices[s] ?? 0, slices[s + 1] ?? 0, slices[s + 2] ?? 0));
    }
    top.peak = peak;
    top.lasting = lasting;
    return top;
  }
  const top = { peak: 0, lasting: 0, before: -6 };

  function update(framing: Framing, reference: number): void {
    long.transform(framing.line, framing.at(long.size));
    short.transform(framing.line, framing.at(short.size));
    sumBands(low, long.power, power, 0);
    sumBands(high, short.power, power, split);
    const now = levels[turn] ?? vector;
    const before = levels[(turn + 1) % 3] ?? vector;
    turn = (turn + 1) % 3;
    const floor = Math.max(1e-12, reference * FLOOR_RATIO);
    const referenceDb = 10 * Math.log10(Math.max(1e-6, reference));
    for (let b = 0; b < EAR_BANDS; b++) now[b] = 10 * Math.log10((power[b] ?? 0) + floor);
    if (fresh) {
      for (const row of levels) row.set(now);
      fresh = false;
    }
    for (let b = 0; b < EAR_BANDS; b++) {
      const old = Math.max(
        before[Math.max(0, b - 1)] ?? 0,
        before[b] ?? 0,
        before[Math.min(EAR_BANDS - 1, b + 1)] ?? 0,
      );
      const up = Math.max(0, (now[b] ?? 0) - old);
      rise[b] = up;
      vector[b] = ((now[b] ?? 0) - referenceDb) / 20 + 1.5;
      vector[EAR_BANDS + b] = up / 10;
    }
    const { peak, lasting } = topEnd(framing);
    const peakDb = Math.log10((peak + floor) / Math.max(1e-6, reference));
    const lastingDb = Math.log10((lasting + floor) / Math.max(1e-6, reference));
    vector[2 * EAR_BANDS] = peakDb / 2 + 1;
    vector[2 * EAR_BANDS + 1] = lastingDb / 2 + 1;
    vector[2 * EAR_BANDS + 2] = Math.max(0, lastingDb - top.before);
    top.before = lastingDb;
  }

  function reset(): void {
    fresh = true;
    slices.fill(0);
    top.before = -6;
    vector.fill(0);
    power.fill(0);
    rise.fill(0);
  }

  return { vector, power, rise, update, reset };
}
