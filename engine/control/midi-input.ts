/**
 * From messages to what a hand did: which physical control moved, and where to. Pairs of controllers become one 14-bit control,
 * NRPN and RPN sequences one parameter, note-offs releases. Between the parser and the map.
 */

import { clamp, type Seconds, type Unit } from '../units.ts';
import type { MidiMessage } from './midi-message.ts';

export type ControlType = 'note' | 'cc' | 'bend' | 'pressure' | 'program' | 'nrpn' | 'rpn';

/** One move of one control. */
export interface ControlInput {
  readonly type: ControlType;
  readonly channel: number;
  /** Note, controller, program or parameter number; 0 for bend and pressure. */
  readonly number: number;
  /** As it came, 0…127, or the upper seven bits of a finer one. A released button is 0. */
  readonly value: number;
  /** The same as travel, at the control's own resolution. */
  readonly position: Unit;
  /** Steps of a data increment or decrement; 0 for everything else. */
  readonly steps: number;
}

/** What a map has to say before its device's messages can be read: MIDI itself cannot tell a pair from two controllers. */
export interface InputOptions {
  /** Whether this controller, 0…31, is the upper half of a pair. */
  readonly isFine: (channel: number, number: number) => boolean;
  /** Whether the device sends NRPN or RPN; otherwise 6, 38 and 96…101 are controllers like all others. */
  readonly parameters: boolean;
}

export interface InputReader {
  /** Take a message. @returns the moves that it finishes; none for what is not a control's */
  take(message: MidiMessage, now: Seconds): ControlInput[];
  /** Give the moves whose lower half did not come within {@link PAIR_WAIT}. Call it every few milliseconds. */
  flush(now: Seconds): ControlInput[];
}

/** The lower half of a pair is sent right after the upper one, a millisecond at MIDI's old speed; who sends none is not held up longer. */
export const PAIR_WAIT: Seconds = 0.004;

/** Give the position of a value of `bits` bits, 0…1. The middle, 64 or 8192, is exactly 0.5, so that a knob's notch is the centre. */
export function positionOfBits(value: number, bits: 7 | 14): Unit {
  const middle = 2 ** (bits - 1);
  return value <= middle ? value / (2 * middle) : 0.5 + (value - middle) / (2 * (middle - 1));
}

/** Give the value of `bits` bits nearest to a position: the inverse of {@link positionOfBits}. */
export function bitsOfPosition(position: Unit, bits: 7 | 14): number {
  const middle = 2 ** (bits - 1);
  const at = clamp(position, 0, 1);
  return Math.round(at <= 0.5 ? at * 2 * middle : middle + (at - 0.5) * 2 * (middle - 1));
}

/** How an encoder without ends says how far it was turned. @see Behringer X-Touch Mini, manual, Relative 1, 2 and 3 */
export type RelativeMode = 'relative-twos-complement' | 'relative-binary-offset' | 'relative-sign-magnitude';

/** Give the steps of a relative value 0…127, right positive. */
export function stepsOf(mode: RelativeMode, value: number): number {
  if (mode === 'relative-twos-complement') return value < 64 ? value : value - 128;
  if (mode === 'relative-binary-offset') return value - 64;
  return value < 64 ? value : 64 - value;
}

/** Make a reader for one device. */
export function createInputReader({ isFine, parameters }: InputOptions): InputReader {
  /** Upper halves that wait for their lower one, by the control's key. */
  const waiting = new Map<string, { move: ControlInput; upper: number; since: Seconds }>();
  /** The last upper half of each pair: a device may send the lower half alone. */
  const uppers = new Map<string, number>();
  const selected = new Map<number, { type: 'nrpn' | 'rpn'; upper: number; lower: number }>();

  function upperHalf(type: ControlType, channel: number, number: number, value: number, now: Seconds): ControlInput[] {
    const key = keyOf(type, channel, number);
    const early = waiting.get(key);
    waiting.set(key, { move: coarse(type, channel, number, value), upper: value, since: now });
    uppers.set(key, value);
    return early ? [early.move] : [];
  }

  function lowerHalf(type: ControlType, channel: number, number: number, value: number): ControlInput[] {
    const key = keyOf(type, channel, number);
    waiting.delete(key);
    const upper = uppers.get(key) ?? 0;
    const position = positionOfBits((upper << 7) | value, 14);
    return [{ type, channel, number, value: upper, position, steps: 0 }];
  }

  function select(channel: number, number: number, value: number): void {
    const type = number >= 100 ? 'rpn' : 'nrpn';
    const before = selected.get(channel);
    const { upper, lower } = before?.type === type ? before : { upper: 127, lower: 127 };
    const isUpper = number === 99 || number === 101;
    selected.set(channel, isUpper ? { type, upper: value, lower } : { type, upper, lower: value });
  }

  function parameter(channel: number, number: number, value: number, now: Seconds): ControlInput[] | undefined {
    if (number >= 98 && number <= 101) {
      select(channel, number, value);
      return [];
    }
    const target = selected.get(channel);
    // 127, 127 is the null parameter: what follows is not meant for any.
    if (!target || (target.upper === 127 && target.lower === 127)) return undefined;
    const at = (target.upper << 7) | target.lower;
    if (number === 6) return upperHalf(target.type, channel, at, value, now);
    if (number === 38) return lowerHalf(target.type, channel, at, value);
    const steps = number === 96 ? 1 : number === 97 ? -1 : 0;
    return steps === 0 ? undefined : [{ ...coarse(target.type, channel, at, 64), steps }];
  }

  function controller(channel: number, number: number, value: number, now: Seconds): ControlInput[] {
    const moves = parameters ? parameter(channel, number, value, now) : undefined;
    if (moves) return moves;
    if (number < 32 && isFine(channel, number)) return upperHalf('cc', channel, number, value, now);
    if (number >= 32 && number < 64 && isFine(channel, number - 32)) {
      return lowerHalf('cc', channel, number - 32, value);
    }
    return [coarse('cc', channel, number, value)];
  }

  return {
    take(message, now) {
      switch (message.type) {
        case 'note-on':
          return [coarse('note', message.channel, message.note, message.velocity)];
        case 'note-off':
          return [coarse('note', message.channel, message.note, 0)];
        case 'cc':
          return controller(message.channel, message.number, message.value, now);
        case 'program':
          return [coarse('program', message.channel, message.number, 127)];
        case 'pressure':
          return [coarse('pressure', message.channel, 0, message.value)];
        case 'bend': {
          const position = positionOfBits(message.value, 14);
          return [{ type: 'bend', channel: message.channel, number: 0, value: message.value >> 7, position, steps: 0 }];
        }
        default:
          return [];
      }
    },
    flush(now) {
      const moves: ControlInput[] = [];
      for (const [key, { move, since }] of waiting) {
        if (now - since < PAIR_WAIT) continue;
        waiting.delete(key);
        moves.push(move);
      }
      return moves;
    },
  };
}

/** Give the text that names a control among all of a device. */
export function keyOf(type: ControlType, channel: number, number: number): string {
  return `${type} ${channel} ${number}`;
}

// Implementation

function coarse(type: ControlType, channel: number, number: number, value: number): ControlInput {
  return { type, channel, number, value, position: positionOfBits(value, 7), steps: 0 };
}
