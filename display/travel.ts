/** A fader's arithmetic: how drags, wheel and keys move a value, and how a value is written for a person. Pure. */

import { constrain, fromNormalised, type ParamSpec, toNormalised } from '../engine/control/parameter.ts';
import { clamp, type Unit } from '../engine/units.ts';

/** Share of a fader's travel that one arrow key or wheel notch moves; held with shift a tenth of it. */
export const STEP: Unit = 0.01;
const FINE = 0.1;

/**
 * Give the position that a drag leads to. Drags are relative: a fader never jumps under the finger.
 * @param pixels moved since the last call, towards more · `length` of the travel, pixels
 */
export function dragged(position: Unit, pixels: number, length: number, fine: boolean): Unit {
  return length > 0 ? clamp(position + (pixels / length) * (fine ? FINE : 1), 0, 1) : position;
}

/** Give the value some steps on (or back), at least one of the parameter's own steps. */
export function stepped(spec: ParamSpec, value: number, steps: number, fine: boolean): number {
  const position = toNormalised(spec, value);
  const next = fromNormalised(spec, position + steps * STEP * (fine ? FINE : 1));
  return next === value && steps !== 0 ? constrain(spec, value + Math.sign(steps) * spec.step) : next;
}

/** Give the value that a key on a focused fader asks for, or undefined for keys that mean nothing to it. */
export function keyed(spec: ParamSpec, value: number, key: string, fine: boolean): number | undefined {
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return stepped(spec, value, 1, fine);
    case 'ArrowDown':
    case 'ArrowLeft':
      return stepped(spec, value, -1, fine);
    case 'PageUp':
      return stepped(spec, value, 10, fine);
    case 'PageDown':
      return stepped(spec, value, -10, fine);
    case 'Home':
      return spec.min;
    case 'End':
      return spec.max;
    case 'Delete':
    case 'Backspace':
      return Number(spec.default);
    default:
      return undefined;
  }
}

/** Write a value with its unit, always of about the same width. Turns are written as degrees, which people read faster. */
export function valueText(spec: ParamSpec, value: number): string {
  if (spec.unit === 'turns') return `${signed(360 * value, 0)}°`;
  const span = spec.max - spec.min;
  const text = spec.min < 0 && spec.max > 0 ? signed(value, span > 10 ? 1 : 2) : plain(value, span > 10 ? 1 : 2);
  return spec.unit === '' ? text : `${text} ${spec.unit}`;
}

/** Give the name under which a parameter is shown within its group: 'view.pan.x' in 'view' is "pan x". */
export function labelOf(spec: ParamSpec): string {
  const id = spec.id.startsWith(`${spec.group}.`) ? spec.id.slice(spec.group.length + 1) : spec.id;
  return id.replaceAll('.', ' ');
}

/** Give the position from which a fader's bar is filled: the zero of a range that has one inside, else the low end. */
export function originOf(spec: ParamSpec): Unit {
  return spec.min < 0 && spec.max > 0 ? toNormalised(spec, 0) : 0;
}

// Implementation

function plain(value: number, digits: number): string {
  return value.toFixed(digits).replace('-', '−');
}

function signed(value: number, digits: number): string {
  const text = plain(value, digits);
  if (Number(value.toFixed(digits)) === 0) return text.replace('−', '');
  return value > 0 ? `+${text}` : text;
}
