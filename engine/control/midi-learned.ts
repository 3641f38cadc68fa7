/**
 * What was learned, as a map of its own beside the ready one: a file a device, of the same form as those written by hand. A
 * learned control takes the place of the ready map's control at the same address; everything else of the ready map stays.
 */

import type { Learned } from './midi-learn.ts';
import { isButton, keysOf, type MapControl, type MidiMap } from './midi-map.ts';
import type { ControlText, MapText } from './midi-map-schema.ts';
import type { ParamSpec, ParamValue } from './parameter.ts';

/**
 * Make a map's line from what was learned. A button on a parameter that holds one of many things (a preset, an option, a text,
 * a number that acts) brings back what it holds now.
 * @returns undefined where that is nothing yet
 */
export function learnedControl(learned: Learned, spec: ParamSpec, now: ParamValue): ControlText | undefined {
  const { ch, ...rest } = learned;
  const control: ControlText = { ...rest, ch, target: spec.id };
  const holdsOne = spec.kind === 'choice' || spec.kind === 'preset' || spec.kind === 'text';
  const acts = spec.kind === 'number' && spec.acts && spec.step > 0;
  if (!isButton(learned.mode)) return spec.kind === 'text' ? undefined : control;
  if (!holdsOne && !acts) return control;
  return now === '' ? undefined : { ...control, mode: 'set', value: now };
}

/** Add a control to a device's learned map; one at the same address is replaced. */
export function withLearned(map: MapText | undefined, device: string, control: ControlText): MapText {
  const others = (map?.controls ?? []).filter((other) => addressOf(other) !== addressOf(control));
  return { ...(map ?? emptyMap(device)), controls: [...others, control] };
}

/** Take all controls of a parameter out of a learned map. */
export function withoutParam(map: MapText, param: string): MapText {
  return { ...map, controls: map.controls.filter(({ target }) => ![target].flat().includes(param)) };
}

/** Give a device's file name: `apc-mini.json`. */
export function learnedFile(device: string): string {
  const slug = device
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${slug || 'device'}.json`;
}

/** Lay a learned map over a ready one. */
export function combined(ready: MidiMap | undefined, learned: MidiMap | undefined): MidiMap | undefined {
  if (!ready || !learned) return ready ?? learned;
  const hidden = new Map<string, MapControl>();
  const taken = new Set(learned.controls.flatMap(keysOf));
  const kept = ready.controls.filter((control) => {
    const isTaken = keysOf(control).every((key) => taken.has(key));
    if (isTaken) for (const key of keysOf(control)) hidden.set(key, control);
    return !isTaken;
  });
  // The light at that place keeps its colours.
  const lit = learned.controls.map((control) => {
    const [key = ''] = keysOf(control);
    const before = hidden.get(key);
    return before && before.feedback.kind !== 'none' ? { ...control, feedback: before.feedback } : control;
  });
  const warnings = [...ready.warnings, ...learned.warnings];
  return { ...ready, controls: [...kept, ...lit], warnings };
}

// Implementation

function emptyMap(device: string): MapText {
  return {
    name: `learned on ${device}`,
    match: `^${device.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`,
    controls: [],
  };
}

function addressOf({ type, ch, number }: ControlText): string {
  return JSON.stringify([type, ch ?? null, number ?? null]);
}
