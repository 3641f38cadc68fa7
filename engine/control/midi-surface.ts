/**
 * A device at work under its map: its messages become events for the engine, the engine's values become its lights and motors.
 * It keeps the page, where each knob stands, and what each light was last told, so that only changes are sent.
 */

import type { Seconds, Unit } from '../units.ts';
import { type ControlInput, createInputReader, keyOf, stepsOf } from './midi-input.ts';
import { createLights, type SurfaceView } from './midi-lights.ts';
import { isButton, isRelative, keysOf, type MapControl, type MidiMap } from './midi-map.ts';
import type { MidiMessage } from './midi-message.ts';
import { endsOf, placeOf, pressedValue, releasedValue, selectedValue, valueOfTravel } from './midi-value.ts';
import { type ControlEvent, type ParamSpec, type ParamValue, positionOf, valueAt } from './parameter.ts';
import { PICKUP_THRESHOLD, type TakeoverState, takeOver, UNKNOWN_POSITION } from './takeover.ts';

/** Where a knob stands beside the value that it steers. */
export interface Ghost {
  readonly param: string;
  /** On the parameter's travel. */
  readonly position: Unit;
  /** Whether the knob has the value; otherwise it must be moved to it first. */
  readonly caught: boolean;
}

export interface Surface {
  readonly map: MidiMap;
  readonly page: string | undefined;
  /** Take a message of the device. @returns what it asks of the show, in order */
  hear(message: MidiMessage, now: Seconds): ControlEvent[];
  /** Give what waited for a second half that did not come. Call it every few milliseconds. */
  flush(now: Seconds): ControlEvent[];
  /** Give the messages that bring lights and motors up to date, a few dozen at most a call. */
  answer(now: Seconds): number[][];
  /** Give all messages that the device must be left with. */
  farewell(): number[][];
  ghosts(): Ghost[];
}

/** How long a value that was just asked for is taken for set: the engine needs a frame to set it. */
const ASSUMED: Seconds = 0.05;
/** A click of a relative control, as a share of the travel. */
const CLICK: Unit = 1 / 128;

