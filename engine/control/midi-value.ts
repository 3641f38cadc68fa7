/**
 * The arithmetic between a mapped control's travel and its parameter's value: range, curve, direction, presets by number. Both
 * ways, because lights and motors need the way back.
 */

import { clamp, type Unit } from '../units.ts';
import type { MapControl } from './midi-map.ts';
import type { Curve } from './midi-map-schema.ts';
import { coerce, type ParamSpec, type ParamValue, positionOf, valueAt } from './parameter.ts';

/** Bend a position by a curve. Monotone; 0 and 1 stay. */
export function bend(curve: Curve, position: Unit): Unit {
  const p = clamp(position, 0, 1);
  if (curve === 'square') return p * p;
  if (curve === 'root') return Math.sqrt(p);
  return curve === 's' ? p * p * (3 - 2 * p) : p;
}

/** Straighten a position: the inverse of {@link bend}. */
export function unbend(curve: Curve, position: Unit): Unit {
  const p = clamp(position, 0, 1);
  if (curve === 'square') return Math.sqrt(p);
  if (curve === 'root') return p * p;
  return curve === 's' ? 0.5 - Math.sin(Math.asin(1 - 2 * p) / 3) : p;
}

/**
 * Give the value at a place of a control's travel.
 * @param presets slugs in the library's order
 * @returns undefined where the travel says nothing: a text, a trigger let go, no presets
 */
export function valueOfTravel(
  control: MapControl,
  spec: ParamSpec,
  travel: Unit,
  presets: readonly string[],
): ParamValue | undefined {
  const [low, high] = endsOf(control, spec);
  const position = low + (high - low) * bend(control.curve, travel);
  if (spec.kind === 'preset') return presets[Math.min(presets.length - 1, Math.floor(position * presets.length))];
  return valueAt(spec, position);
}

/** Give the place of a value on a control's travel, 0…1: where its motor or ring of lights should stand. */
export function travelOfValue(
  control: MapControl,
  spec: ParamSpec,
  value: ParamValue,
  presets: readonly string[],
): Unit {
  const [low, high] = endsOf(control, spec);
  const share = low === high ? 0 : (placeOf(spec, value, presets) - low) / (high - low);
  return unbend(control.curve, share);
}

/** Give the position of a value on its parameter's own travel; a preset's is its place in the library. */
export function placeOf(spec: ParamSpec, value: ParamValue, presets: readonly string[]): Unit {
  if (spec.kind !== 'preset') return positionOf(spec, value);
  const at = presets.indexOf(String(value));
  // The middle of its share of the travel, so that it is found again.
  return at < 0 ? 0 : (at + 0.5) / presets.length;
}

/** Give the ends of a control's range as positions of its parameter. The low one is the greater when the control is turned round. */
export function endsOf({ min, max }: MapControl, spec: ParamSpec): [low: Unit, high: Unit] {
  if (spec.kind !== 'number') return [0, 1];
  return [min === undefined ? 0 : positionOf(spec, min), max === undefined ? 1 : positionOf(spec, max)];
}

/** Give what a press sets: the map's value, or the upper end. Presets may be named by their number from 1. */
export function pressedValue(control: MapControl, spec: ParamSpec, presets: readonly string[]): ParamValue | undefined {
  if (control.value === undefined) return spec.kind === 'preset' ? undefined : valueOfTravel(control, spec, 1, presets);
  return named(spec, control.value, presets);
}

/** Give what letting go sets: the map's off value, or the lower end. */
export function releasedValue(
  control: MapControl,
  spec: ParamSpec,
  presets: readonly string[],
): ParamValue | undefined {
  if (control.off !== undefined) return named(spec, control.off, presets);
  return spec.kind === 'preset' ? undefined : valueOfTravel(control, spec, 0, presets);
}

/** Give what a program change chooses: the preset, the option or the number in that place. @param program 0…127 */
export function selectedValue(spec: ParamSpec, program: number, presets: readonly string[]): ParamValue | undefined {
  if (spec.kind === 'preset') return presets[program];
  if (spec.kind === 'choice') return spec.options[program];
  return coerce(spec, spec.kind === 'number' ? program + 1 : program > 0);
}

// Implementation

function named(spec: ParamSpec, value: ParamValue, presets: readonly string[]): ParamValue | undefined {
  if (spec.kind === 'preset' && typeof value === 'number') return presets[value - 1];
  return coerce(spec, value);
}
