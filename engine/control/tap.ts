/** Tempo from taps: a straight line through the last ones (least squares), so that one late finger moves little. Pure. */

import type { Bpm, Seconds } from '../units.ts';

/** Times of the taps of one series, oldest first. */
export type Taps = readonly Seconds[];
export const NO_TAPS: Taps = [];

/** A gap longer than this begins a new series: slower than 24 beats a minute nobody taps. */
const LONGEST_GAP: Seconds = 2.5;
/** A second touch sooner than this is the same finger bouncing: faster than 400 a minute nobody taps. */
const SHORTEST_GAP: Seconds = 0.15;
/** A tap this far off the series' gap, as a share, begins a new series: another tempo is meant. */
const OTHER_TEMPO = 0.35;
const MOST_TAPS = 8;

/**
 * Take a tap.
 * @returns the series with it, and from the second tap on the tempo, with the time of the beat at the last tap as the line has it
 */
export function tapTempo(before: Taps, time: Seconds): { taps: Taps; tempo: { bpm: Bpm; time: Seconds } | null } {
  const last = before.at(-1);
  const gap = last === undefined ? Number.POSITIVE_INFINITY : time - last;
  if (gap < SHORTEST_GAP) return { taps: before, tempo: null };
  const mean = before.length > 1 ? ((last ?? 0) - (before[0] ?? 0)) / (before.length - 1) : gap;
  const isNew = gap > LONGEST_GAP;
  const isOther = Math.abs(gap / mean - 1) > OTHER_TEMPO;
  const series = isNew ? [time] : isOther ? [last ?? time, time] : [...before, time].slice(-MOST_TAPS);
  return { taps: series, tempo: series.length > 1 ? fitted(series) : null };
}

// Implementation

function fitted(taps: Taps): { bpm: Bpm; time: Seconds } {
  const n = taps.length;
  const first = taps[0] ?? 0;
  const meanPlace = (n - 1) / 2;
  const mean = taps.reduce((sum, t) => sum + (t - first), 0) / n;
  const above = taps.reduce((sum, t, i) => sum + (i - meanPlace) * (t - first - mean), 0);
  const below = taps.reduce((sum, _, i) => sum + (i - meanPlace) ** 2, 0);
  const period = above / below;
  return { bpm: 60 / period, time: first + mean + period * (n - 1 - meanPlace) };
}
