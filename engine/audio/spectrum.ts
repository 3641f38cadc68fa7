/**
 * From samples to spectra: windows, the magnitude spectrum of the newest samples, and filter banks over it.
 * In: a contiguous view of the last samples (framing.ts). Out: arrays owned by the spectrum, overwritten by the next call.
 */

import FFT from 'fft.js';
import type { Hertz } from '../units.ts';

/** One window length on one signal. */
export interface Spectrum {
  readonly size: number;
  /** Power |X|² by bin, [size / 2 + 1], scaled so that a full-scale sine on a bin gives 1. Overwritten by each `transform`. */
  readonly power: Float64Array;
  /** Transform the `size` samples that begin at `offset`. Allocates nothing. */
  transform(samples: Float64Array, offset: number): void;
}

/** Bands as sums over bins: band b adds `weights[start[b] … start[b + 1])` times bins from `first[b]` on. */
export interface FilterBank {
  readonly bands: number;
  readonly first: Int32Array;
  readonly start: Int32Array;
  readonly weights: Float64Array;
}

/** Make a periodic Hann window, [size]. */
export function hann(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
}

/**
 * Make a window that rises slowly and falls over the newest `fall` samples only, [size]: the frequency resolution of a
 * long window with the delay of a short one.
 */
export function lateWindow(size: number, fall: number): Float64Array {
  const rise = size - fall;
  return Float64Array.from({ length: size }, (_, n) =>
    n < rise
      ? 0.5 - 0.5 * Math.cos((Math.PI * (n + 0.5)) / rise)
      : 0.5 + 0.5 * Math.cos((Math.PI * (n - rise + 0.5)) / fall),
  );
}

/** Prepare a power spectrum of a window's length (a power of two). */
export function createSpectrum(window: Float64Array): Spectrum {
  const size = window.length;
  const fft = new FFT(size);
  const input = new Float64Array(size);
  const output = new Float64Array(2 * size);
  const power = new Float64Array(size / 2 + 1);
  const sum = window.reduce((a, b) => a + b, 0);
  const scale = 4 / (sum * sum);

  function transform(samples: Float64Array, offset: number): void {
    for (let n = 0; n < size; n++) input[n] = (samples[offset + n] ?? 0) * (window[n] ?? 0);
    fft.realTransform(output, input);
    for (let k = 0; k < power.length; k++) {
      const re = output[2 * k] ?? 0;
      const im = output[2 * k + 1] ?? 0;
      power[k] = (re * re + im * im) * scale;
    }
  }

  return { size, power, transform };
}

/**
 * Make triangles that overlap by half, one around each centre but the first and the last, weights summing to 1 (a mean
 * over the bins of the band). A band narrower than a bin reads between the two nearest.
 * @param centres Hertz, rising, [bands + 2]
 */
export function triangles(centres: readonly Hertz[], size: number, sampleRate: Hertz): FilterBank {
  const width = sampleRate / size;
  const rows = centres.slice(1, -1).map((centre, b) => {
    const low = Math.min(centres[b] ?? 0, centre - width);
    const high = Math.max(centres[b + 2] ?? 0, centre + width);
    const from = Math.max(0, Math.ceil(low / width));
    const to = Math.min(size / 2, Math.floor(high / width));
    const row: number[] = [];
    for (let k = from; k <= to; k++) {
      const f = k * width;
      row.push(Math.max(0, f < centre ? (f - low) / (centre - low) : (high - f) / (high - centre)));
    }
    const sum = row.reduce((a, x) => a + x, 0);
    return { from, row: sum > 0 ? row.map((x) => x / sum) : row };
  });
  return bank(rows);
}

/** Make plain sums over the bins edge[b] ≤ f < edge[b + 1]. */
export function boxes(edges: readonly Hertz[], size: number, sampleRate: Hertz): FilterBank {
  const width = sampleRate / size;
  const bin = (f: Hertz): number => Math.min(size / 2 + 1, Math.ceil(f / width));
  return bank(
    edges.slice(0, -1).map((low, b) => {
      const from = bin(low);
      return { from, row: new Array<number>(Math.max(0, bin(edges[b + 1] ?? 0) - from)).fill(1) };
    }),
  );
}

/** Sum a power spectrum over the bands into `out` from `at` on. Allocates nothing. */
export function sumBands(filters: FilterBank, power: Float64Array, out: Float64Array, at = 0): void {
  for (let b = 0; b < filters.bands; b++) {
    let sum = 0;
    let k = filters.first[b] ?? 0;
    const end = filters.start[b + 1] ?? 0;
    for (let w = filters.start[b] ?? 0; w < end; w++) sum += (filters.weights[w] ?? 0) * (power[k++] ?? 0);
    out[at + b] = sum;
  }
}

// Implementation

function bank(rows: readonly { from: number; row: readonly number[] }[]): FilterBank {
  const start = new Int32Array(rows.length + 1);
  rows.forEach(({ row }, b) => {
    start[b + 1] = (start[b] ?? 0) + row.length;
  });
  return {
    bands: rows.length,
    first: Int32Array.from(rows, ({ from }) => from),
    start,
    weights: Float64Array.from(rows.flatMap(({ row }) => row)),
  };
}
