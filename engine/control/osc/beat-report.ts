/**
 * Beats that come in as messages, made into reports for the transport. A message is late by what network and sender add (Live sends
 * its beat up to 100 ms late), never early: so the line of beats gives way quickly to an early message and slowly to a late one.
 * Pure.
 */

import type { Bpm, Seconds } from '../../units.ts';
import type { TempoReport } from '../transport.ts';

/** What was said so far. */
export interface BeatLine {
  /** As said; null while only beats came. */
  readonly said: Bpm | null;
  readonly isRunning: boolean;
  /** The line: at `time` the count stood at `beat`; null before the first beat. */
  readonly at: { readonly time: Seconds; readonly beat: number } | null;
  /** The last beats as they came, oldest first; for a tempo when none is said. */
  readonly heard: readonly { readonly time: Seconds; readonly beat: number }[];
}

/** One message's news. */
export interface BeatNews {
  readonly bpm?: number;
  readonly beat?: number;
  readonly isRunning?: boolean;
}

export const NO_BEATS: BeatLine = { said: null, isRunning: true, at: null, heard: [] };

const BEATS_KEPT = 8;
/** Shares of the error that an early and a late message correct. */
const EARLY_SHARE = 0.5;
const LATE_SHARE = 0.02;
/** Errors larger than this, beats, are a jump of the song. */
const JUMP = 0.5;

/** Take a message in, and give the report that follows from it; none while there is no tempo. */
export function reportBeat(
  line: BeatLine,
  news: BeatNews,
  time: Seconds,
): { line: BeatLine; report: TempoReport | null } {
  const said = news.bpm !== undefined && news.bpm > 0 ? news.bpm : line.said;
  const isRunning = news.isRunning ?? (news.beat !== undefined ? true : line.isRunning);
  const heard = news.beat === undefined ? line.heard : extended(line.heard, { time, beat: news.beat });
  const bpm = said ?? tempoOf(heard);
  const at = moved(line, news.beat, bpm, time);
  const next: BeatLine = { said, isRunning, at, heard };
  if (bpm === null) return { line: next, report: null };
  return {
    line: next,
    report: { source: 'osc', time: at?.time ?? time, bpm, beat: at?.beat ?? null, isRunning },
  };
}

// Implementation

function extended(heard: BeatLine['heard'], beat: BeatLine['heard'][number]): BeatLine['heard'] {
  const last = heard.at(-1);
  const isNext = last !== undefined && beat.beat > last.beat && beat.beat - last.beat < 4.5 && beat.time > last.time;
  return isNext ? [...heard, beat].slice(-BEATS_KEPT) : [beat];
}

function tempoOf(heard: BeatLine['heard']): Bpm | null {
  const first = heard[0];
  const last = heard.at(-1);
  if (!first || !last || heard.length < 2) return null;
  const bpm = (60 * (last.beat - first.beat)) / (last.time - first.time);
  return bpm > 20 && bpm < 400 ? bpm : null;
}

/** Carry the line to now at the tempo that it had, and give way to the beat that came. */
function moved(
  { at, said, heard }: BeatLine,
  beat: number | undefined,
  bpm: Bpm | null,
  time: Seconds,
): BeatLine['at'] {
  const before = said ?? tempoOf(heard) ?? bpm;
  if (!at || before === null) return beat === undefined ? at : { time, beat };
  const expected = at.beat + ((time - at.time) * before) / 60;
  if (beat === undefined) return { time, beat: expected };
  const error = beat - expected;
  if (Math.abs(error) > JUMP) return { time, beat };
  return { time, beat: expected + error * (error > 0 ? EARLY_SHARE : LATE_SHARE) };
}
