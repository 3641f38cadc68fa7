/**
 * Chooses the resolution: a step down when frames come late, a step up when there is room, with hysteresis so that it never
 * swings. Pure: the time a frame took in, the state out.
 */

import type { Seconds, Unit } from '../units.ts';

/** Sizes to choose from, as factors on the wanted width and height, largest first. */
const LADDER: readonly number[] = [1, 0.75, 0.5, 0.375];
/**
 * Frames whose quickest tells what the pixels themselves cost: another program that takes the processor makes some frames late,
 * and a smaller picture would not help against it.
 */
const RECENT_FRAMES = 8;
/**
 * Above this share of the frame period even the quickest recent frame counts as too slow; when frames are on average below the
 * other at the next size up, there is room for it.
 */
const TOO_SLOW = 0.92;
const ROOMY = 0.62;
/** How long it must be too slow, or roomy, before a step is taken. */
const DOWN_AFTER: Seconds = 0.5;
const UP_AFTER: Seconds = 4;
/** Each step up that had to be taken back doubles the wait before the next, up to this. */
const LONGEST_WAIT: Seconds = 64;

/** What the governor remembers. */
export interface Governor {
  /** Index into the ladder; 0 is full size. */
  readonly rung: number;
  /** Smoothed render time. */
  readonly cost: Seconds;
  /** Render times of the last frames at this size, oldest first. */
  readonly recent: readonly Seconds[];
  readonly slowFor: Seconds;
  readonly roomyFor: Seconds;
  /** How long it must be roomy before the next step up. */
  readonly patience: Seconds;
  /** Since the last step up; a step down soon after it was a mistake to learn from. */
  readonly sinceUp: Seconds;
}

/** Give the governor's first state: full size. */
export function startGovernor(): Governor {
  return {
    rung: 0,
    cost: 0,
    recent: [],
    slowFor: 0,
    roomyFor: 0,
    patience: UP_AFTER,
    sinceUp: Number.POSITIVE_INFINITY,
  };
}

/**
 * Take note of one frame.
 * @param spent time the frame's render took
 * @param period time a frame may take
 * @param sinceLast time since the frame before
 */
export function govern(state: Governor, spent: Seconds, period: Seconds, sinceLast: Seconds): Governor {
  // One stalled frame says nothing about the resolution, so it may weigh no more than four periods.
  const dt = Math.min(sinceLast, 4 * period);
  const cost =
    state.cost === 0 ? spent : state.cost + (1 - Math.exp(-dt / 0.25)) * (Math.min(spent, 4 * period) - state.cost);
  const next = LADDER[state.rung - 1];
  const now = LADDER[state.rung] ?? 1;
  const costAbove = next === undefined ? Number.POSITIVE_INFINITY : cost * (next / now) ** 2;
  const recent = [...state.recent, spent].slice(-RECENT_FRAMES);
  const slowFor = Math.min(...recent) > TOO_SLOW * period ? state.slowFor + dt : 0;
  const roomyFor = costAbove < ROOMY * period ? state.roomyFor + dt : 0;
  const sinceUp = state.sinceUp + dt;
  if (slowFor >= DOWN_AFTER && state.rung < LADDER.length - 1) {
    const tooEager = sinceUp < 10;
    const patience = tooEager ? Math.min(2 * state.patience, LONGEST_WAIT) : state.patience;
    return {
      rung: state.rung + 1,
      cost: 0,
      recent: [],
      slowFor: 0,
      roomyFor: 0,
      patience,
      sinceUp: Number.POSITIVE_INFINITY,
    };
  }
  if (roomyFor >= state.patience) {
    return { rung: state.rung - 1, cost: 0, recent: [], slowFor: 0, roomyFor: 0, patience: state.patience, sinceUp: 0 };
  }
  return { rung: state.rung, cost, recent, slowFor, roomyFor, patience: state.patience, sinceUp };
}

/** Give the share of the pixels at the governor's rung that the smallest size has. */
export function smallestShare(state: Governor): Unit {
  return ((LADDER.at(-1) ?? 1) / (LADDER[state.rung] ?? 1)) ** 2;
}

/** Give the size at the governor's rung: even numbers, at least 2. */
export function governedSize(state: Governor, width: number, height: number): { width: number; height: number } {
  const factor = LADDER[state.rung] ?? 1;
  const even = (n: number) => Math.max(2, 2 * Math.round((n * factor) / 2));
  return { width: even(width), height: even(height) };
}
