/**
 * What a parameter is, and the arithmetic between its own value, its normalised position 0…1 and what comes in from outside.
 * @see norns `controlspec` and SuperCollider's ControlSpec, whose min / max / warp / step / default this follows
 */

import { clamp, type Seconds, type Unit } from '../units.ts';

export type ParamValue = number | boolean | string;

/** What a parameter holds. `preset` holds a slug (text); `trigger` holds nothing and only fires. */
export type ParamKind = 'number' | 'toggle' | 'preset' | 'trigger';

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
  readonly unit: '' | 's' | 'dB' | 'dBFS' | '×' | 'turns' | 'ms';
  /** Time constant with which the picture follows the value; 0 jumps. */
  readonly slew: Seconds;
  readonly doc: string;
}

/** A wish to change a parameter. 'delta' adds in normalised travel; 'trigger' fires. */
export interface ControlEvent {
  readonly param: string;
  readonly op: 'set' | 'delta' | 'trigger';
  readonly value: ParamValue;
  readonly origin: 'page' | 'midi' | 'osc' | 'keyboard' | 'session' | 'engine';
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

/**
 * Bring what came from outside to the parameter's kind: numbers, booleans and their texts are coerced and clamped.
 * @returns undefined where no sense can be made of it (the caller ignores the event)
 */
export function coerce(spec: ParamSpec, value: ParamValue): ParamValue | undefined {
  if (spec.kind === 'trigger') return true;
  if (spec.kind === 'preset') return typeof value === 'string' ? value : undefined;
  const number = typeof value === 'string' ? Number.parseFloat(value) : Number(value);
  if (Number.isNaN(number)) return undefined;
  return spec.kind === 'toggle' ? number >= 0.5 : constrain(spec, number);
}

/** Give a parameter's OSC address. */
export function addressOf(spec: ParamSpec): string {
  return `/${spec.id.replaceAll('.', '/')}`;
}
