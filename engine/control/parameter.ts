/**
 * What a parameter is, and the arithmetic between its own value, its normalised position 0…1 and what comes in from outside.
 * @see norns `controlspec` and SuperCollider's ControlSpec, whose min / max / warp / step / default this follows
 */

import { clamp, type Seconds, type Unit } from '../units.ts';

export type ParamValue = number | boolean | string;

/**
 * What a parameter holds. `choice` holds one of its options, `preset` a slug, `text` what someone typed; `trigger` holds
 * nothing and only fires.
 */
export type ParamKind = 'number' | 'toggle' | 'choice' | 'preset' | 'text' | 'trigger';

/** One parameter: the only place where its range, default, unit and meaning are written. */
export interface ParamSpec {
  /** Dotted path; its OSC address is the same with slashes: 'mix.1.weight' → /mix/1/weight. */
  readonly id: string;
  readonly kind: ParamKind;
  readonly group: string;
  /** For 'number' only; ignored for the others. */
  readonly min: number;
  readonly max: number;
  readonly default: ParamValue;
  /** How a fader's travel maps to the value: 'exponential' needs min > 0. */
  readonly curve: 'linear' | 'exponential';
  /** Smallest change, 0 for none. */
  readonly step: number;
  readonly unit: '' | 's' | 'dB' | 'dBFS' | '×' | 'turns' | 'ms' | 'BPM';
  /** Time constant with which the picture follows the value; 0 jumps. */
  readonly slew: Seconds;
  /** The words that a 'choice' may be, in their order; empty for the other kinds. */
  readonly options: readonly string[];
  /** Setting it does something each time, also to the value that it has: no set of it may be skipped. */
  readonly acts: boolean;
  /** What remembers it: 'scene' snapshots and session; 'setup' the session only (room, sound card, tempo); 'never' neither. */
  readonly keep: 'scene' | 'setup' | 'never';
  readonly doc: string;
}

/**
 * A wish to change a parameter. 'delta' adds in normalised travel, −1…1, and moves a stepped parameter by one step at least;
 * 'trigger' fires.
 */
export interface ControlEvent {
  readonly param: string;
  readonly op: 'set' | 'delta' | 'trigger';
  readonly value: ParamValue;
  readonly origin: 'page' | 'midi' | 'osc' | 'keyboard' | 'session' | 'engine';
  /** When it came in, on the engine's clock; the engine stamps it where the port did not. A tap needs it. */
  readonly time?: Seconds;
  /** What a preset change waits for, whatever `sync.quantise` says: 'off', 'beat', 'bar' or '4 bars'. */
  readonly grid?: string;
}

/** Give a number parameter's position on its fader, 0…1. */
export function toNormalised(spec: ParamSpec, value: number): Unit {
  const { min, max } = spec;
  const held = clamp(value, min, max);
  return spec.curve === 'exponential' ? Math.log(held / min) / Math.log(max / min) : (held - min) / (max - min);
}

/** Give the value at a fader position 0…1: the inverse of {@link toNormalised} up to the parameter's step. */
export function fromNormalised(spec: ParamSpec, position: Unit): number {
  const { min, max } = spec;
  const at = clamp(position, 0, 1);
  return constrain(spec, spec.curve === 'exponential' ? min * (max / min) ** at : min + (max - min) * at);
}

/** Hold a number within a parameter's range and on its step. NaN gives the minimum. */
export function constrain(spec: ParamSpec, value: number): number {
  const stepped = spec.step > 0 ? spec.min + Math.round((value - spec.min) / spec.step) * spec.step : value;
  return clamp(stepped, spec.min, spec.max);
}

/** A longer text is cut: as long as a prompt may be. */
export const MOST_CHARACTERS = 1000;

/**
 * Bring what came from outside to the parameter's kind: numbers, booleans and their texts are coerced and clamped.
 * @returns undefined where no sense can be made of it (the caller ignores the event)
 */
export function coerce(spec: ParamSpec, value: ParamValue): ParamValue | undefined {
  if (spec.kind === 'trigger') return true;
  if (spec.kind === 'preset' || spec.kind === 'text') {
    return typeof value === 'string' ? value.slice(0, MOST_CHARACTERS) : undefined;
  }
  if (spec.kind === 'choice') return chosen(spec, value);
  const number = typeof value === 'string' ? Number.parseFloat(value) : Number(value);
  if (Number.isNaN(number)) return undefined;
  return spec.kind === 'toggle' ? number >= 0.5 : constrain(spec, number);
}

/**
 * Give where a value stands on a fader's or knob's travel, 0…1: what a motor fader or a ring of lights shows. A toggle is 0 or 1,
 * a choice its place among the options, texts and triggers 0.
 */
export function positionOf(spec: ParamSpec, value: ParamValue): Unit {
  if (spec.kind === 'number') return toNormalised(spec, Number(value));
  if (spec.kind === 'toggle') return value === true ? 1 : 0;
  if (spec.kind !== 'choice') return 0;
  return Math.max(0, spec.options.indexOf(String(value))) / Math.max(1, spec.options.length - 1);
}

/**
 * Give the value at a place of the travel, 0…1: the inverse of {@link positionOf}. A trigger gives true from the middle on.
 * @returns undefined where the travel says nothing: a preset, a text, a trigger let go
 */
export function valueAt(spec: ParamSpec, position: Unit): ParamValue | undefined {
  if (spec.kind === 'number') return fromNormalised(spec, position);
  if (spec.kind === 'toggle') return position >= 0.5;
  if (spec.kind === 'choice') return chosen(spec, clamp(position, 0, 1) * (spec.options.length - 1));
  return spec.kind === 'trigger' && position >= 0.5 ? true : undefined;
}

/**
 * Give the value that a relative control leads to from `current`: `delta` is travel, −1…1. A stepped number and a choice move by
 * one step at least, or a fine encoder would never get off its place.
 * @returns undefined where a delta means nothing
 */
export function nudged(spec: ParamSpec, current: ParamValue, delta: ParamValue): ParamValue | undefined {
  if (typeof delta !== 'number' || Number.isNaN(delta)) return undefined;
  if (spec.kind !== 'number' && spec.kind !== 'choice') return undefined;
  const next = valueAt(spec, positionOf(spec, current) + delta);
  if (next !== current || delta === 0) return next;
  if (spec.kind === 'choice') return spec.options[spec.options.indexOf(String(current)) + Math.sign(delta)] ?? next;
  return constrain(spec, Number(current) + Math.sign(delta) * spec.step);
}

/** Make the event by which the engine itself sets a parameter. */
export function setting(param: string, value: ParamValue): ControlEvent {
  return { param, op: 'set', value, origin: 'engine' };
}

/** Give a parameter's OSC address. */
export function addressOf(spec: ParamSpec): string {
  return `/${spec.id.replaceAll('.', '/')}`;
}

// Implementation

/** An option by its name, whatever the case, or by its number from 0. */
function chosen(spec: ParamSpec, value: ParamValue): string | undefined {
  const byName = spec.options.find((option) => option.toLowerCase() === String(value).trim().toLowerCase());
  if (byName !== undefined) return byName;
  const place = typeof value === 'string' ? Number.parseFloat(value) : Number(value);
  return Number.isNaN(place) ? undefined : spec.options[clamp(Math.round(place), 0, spec.options.length - 1)];
}
