/**
 * The controls' state: what every parameter is set to, and where its slewed value stands. Events in, state out; no clock inside.
 * Values are slewed in real time (time constants), so a slow frame changes nothing in how a fade feels.
 */

import type { Seconds } from '../units.ts';
import { type ControlEvent, coerce, nudged, type ParamSpec, type ParamValue } from './parameter.ts';
import { findParam, REGISTRY } from './registry.ts';

/** Targets as set, and the values that the picture follows. */
export interface ControlState {
  readonly targets: Readonly<Record<string, ParamValue>>;
  readonly slewed: Readonly<Record<string, number>>;
}

/** Give the state at which every parameter is at its default, or at the value given here, and no fade is under way. */
export function defaultControls(values: Readonly<Record<string, ParamValue>> = {}): ControlState {
  const targets: Record<string, ParamValue> = {};
  const slewed: Record<string, number> = {};
  for (const spec of REGISTRY) {
    if (spec.kind === 'trigger') continue;
    const value = coerce(spec, values[spec.id] ?? spec.default) ?? spec.default;
    targets[spec.id] = value;
    if (isSlewed(spec)) slewed[spec.id] = Number(value);
  }
  return { targets, slewed };
}

/** Apply events in order. Unknown parameters and senseless values are ignored; triggers change nothing here. */
export function applyEvents(state: ControlState, events: readonly ControlEvent[]): ControlState {
  if (events.length === 0) return state;
  const targets = { ...state.targets };
  for (const event of events) {
    const spec = findParam(event.param);
    if (!spec || spec.kind === 'trigger') continue;
    const now = targets[spec.id] ?? spec.default;
    const value = event.op === 'delta' ? nudged(spec, now, event.value) : coerce(spec, event.value);
    if (value !== undefined) targets[spec.id] = value;
  }
  return { targets, slewed: state.slewed };
}

/** Let the slewed values follow their targets for `dt`: y += (1 − exp(−dt/slew)) · (target − y), settling exactly. */
export function advanceSlews(state: ControlState, dt: Seconds): ControlState {
  const slewed: Record<string, number> = {};
  for (const [id, value] of Object.entries(state.slewed)) {
    const spec = findParam(id);
    const target = Number(state.targets[id]);
    const share = spec && spec.slew > 0 ? 1 - Math.exp(-dt / spec.slew) : 1;
    const next = value + share * (target - value);
    slewed[id] = Math.abs(next - target) < 1e-4 ? target : next;
  }
  return { targets: state.targets, slewed };
}

/** Read a number parameter's slewed value (a toggle's: 0…1). @throws RangeError for an id that the registry lacks */
export function numberOf(state: ControlState, id: string): number {
  const value = state.slewed[id];
  if (value === undefined) throw new RangeError(`"${id}" is no number parameter`);
  return value;
}

// Implementation

function isSlewed(spec: ParamSpec): boolean {
  return spec.kind === 'number' || spec.kind === 'toggle';
}
