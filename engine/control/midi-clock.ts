/**
 * MIDI clock as a tempo: 24 ticks a beat, each of them late by a different millisecond, become one steady line of beats.
 *
 *   tick, start, continue, stop, song position → phase-locked loop → TempoReport
 *
 * The loop is a least-squares line through the ticks: through all of them at first, through about the last {@link LONG_MEMORY}
 * once there are so many. Without ticks the line goes on for {@link FLYWHEEL_BEATS}; after that there is no clock.
 * @see Eli Brookner, Tracking and Kalman Filtering Made Easy, Wiley, 1998, ch. 1.2.10: the expanding-memory g-h filter
 */

import type { Bpm, Seconds } from '../units.ts';
import type { TempoReport } from './transport.ts';

export interface MidiClock {
  tick(time: Seconds): void;
  start(): void;
  continue(): void;
  stop(): void;
  /** In sixteenth notes. Counts from the next tick after start or continue. */
  songPosition(sixteenths: number): void;
  /**
   * Give the tempo at a time; undefined before {@link SHORT_MEMORY} ticks and after the flywheel has run out. The beat counts from
   * the song's start; null when neither start, continue nor stop ever came, as from mixers that send ticks only.
   */
  at(time: Seconds): TempoReport | undefined;
}

export const TICKS_A_BEAT = 24;
/** Ticks until the tempo is told: one beat. */
export const SHORT_MEMORY = 24;
/** Ticks that the line looks back on once it has settled: a bar of four. */
export const LONG_MEMORY = 96;
/** How long the beat goes on without ticks. */
export const FLYWHEEL_BEATS = 2;

/** Slowest and fastest clock that is believed, beats a minute. */
const SLOWEST = 20;
const FASTEST = 400;
/** Ticks that lie off the line to the same side by this much of a tick, on average, are another tempo: forget the old one. */
const SLIPPED = 0.4;
/** Ticks over which that average is taken, and through which the new line goes. */
const SLIP_MEMORY = 8;

/** Make a clock that has heard nothing. */
export function createMidiClock(): MidiClock {
  /** The line: the newest tick's place on it, and the time from tick to tick. */
  let predicted = 0;
  let period = 0;
  /** Ticks that the line goes through. */
  let heard = 0;
  let isTold = false;
  /** The newest ticks, as they came. */
  let recent: Seconds[] = [];
  let slip = 0;
  /** Position of the newest tick in the song; −1 stands before the first. */
  let count = -1;
  let running = true;
  /** Whether start, continue or stop ever came: many mixers send ticks only. */
  let hasTransport = false;

  function advance(ticks: number): void {
    if (running) count += ticks;
  }

  /** Ticks that were lost on the way leave a hole of whole ticks; give how many. */
  function hole(time: Seconds): number {
    if (heard < SHORT_MEMORY) return 0;
    const missed = Math.round((time - predicted - period) / period);
    return missed >= MISSED_TICKS ? missed : 0;
  }

  function draw(time: Seconds, from: Seconds): void {
    const error = time - from;
    const n = Math.min(++heard, LONG_MEMORY);
    predicted = from + ((2 * (2 * n - 1)) / (n * (n + 1))) * error;
    period += (6 / (n * (n + 1))) * error;
    if (heard < SHORT_MEMORY) return;
    isTold = true;
    slip += (error / period - slip) / SLIP_MEMORY;
    if (Math.abs(slip) > SLIPPED) redraw(time);
  }

  /** The tempo jumped: begin the line anew through the newest ticks, and tell it at once. */
  function redraw(time: Seconds): void {
    const [first = time] = recent;
    if (recent.length > 2) period = (time - first) / (recent.length - 1);
    predicted = time;
    heard = recent.length;
    slip = 0;
  }

  function forget(): void {
    heard = 0;
    period = 0;
    isTold = false;
    recent = [];
    slip = 0;
  }

  return {
    tick(time) {
      const missed = hole(time);
      if (missed > FLYWHEEL_BEATS * TICKS_A_BEAT) forget();
      advance(heard === 0 ? 1 : 1 + missed);
      if (missed > 0) recent = [];
      recent.push(time);
      if (recent.length > SLIP_MEMORY) recent.shift();
      if (heard === 0) {
        predicted = time;
        heard = 1;
      } else draw(time, predicted + (1 + missed) * period);
    },
    start() {
      count = -1;
      running = true;
      hasTransport = true;
    },
    continue() {
      running = true;
      hasTransport = true;
    },
    stop() {
      running = false;
      hasTransport = true;
    },
    songPosition(sixteenths) {
      // The tick that comes next is the one at this place.
      count = (sixteenths * TICKS_A_BEAT) / 4 - 1;
    },
    at(time) {
      const since = time - predicted;
      if (!isTold || !isBelievable(period) || since > FLYWHEEL_BEATS * TICKS_A_BEAT * period) return undefined;
      const ticks = Math.max(0, count + (running && count >= 0 ? since / period : 0));
      const beat = hasTransport ? ticks / TICKS_A_BEAT : null;
      return { source: 'midi', time, bpm: bpmOf(period), beat, isRunning: running };
    },
  };
}

// Implementation

/** Holes smaller than this are lateness; from here on ticks are missing. */
const MISSED_TICKS = 3;

function bpmOf(period: Seconds): Bpm {
  return 60 / (period * TICKS_A_BEAT);
}

function isBelievable(period: Seconds): boolean {
  return bpmOf(period) >= SLOWEST && bpmOf(period) <= FASTEST;
}
