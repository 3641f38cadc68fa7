/**
 * Takeover: what happens when a knob stands elsewhere than the value that it steers. Between a control's position and the
 * parameter, so that nothing jumps because a page, a fade or another controller moved the value meanwhile.
 *
 *   jump    the value goes where the knob is
 *   pickup  the value stays until the knob reaches or crosses it, then follows
 *   scale   the value moves in the knob's direction, by the same share of the way that is left; both meet at the end
 *
 * All positions are on the parameter's travel, 0…1, after the control's range, curve and step.
 */

import { clamp, type Seconds, type Unit } from '../units.ts';

export type Takeover = 'jump' | 'pickup' | 'scale';

/** What is remembered of one control. */
export interface TakeoverState {
  /** Where the control was last, 0…1; undefined before its first message and after a page change or a reconnect. */
  readonly previous: Unit | undefined;
  /** When a message last moved the value; −∞ when none did. */
  readonly acceptedAt: Seconds;
}

/** A control that nothing is known of yet. */
export const UNKNOWN_POSITION: TakeoverState = { previous: undefined, acceptedAt: Number.NEGATIVE_INFINITY };

/** A control this near to the value has it. @see Mixxx, src/controllers/softtakeover.cpp, found by its authors by trying */
export const PICKUP_THRESHOLD: Unit = 3 / 128;
/** For this long after a message that moved the value, the next ones do too: a quick whip skips positions. @see Mixxx, likewise */
export const WHIP: Seconds = 0.05;

/**
 * Let a control move.
 *
 * Pickup follows Mixxx's truth table: a message moves the value when one did within {@link WHIP}, when the control is or was
 * within {@link PICKUP_THRESHOLD} of the value, or when it went across it.
 * @param position where the control is now, 0…1 · @param value where the parameter is set, 0…1
 * @returns the next state, and where the parameter goes; undefined leaves it
 */
export function takeOver(
  mode: Takeover,
  state: TakeoverState,
  position: Unit,
  value: Unit,
  now: Seconds,
): { readonly state: TakeoverState; readonly next: Unit | undefined } {
  const next =
    mode === 'jump' || isCaught(state, position, value, now)
      ? position
      : mode === 'scale'
        ? scaled(state.previous, position, value)
        : undefined;
  const acceptedAt = next === undefined || mode === 'scale' ? state.acceptedAt : now;
  return { state: { previous: position, acceptedAt }, next };
}

// Implementation

function isCaught(state: TakeoverState, position: Unit, value: Unit, now: Seconds): boolean {
  if (now - state.acceptedAt <= WHIP || isNear(position, value)) return true;
  if (state.previous === undefined) return false;
  return isNear(state.previous, value) || state.previous < value !== position < value;
}

function isNear(position: Unit, value: Unit): boolean {
  return Math.abs(position - value) <= PICKUP_THRESHOLD;
}

function scaled(previous: Unit | undefined, position: Unit, value: Unit): Unit | undefined {
  if (previous === undefined || position === previous) return undefined;
  const share = position > previous ? (position - previous) / (1 - previous) : (previous - position) / previous;
  return clamp(value + share * ((position > previous ? 1 : 0) - value), 0, 1);
}
