/**
 * Learn: from what a hand did with one control to that control's line in a map. It listens for a moment, tells a button from a
 * knob from an encoder without ends by the values themselves, and says what it took it for, so that the person can say otherwise.
 */

import type { Seconds } from '../units.ts';
import type { ControlMode, ControlText } from './midi-map-schema.ts';
import type { MidiMessage } from './midi-message.ts';
import type { ParamKind } from './parameter.ts';

/** What was learned, in the form of a map's line, without target. */
export type Learned = Pick<ControlText, 'type'> & {
  readonly ch: number;
  readonly number?: number;
  readonly mode: ControlMode;
};

export interface Learner {
  /** Take a message of the device. @returns what was learned, as soon as it is clear */
  take(message: MidiMessage, now: Seconds): Learned | undefined;
  /** Give what was learned once the hand has rested. Call it a few times a second. */
  rest(now: Seconds): Learned | undefined;
}

/** A hand that rests for this long is done. */
export const REST: Seconds = 0.5;
/** Moves after which a controller is judged without waiting for rest. */
export const ENOUGH = 24;

interface Moves {
  readonly channel: number;
  readonly number: number;
  readonly values: number[];
  readonly lastAt: Seconds;
}

/** Listen for one control, for a parameter of this kind. */
export function createLearner(kind: ParamKind): Learner {
  const controllers = new Map<string, Moves>();
  const parameters = new Map<number, { type: 'nrpn' | 'rpn'; upper: number; lower: number }>();
  let bends = 0;

  function controller(channel: number, number: number, value: number, now: Seconds): Learned | undefined {
    if (number >= 98 && number <= 101) {
      const type = number >= 100 ? 'rpn' : 'nrpn';
      const held = parameters.get(channel) ?? { type, upper: 127, lower: 127 };
      parameters.set(channel, number % 2 === 1 ? { ...held, type, upper: value } : { ...held, type, lower: value });
      return undefined;
    }
    const selected = parameters.get(channel);
    if (selected && (number === 6 || number === 38) && !(selected.upper === 127 && selected.lower === 127)) {
      return { type: selected.type, ch: channel, number: (selected.upper << 7) | selected.lower, mode: 'absolute' };
    }
    const key = `${channel} ${number}`;
    const { values } = controllers.get(key) ?? { values: [] };
    controllers.set(key, { channel, number, values: [...values, value], lastAt: now });
    return values.length + 1 >= ENOUGH ? judged(now) : undefined;
  }

  function judged(now: Seconds): Learned | undefined {
    const all = [...controllers.values()];
    const most = all.reduce<Moves | undefined>((a, b) => (a && a.values.length >= b.values.length ? a : b), undefined);
    if (!most) return undefined;
    const { channel, number, values } = most;
    const partner = (n: number) => controllers.get(`${channel} ${n}`)?.values.length ?? 0;
    // A pair moves together: about as many lower halves as upper ones, or more.
    if (number < 32 && 2 * partner(number + 32) >= values.length) return fine(channel, number);
    if (number >= 32 && number < 64 && partner(number - 32) > 0) return fine(channel, number - 32);
    const isPressed = values.every((value) => value === 0 || value === 127);
    // One message may be the first of a turn: it counts when the hand has rested.
    if (values.length < 2 && !isPressed && now - most.lastAt < 2 * REST) return undefined;
    const mode = isPressed && values.length <= 4 ? buttonMode(kind) : (relativeModeOf(values) ?? knobMode(kind));
    return { type: 'cc', ch: channel, number, mode };
  }

  return {
    take(message, now) {
      switch (message.type) {
        case 'note-on':
          return { type: 'note', ch: message.channel, number: message.note, mode: buttonMode(kind) };
        case 'program':
          return { type: 'program', ch: message.channel, number: message.number, mode: buttonMode(kind) };
        case 'bend':
          // Some faders send one bend when they are touched.
          return ++bends < 3 ? undefined : { type: 'bend', ch: message.channel, mode: knobMode(kind) };
        case 'cc':
          return controller(message.channel, message.number, message.value, now);
        default:
          return undefined;
      }
    },
    rest(now) {
      const lastAt = Math.max(...[...controllers.values()].map((moves) => moves.lastAt));
      return now - lastAt >= REST ? judged(now) : undefined;
    },
  };
}

/**
 * Tell a relative control's form from the values that it sent, or undefined for a control that sends where it stands.
 *
 * A knob with ends walks through neighbouring values and never says the same one twice; an encoder repeats its few, near 0
 * and 127 or near 64. Turned one way only, 65, 65 could be a sign and a magnitude too: offset is taken, which is commoner.
 */
export function relativeModeOf(values: readonly number[]): Extract<ControlMode, `relative-${string}`> | undefined {
  const repeats = values.some((value, i) => i > 0 && value === values[i - 1]);
  if (values.length < 3 || !repeats) return undefined;
  const all = (test: (value: number) => boolean) => values.every(test);
  const some = (test: (value: number) => boolean) => values.some(test);
  const isUp = (value: number) => value >= 1 && value <= FASTEST_STEP;
  const isDown = (value: number) => value >= 128 - FASTEST_STEP;
  const isAbove = (value: number) => value >= 65 && value <= 64 + FASTEST_STEP;
  const isBelow = (value: number) => value >= 64 - FASTEST_STEP && value <= 63;
  if (all((value) => isUp(value) || isAbove(value)) && some(isUp) && some(isAbove)) return 'relative-sign-magnitude';
  if (all((value) => isAbove(value) || isBelow(value))) return 'relative-binary-offset';
  return all((value) => isUp(value) || isDown(value)) ? 'relative-twos-complement' : undefined;
}

// Implementation

/** No encoder was seen to say more steps at once. */
const FASTEST_STEP = 15;

function fine(channel: number, number: number): Learned {
  return { type: 'cc', ch: channel, number, mode: '14-bit' };
}

function buttonMode(kind: ParamKind): ControlMode {
  if (kind === 'toggle') return 'toggle';
  return kind === 'trigger' ? 'trigger' : 'momentary';
}

function knobMode(kind: ParamKind): ControlMode {
  return kind === 'trigger' ? 'trigger' : 'absolute';
}
