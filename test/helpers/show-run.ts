/** Runs the show in tests: three small presets, a still room, frames on a grid. */

import assert from 'node:assert/strict';
import { restingFeatures } from '../../engine/audio/features.ts';
import type { ControlEvent, ParamValue } from '../../engine/control/parameter.ts';
import type { Scene } from '../../engine/render/scene.ts';
import { type ShowInput, type ShowState, type Stepped, step } from '../../engine/show.ts';
import { tinyPreset } from './nets.ts';

export const LIBRARY = ['amber', 'birch', 'cedar'].map((slug, i) => tinyPreset(slug, i + 1));

/** An event that sets a parameter, or fires a trigger. */
export const set = (param: string, value: ParamValue = true): ControlEvent => ({
  param,
  op: 'set',
  value,
  origin: 'page',
});

/** Run the show for some seconds; the events act in the first frame. */
export function run(state: ShowState, seconds: number, overrides: Partial<ShowInput> = {}, rate = 60) {
  let scene: Scene | undefined;
  let decks: Stepped['decks'] = null;
  let events = overrides.events ?? [];
  const still = { features: restingFeatures(), library: LIBRARY, width: 64, height: 36 };
  for (let i = 0; i < Math.round(seconds * rate); i++) {
    ({ state, scene, decks } = step(state, { ...still, ...overrides, events, dt: 1 / rate, time: i / rate }));
    events = [];
  }
  assert.ok(scene);
  return { state, scene, decks };
}

/** Each layer's weight by the preset's name. */
export const shares = (scene: Scene) => Object.fromEntries(scene.layers.map(({ name, weight }) => [name, weight]));
