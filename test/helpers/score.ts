/**
 * Scores detections against annotations: onset, drum and beat F-measure, continuity, tempo. Agrees with the Python scorer
 * that is built on mir_eval (test/fixtures/audio/score.py) to 0.005; test/unit/score.test.ts holds the two together.
 *
 * C. Raffel et al., "mir_eval: A transparent implementation of common MIR metrics", ISMIR 2014; M. Davies, N. Degara,
 * M. Plumbley, "Evaluation methods for musical audio beat tracking algorithms", 2009 (continuity).
 */

import type { Events } from '../../engine/audio/events.ts';

interface Hit {
  readonly time: number;
  readonly rise_db: number;
  readonly soft?: boolean;
}

/** What is known of a piece, as test/fixtures/audio/music/NAME.json holds it. */
export interface Annotation {
  readonly file: string;
  readonly sample_rate: number;
  readonly duration: number;
  readonly start: number;
  readonly end: number;
  readonly tempo: { readonly curve: readonly (readonly [number, number])[] };
  readonly beats: readonly { readonly time: number; readonly position: number }[];
  readonly onsets: readonly Hit[];
  readonly drums: { readonly kick: readonly Hit[]; readonly snare: readonly Hit[]; readonly hat: readonly Hit[] };
  readonly sections: readonly { readonly start: number; readonly end: number; readonly label: string }[];
}

/** A piece's scores; what a piece has no reference for is absent. Shares and F 0…1, delays in milliseconds. */
export type Score = Partial<
  Record<
    | 'onset_p'
    | 'onset_r'
    | 'onset_f'
    | 'onset_all_f'
    | 'onset_ms'
    | 'onset_ms_95'
    | 'kick_f'
    | 'snare_f'
    | 'hat_f'
    | 'beat_f'
    | 'cmlt'
    | 'amlt'
    | 'beat_ms'
    | 'false_beats_per_min'
    | 'tempo_err'
    | 'acc1'
    | 'acc2',
    number
  >
>;

const CLEAR_RISE = 6;
const ONSET_WINDOW = 0.05;
const BEAT_WINDOW = 0.07;
const TRIM = 5;
const CONTINUITY = 0.175;

/** Score one piece's events. */
export function score(annotation: Annotation, events: Events): Score {
  return {
    ...scoreOnsets(annotation, events.onsets),
    ...scoreDrums(annotation, events.drums),
    ...scoreBeats(annotation, events.beats),
    ...scoreTempo(annotation, events.tempo),
  };
}

/** Average each score over the pieces that have it. */
export function meanScore(scores: readonly Score[]): Score {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const row of scores) {
    for (const [name, value] of Object.entries(row)) {
      const entry = sums.get(name) ?? { sum: 0, count: 0 };
      entry.sum += value;
      entry.count++;
      sums.set(name, entry);
    }
  }
  return Object.fromEntries([...sums].map(([name, { sum, count }]) => [name, sum / count])) as Score;
}

/** Pair events of two sorted lists within a window, as many as possible: indices [reference, estimate]. */
export function matchEvents(
  reference: readonly number[],
  estimate: readonly number[],
  window: number,
): [number, number][] {
  const pairs: [number, number][] = [];
  let e = 0;
  reference.forEach((time, r) => {
    while (e < estimate.length && (estimate[e] ?? 0) < time - window) e++;
    if (e < estimate.length && (estimate[e] ?? 0) <= time + window) pairs.push([r, e++]);
  });
  return pairs;
}

// Implementation

function sorted(times: readonly number[]): number[] {
  return [...times].sort((a, b) => a - b);
}

function median(values: readonly number[]): number | undefined {
  return quantile(values, 0.5);
}

/** Linear between the nearest ranks, as numpy's percentile. */
function quantile(values: readonly number[], q: number): number | undefined {
  if (values.length === 0) return undefined;
  const row = sorted(values);
  const at = q * (row.length - 1);
  const low = row[Math.floor(at)] ?? 0;
  return low + (at - Math.floor(at)) * ((row[Math.ceil(at)] ?? 0) - low);
}

function split(hits: readonly Hit[]): { clear: number[]; unclear: number[] } {
  const isClear = (hit: Hit): boolean => !hit.soft && hit.rise_db >= CLEAR_RISE;
  return {
    clear: sorted(hits.filter(isClear).map((hit) => hit.time)),
    unclear: sorted(hits.filter((hit) => !isClear(hit)).map((hit) => hit.time)),
  };
}

function fMeasure(reference: readonly number[], estimate: readonly number[], window: number) {
  if (reference.length === 0 || estimate.length === 0) return { p: 0, r: 0, f: 0 };
  const hits = matchEvents(reference, estimate, window).length;
  const p = hits / estimate.length;
  const r = hits / reference.length;
  return { p, r, f: p + r > 0 ? (2 * p * r) / (p + r) : 0 };
}

function delays(reference: readonly number[], estimate: readonly number[], window: number): number[] {
  return matchEvents(reference, estimate, window).map(([r, e]) => 1000 * ((estimate[e] ?? 0) - (reference[r] ?? 0)));
}

/** Drop the estimates that meet no clear event but an unclear one. */
function dropUnclear(clear: readonly number[], unclear: readonly number[], estimate: readonly number[]): number[] {
  const hit = new Set(matchEvents(clear, estimate, ONSET_WINDOW).map(([, e]) => e));
  const rest = estimate.filter((_, e) => !hit.has(e));
  const free = new Set(matchEvents(unclear, rest, ONSET_WINDOW).map(([, e]) => e));
  return sorted([...estimate.filter((_, e) => hit.has(e)), ...rest.filter((_, e) => !free.has(e))]);
}