/** Begin with a device that was just connected: nothing is known of its knobs, and all its lights are due. */
export function createSurface(map: MidiMap, view: SurfaceView): Surface {
  const byKey = controlsByKey(map);
  const reader = createInputReader({
    isFine: (channel, number) => (byKey.get(keyOf('cc', channel, number)) ?? []).some(({ mode }) => mode === '14-bit'),
    parameters: map.controls.some(({ type }) => type === 'nrpn' || type === 'rpn'),
  });
  const states = new Map<MapControl, TakeoverState>();
  const assumed = new Map<string, { value: ParamValue; at: Seconds }>();
  const lights = createLights(map, view);
  let page = map.pages[0];
  /** The page under one that is held. */
  let under = page;

  const isLive = (control: MapControl) => control.page === undefined || control.page === page;

  function current(spec: ParamSpec, now: Seconds): ParamValue {
    const held = assumed.get(spec.id);
    if (held && now - held.at <= ASSUMED) return held.value;
    return view.value(spec.id) ?? spec.default;
  }

  function set(spec: ParamSpec, value: ParamValue | undefined, now: Seconds): ControlEvent[] {
    if (value === undefined) return [];
    if (spec.kind === 'trigger') return [{ param: spec.id, op: 'trigger', value: true, origin: 'midi', time: now }];
    assumed.set(spec.id, { value, at: now });
    return [{ param: spec.id, op: 'set', value, origin: 'midi', time: now }];
  }

  function act(input: ControlInput, now: Seconds): ControlEvent[] {
    const controls = (byKey.get(keyOf(input.type, input.channel, input.number)) ?? []).filter(isLive);
    return controls.flatMap((control) => {
      lights.touched(control, input, now);
      if ('page' in control.target) return turn(control, control.target.page, input);
      const { spec } = control.target;
      if (isRelative(control.mode)) return nudge(control, spec, stepsOf(control.mode, input.value), now);
      if (input.steps !== 0) return nudge(control, spec, input.steps, now);
      if (control.mode === 'select') return set(spec, selectedValue(spec, input.number, view.presets()), now);
      if (isButton(control.mode)) return press(control, spec, input, now);
      // A pad under an absolute map gives its velocity; letting it go says nothing.
      return input.type === 'note' && input.value === 0 ? [] : move(control, spec, input.position, now);
    });
  }

  function press(control: MapControl, spec: ParamSpec, input: ControlInput, now: Seconds): ControlEvent[] {
    // Notes are pressed at any velocity; buttons that send a controller, from the middle on.
    const isPressed = input.type === 'note' ? input.value > 0 : input.value >= 64;
    const presets = view.presets();
    if (control.mode === 'momentary') {
      return set(spec, (isPressed ? pressedValue : releasedValue)(control, spec, presets), now);
    }
    if (!isPressed) return [];
    if (control.mode === 'step') {
      return [{ param: spec.id, op: 'delta', value: Number(control.value), origin: 'midi', time: now }];
    }
    const on = pressedValue(control, spec, presets);
    if (control.mode !== 'toggle') return set(spec, on, now);
    return set(spec, isAt(spec, current(spec, now), on) ? releasedValue(control, spec, presets) : on, now);
  }

  function nudge(control: MapControl, spec: ParamSpec, steps: number, now: Seconds): ControlEvent[] {
    if (steps === 0) return [];
    if (spec.kind === 'toggle') return set(spec, steps > 0, now);
    if (spec.kind === 'trigger') return steps > 0 ? set(spec, true, now) : [];
    const value = current(spec, now);
    if (spec.kind === 'preset') {
      const presets = view.presets();
      return set(spec, presets[presets.indexOf(String(value)) + Math.sign(steps)], now);
    }
    const [low, high] = endsOf(control, spec);
    const delta = steps * CLICK * control.sensitivity * (high - low);
    const isWhole = Math.abs(high - low) === 1;
    if (isWhole) return [{ param: spec.id, op: 'delta', value: delta, origin: 'midi', time: now }];
    const next = positionOf(spec, value) + delta;
    return set(spec, valueAt(spec, Math.min(Math.max(next, Math.min(low, high)), Math.max(low, high))), now);
  }

  function move(control: MapControl, spec: ParamSpec, travel: Unit, now: Seconds): ControlEvent[] {
    const presets = view.presets();
    const wanted = valueOfTravel(control, spec, travel, presets);
    if (wanted === undefined) return [];
    if (spec.kind === 'trigger') return set(spec, wanted, now);
    const position = placeOf(spec, wanted, presets);
    const place = placeOf(spec, current(spec, now), presets);
    const before = states.get(control) ?? UNKNOWN_POSITION;
    const { state, next } = takeOver(control.takeover, before, position, place, now);
    states.set(control, state);
    if (next === undefined) return [];
    return set(spec, next === position ? wanted : valueAt(spec, next), now);
  }

  function turn(control: MapControl, to: string, input: ControlInput): ControlEvent[] {
    const isPressed = input.type === 'note' ? input.value > 0 : input.value >= 64;
    if (!isPressed) {
      if (control.mode === 'momentary') show(under);
      return [];
    }
    const at = map.pages.indexOf(page ?? '');
    const step = to === 'next' ? 1 : to === 'previous' ? -1 : 0;
    const next = step === 0 ? to : map.pages[(at + step + map.pages.length) % map.pages.length];
    show(next);
    if (control.mode !== 'momentary') under = next;
    return [];
  }

  function show(next: string | undefined): void {
    page = next;
    // A knob of another page stands where it was left by this one: it must pick its value up.
    for (const control of map.controls) if (control.page !== undefined) states.delete(control);
  }

  return {
    map,
    get page() {
      return page;
    },
    hear: (message, now) => reader.take(message, now).flatMap((input) => act(input, now)),
    flush: (now) => reader.flush(now).flatMap((input) => act(input, now)),
    answer: (now) => lights.due(map.controls.filter(isLive), page, now),
    farewell: () => [...lights.dark(), ...map.exit.map((bytes) => [...bytes])],
    ghosts: () =>
      [...states].flatMap(([control, { previous }]) => {
        if (previous === undefined || 'page' in control.target || !isLive(control)) return [];
        const { spec } = control.target;
        const place = placeOf(spec, view.value(spec.id) ?? spec.default, view.presets());
        return [{ param: spec.id, position: previous, caught: Math.abs(previous - place) <= PICKUP_THRESHOLD }];
      }),
  };
}

// Implementation

function controlsByKey(map: MidiMap): Map<string, MapControl[]> {
  const found = new Map<string, MapControl[]>();
  for (const control of map.controls) {
    for (const key of keysOf(control)) found.set(key, [...(found.get(key) ?? []), control]);
  }
  return found;
}

/** Whether a parameter stands at a value, as near as its travel can tell. */
function isAt(spec: ParamSpec, value: ParamValue, wanted: ParamValue | undefined): boolean {
  if (spec.kind !== 'number') return value === wanted;
  return Math.abs(positionOf(spec, Number(value)) - positionOf(spec, Number(wanted))) < 1e-3;
}
