/**
 * Pitch classes and tuning from the peaks of a long window: each peak's frequency is read between the bins, so that a low
 * chord tone falls on its own pitch and the music's tuning can be told. In: the framed signal. Out: energy by pitch class.
 *
 * E. Gómez, "Tonal description of music audio signals", 2006 (harmonic pitch class profile: peaks, weighted by how near
 * they are to the pitch class, tuning from their deviations).
 */

import type { Hertz, Seconds } from '../units.ts';
import { approach } from './envelope.ts';
import type { Framing } from './framing.ts';
import { createSpectrum, hann } from './spectrum.ts';

/** Chroma and tuning, updated by each call. */
export interface Chroma {
  /** Energy by pitch class C…B, largest 1; zeros in silence, [12]. */
  readonly classes: Float64Array;
  /** Deviation of the music from A4 = 440 Hz, semitones, −0.5…0.5. */
  tuning: number;
  /** Look at the newest window. `dt` Seconds since the last look. Allocates nothing. */
  update(framing: Framing, open: boolean, dt: Seconds): void;
  reset(): void;
}

const LOWEST: Hertz = 60;
const HIGHEST: Hertz = 2200;
/** Peaks this far (power) under the strongest are noise. */
const WEAK = 1e-4;
const SMOOTH_SECONDS: Seconds = 0.12;
const TUNING_SECONDS: Seconds = 6;

/** Prepare chroma from windows of `size` samples. */
export function createChroma(size: number, sampleRate: Hertz): Chroma {
  const spectrum = createSpectrum(hann(size));
  const width = sampleRate / size;
  const from = Math.ceil(LOWEST / width);
  const to = Math.min(size / 2 - 1, Math.floor(HIGHEST / width));
  const raw = new Float64Array(12);
  const smooth = new Float64Array(12);
  // In an object's fields: a captured variable that holds a fraction costs an allocation a write.
  const s = { tuneX: 0, tuneY: 0 };

  function update(framing: Framing, open: boolean, dt: Seconds): void {
    raw.fill(0);
    if (open) look(framing, dt);
    const share = approach(dt, SMOOTH_SECONDS);
    let sum = 0;
    for (let c = 0; c < 12; c++) sum += at(raw, c);
    let largest = 1e-9;
    for (let c = 0; c < 12; c++) {
      // Each look counts alike: a loud kick must not own the chord that follows.
      smooth[c] = at(smooth, c) + share * ((sum > 0 ? at(raw, c) / sum : 0) - at(smooth, c));
      largest = Math.max(largest, at(smooth, c));
    }
    for (let c = 0; c < 12; c++) chroma.classes[c] = largest > 1e-6 ? at(smooth, c) / largest : 0;
  }

  function look(framing: Framing, dt: Seconds): void {
    spectrum.transform(framing.line, framing.at(size));
    const { power } = spectrum;
    let strongest = 0;
    for (let k = from; k <= to; k++) strongest = Math.max(strongest, at(power, k));
    if (strongest <= 0) return;
    let x = 0;
    let y = 0;
    let weight = 0;
    for (let k = from; k <= to; k++) {
      const p = at(power, k);
      if (p < WEAK * strongest || p <= at(power, k - 1) || p < at(power, k + 1)) continue;
      // A Hann window's main lobe is close to a parabola in dB.
      const a = Math.log(at(power, k - 1) + 1e-30);
      const b = Math.log(p);
      const c = Math.log(at(power, k + 1) + 1e-30);
      const bin = k + Math.max(-0.5, Math.min(0.5, (0.5 * (a - c)) / (a - 2 * b + c || 1)));
      const pitch = 69 + 12 * Math.log2((bin * width) / 440);
      const amplitude = Math.sqrt(p);
      const turn = 2 * Math.PI * pitch;
      x += amplitude * Math.cos(turn);
      y += amplitude * Math.sin(turn);
      weight += amplitude;
      const tuned = pitch - chroma.tuning;
      const nearest = Math.round(tuned);
      const off = tuned - nearest;
      raw[((nearest % 12) + 12) % 12] = at(raw, ((nearest % 12) + 12) % 12) + p * Math.cos(Math.PI * off) ** 2;
    }
    const share = approach(dt, TUNING_SECONDS);
    if (weight > 0) {
      s.tuneX += share * (x / weight - s.tuneX);
      s.tuneY += share * (y / weight - s.tuneY);
      chroma.tuning =
        s.tuneX * s.tuneX + s.tuneY * s.tuneY > 0.05 * 0.05 ? Math.atan2(s.tuneY, s.tuneX) / (2 * Math.PI) : 0;
    }
  }

  function reset(): void {
    smooth.fill(0);
    chroma.classes.fill(0);
    chroma.tuning = s.tuneX = s.tuneY = 0;
  }

  const chroma: Chroma = { classes: new Float64Array(12), tuning: 0, update, reset };
  return chroma;
}

// Implementation

function at(row: Float64Array, i: number): number {
  return row[i] as number;
}