function scoreOnsets(annotation: Annotation, onsets: readonly number[]): Score {
  const estimate = sorted(onsets);
  const { clear, unclear } = split(annotation.onsets);
  const { p, r, f } = fMeasure(clear, dropUnclear(clear, unclear, estimate), ONSET_WINDOW);
  const late = delays(clear, estimate, ONSET_WINDOW);
  const all = fMeasure(sorted([...clear, ...unclear]), estimate, ONSET_WINDOW).f;
  return {
    onset_p: p,
    onset_r: r,
    onset_f: f,
    onset_all_f: all,
    ...(late.length > 0 ? { onset_ms: median(late) ?? 0, onset_ms_95: quantile(late, 0.95) ?? 0 } : {}),
  };
}

function scoreDrums(annotation: Annotation, drums: Events['drums']): Score {
  const out: Score = {};
  for (const name of ['kick', 'snare', 'hat'] as const) {
    const { clear, unclear } = split(annotation.drums[name]);
    if (clear.length === 0) continue;
    out[`${name}_f`] = fMeasure(clear, dropUnclear(clear, unclear, sorted(drums[name])), ONSET_WINDOW).f;
  }
  return out;
}

function scoreBeats(annotation: Annotation, beats: readonly number[]): Score {
  if (annotation.beats.length === 0) return { false_beats_per_min: (60 * beats.length) / annotation.duration };
  const reference = annotation.beats.map((beat) => beat.time).filter((time) => time >= TRIM);
  const estimate = sorted(beats).filter((time) => time >= TRIM && time < annotation.end);
  if (estimate.length === 0) return { beat_f: 0, cmlt: 0, amlt: 0 };
  const late = median(delays(reference, estimate, BEAT_WINDOW));
  return {
    beat_f: fMeasure(reference, estimate, BEAT_WINDOW).f,
    ...continuity(reference, estimate),
    ...(late === undefined ? {} : { beat_ms: late }),
  };
}

/** Share of beats that continue a right sequence, at the annotated and at any of the usual metrical levels. */
function continuity(reference: readonly number[], estimate: readonly number[]): { cmlt: number; amlt: number } {
  if (reference.length < 2 || estimate.length < 2) return { cmlt: 0, amlt: 0 };
  const double = reference.flatMap((time, i) => {
    const next = reference[i + 1];
    return next === undefined ? [time] : [time, (time + next) / 2];
  });
  const levels = [
    reference,
    double.filter((_, i) => i % 2 === 1),
    double,
    reference.filter((_, i) => i % 2 === 0),
    reference.filter((_, i) => i % 2 === 1),
  ].map((row) => continuous(row, estimate));
  return { cmlt: levels[0] ?? 0, amlt: Math.max(...levels) };
}

function continuous(reference: readonly number[], estimate: readonly number[]): number {
  const count = Math.max(reference.length, estimate.length);
  const used = new Set<number>();
  let right = 0;
  estimate.forEach((time, m) => {
    let nearest = 0;
    reference.forEach((r, i) => {
      if (Math.abs(time - r) < Math.abs(time - (reference[nearest] ?? 0))) nearest = i;
    });
    if (used.has(nearest)) return;
    const forward = m === 0 || nearest === 0;
    const interval = forward && nearest + 1 < reference.length ? gap(reference, nearest) : gap(reference, nearest - 1);
    const step = forward && m + 1 < estimate.length ? gap(estimate, m) : gap(estimate, m - 1);
    const phase = Math.abs(time - (reference[nearest] ?? 0)) / interval;
    if (phase < CONTINUITY && Math.abs(1 - step / interval) < CONTINUITY) {
      used.add(nearest);
      right++;
    }
  });
  return right / count;
}

function gap(row: readonly number[], i: number): number {
  return (row[i + 1] ?? 0) - (row[i] ?? 0);
}

function scoreTempo(annotation: Annotation, tempo: Events['tempo']): Score {
  const { curve } = annotation.tempo;
  if (curve.length === 0) return {};
  let error = 0;
  let same = 0;
  let related = 0;
  let count = 0;
  const from = Math.max(TRIM, annotation.start);
  const steps = Math.ceil((annotation.end - from) / 0.1 - 1e-9);
  for (let s = 0; s < steps; s++) {
    const t = from + s * 0.1;
    const reference = interpolate(curve, t);
    const known = tempo.findLast(([time]) => time <= t);
    const estimate = known ? known[1] : 1e-9;
    const near = (k: number): boolean => Math.abs(estimate / (reference * k) - 1) <= 0.04;
    error += Math.abs(estimate / reference - 1);
    same += near(1) ? 1 : 0;
    related += [1, 2, 3, 1 / 2, 1 / 3].some(near) ? 1 : 0;
    count++;
  }
  return { tempo_err: (100 * error) / count, acc1: same / count, acc2: related / count };
}

function interpolate(curve: readonly (readonly [number, number])[], t: number): number {
  const after = curve.findIndex(([time]) => time > t);
  const first = curve[0];
  const last = curve.at(-1);
  if (first === undefined || last === undefined) return 0;
  if (after < 0) return last[1];
  if (after === 0) return first[1];
  const [t0, v0] = curve[after - 1] ?? first;
  const [t1, v1] = curve[after] ?? last;
  return v0 + ((v1 - v0) * (t - t0)) / (t1 - t0);
}
