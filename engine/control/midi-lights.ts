/**
 * The lights, rings and motors of a device: told what they must show, and only when it changed. After a connect everything is
 * due; a light that its device may have switched itself is told again.
 */

import type { Seconds } from '../units.ts';
import { bitsOfPosition, type ControlInput } from './midi-input.ts';
import { isButton, isRelative, type MapControl, type MapFeedback, type MidiMap } from './midi-map.ts';
import { encodeMidi } from './midi-message.ts';
import { pressedValue, releasedValue, travelOfValue } from './midi-value.ts';
import { type ParamSpec, type ParamValue, positionOf } from './parameter.ts';

/** What a surface sees of the show. */
export interface SurfaceView {
  /** What a parameter is set to. */
  readonly value: (param: string) => ParamValue | undefined;
  /** Slugs in the library's order. */
  readonly presets: () => readonly string[];
}

export interface Lights {
  /** A hand is on a control: its motor must not pull, and its light may have changed by itself. */
  touched(control: MapControl, input: ControlInput, now: Seconds): void;
  /** Give the messages that are due, at most {@link MOST_AT_ONCE}. @param live the controls of the page that is on */
  due(live: readonly MapControl[], page: string | undefined, now: Seconds): number[][];
  /** Give the messages that switch everything off. */
  dark(): number[][];
}

/** Messages a call: a controller's own port takes about three a millisecond, and drops what it cannot take. */
export const MOST_AT_ONCE = 48;
/** A motor or ring of an absolute control stays out of the hand's way for this long after its last move. */
const HAND_OFF: Seconds = 0.25;

/** Begin dark, with everything due, the map's first messages first. */
export function createLights(map: MidiMap, view: SurfaceView): Lights {
  const told = new Map<string, { value: number; feedback: MapFeedback }>();
  const handAt = new Map<MapControl, Seconds>();
  const pressed = new Set<MapControl>();
  const first = map.init.map((bytes) => [...bytes]);

  function shown(control: MapControl, page: string | undefined): number {
    const { feedback, target } = control;
    const light = (isLit: boolean) => (isLit ? feedback.on : feedback.off);
    if ('page' in target) return light(target.page === page || pressed.has(control));
    const { spec } = target;
    const value = view.value(spec.id) ?? spec.default;
    if (feedback.kind === 'position') {
      return bitsOfPosition(travelOfValue(control, spec, value, view.presets()), feedback.fine ? 14 : 7);
    }
    if (feedback.kind === 'bar') return light(isReached(control, spec, value));
    return light(
      spec.kind === 'trigger' || control.mode === 'step' ? pressed.has(control) : isLit(control, spec, value),
    );
  }

  function isLit(control: MapControl, spec: ParamSpec, value: ParamValue): boolean {
    const presets = view.presets();
    if (control.mode === 'set') return value === pressedValue(control, spec, presets);
    if (spec.kind === 'toggle') return value === true;
    return isButton(control.mode) ? value !== releasedValue(control, spec, presets) : Number(value) > spec.min;
  }

  /** Whether a value has come up to what this pad sets. The lowest pad is lit only when there is anything above it. */
  function isReached(control: MapControl, spec: ParamSpec, value: ParamValue): boolean {
    const pad = pressedValue(control, spec, view.presets());
    return pad !== undefined && positionOf(spec, value) + 1e-6 >= positionOf(spec, pad) && positionOf(spec, value) > 0;
  }

  return {
    touched(control, input, now) {
      handAt.set(control, now);
      if (!isButton(control.mode)) return;
      if (input.value >= (input.type === 'note' ? 1 : 64)) pressed.add(control);
      else pressed.delete(control);
      told.delete(keyOf(control.feedback));
    },
    due(live, page, now) {
      const out = first.splice(0, MOST_AT_ONCE);
      const wanted = new Set<string>();
      for (const control of live) {
        const { feedback } = control;
        if (feedback.kind === 'none') continue;
        const key = keyOf(feedback);
        if (wanted.has(key)) continue;
        wanted.add(key);
        const isHeld = now - (handAt.get(control) ?? Number.NEGATIVE_INFINITY) < HAND_OFF;
        if (isHeld && feedback.kind === 'position' && !isRelative(control.mode)) continue;
        const value = shown(control, page);
        if (told.get(key)?.value === value || out.length >= MOST_AT_ONCE) continue;
        told.set(key, { value, feedback });
        out.push(...bytesOf(feedback, value));
      }
      for (const [key, { feedback }] of told) {
        // What the page before had lit, and this one has not.
        if (wanted.has(key) || out.length >= MOST_AT_ONCE) continue;
        told.delete(key);
        out.push(...bytesOf(feedback, 0));
      }
      return out;
    },
    dark: () => [...told.values()].filter(({ value }) => value > 0).flatMap(({ feedback }) => bytesOf(feedback, 0)),
  };
}

// Implementation

function keyOf({ type, channel, number }: MapFeedback): string {
  return `${type} ${channel} ${number}`;
}

function bytesOf({ type, channel, number, fine }: MapFeedback, value: number): number[][] {
  if (type === 'note') return [encodeMidi({ type: 'note-on', channel, note: number, velocity: value })];
  if (type === 'bend') return [encodeMidi({ type: 'bend', channel, value })];
  if (!fine) return [encodeMidi({ type: 'cc', channel, number, value })];
  const halves = [encodeMidi({ type: 'cc', channel, number, value: value >> 7 })];
  if (number < 32) halves.push(encodeMidi({ type: 'cc', channel, number: number + 32, value: value & 0x7f }));
  return halves;
}
