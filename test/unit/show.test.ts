import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restingFeatures } from '../../engine/audio/features.ts';
import type { ControlEvent } from '../../engine/control/parameter.ts';
import { findParam } from '../../engine/control/registry.ts';
import { LOOP_SECONDS } from '../../engine/cppn/inputs.ts';
import type { Scene } from '../../engine/render/scene.ts';
import { type ShowInput, startShow, step } from '../../engine/show.ts';
import { tinyPreset } from '../helpers/nets.ts';
import { LIBRARY, run, set, shares } from '../helpers/show-run.ts';

function input(overrides: Partial<ShowInput> = {}): ShowInput {
  return {
    time: 0,
    dt: 1 / 60,
    features: restingFeatures(),
    events: [],
    library: LIBRARY,
    width: 64,
    height: 36,
    ...overrides,
  };
}

test('a show starts with the library in the slots and its first preset alone on screen', () => {
  const { state, scene } = step(startShow(LIBRARY), input());
  assert.deepEqual(shares(scene), { amber: 1 });
  assert.equal(state.controls.targets['mix.2.preset'], 'birch');
});

test('an empty library gives a scene without layers, and the first preset that arrives plays', () => {
  const empty = step(startShow([]), input({ library: [] }));
  assert.equal(empty.scene.layers.length, 0);
  const { scene } = step(empty.state, input());
  assert.deepEqual(shares(scene), { amber: 1 });
});

test('preset.go crossfades to the preset in fade.time', () => {
  const start = startShow(LIBRARY);
  const half = run(start, 1, { events: [set('fade.time', 2), set('preset.go', 'cedar')] });
  const { amber = 0, cedar = 0 } = shares(half.scene);
  assert.ok(amber > 0.4 && amber < 0.7 && cedar > 0.3 && cedar < 0.6, `half way: ${amber} ${cedar}`);
  const end = run(half.state, 2);
  assert.deepEqual(shares(end.scene), { cedar: 1 });
});

test('a hand on a fader ends the automatic crossfade', () => {
  const { state } = run(startShow(LIBRARY), 0.5, { events: [set('fade.time', 4), set('preset.go', 'cedar')] });
  const held = run(state, 5, { events: [set('mix.1.weight', 0.9)] });
  assert.equal(shares(held.scene).amber, 0.9);
  assert.ok((shares(held.scene).cedar ?? 0) < 0.3);
});

test('preset.next and preset.previous walk round the library from the loudest slot', () => {
  const trigger = (param: string): ControlEvent => ({ param, op: 'trigger', value: true, origin: 'page' });
  const cut = set('fade.time', 0);
  const next = run(startShow(LIBRARY), 2, { events: [cut, trigger('preset.next')] });
  assert.deepEqual(shares(next.scene), { birch: 1 });
  const back = run(next.state, 2, { events: [trigger('preset.previous')] });
  assert.deepEqual(shares(back.scene), { amber: 1 });
  const around = run(back.state, 2, { events: [trigger('preset.previous')] });
  assert.deepEqual(shares(around.scene), { cedar: 1 });
});

test('with every weight at 0 the last mix stays on', () => {
  const { scene } = run(startShow(LIBRARY), 3, { events: [set('mix.1.weight', 0)] });
  assert.deepEqual(Object.keys(shares(scene)), ['amber']);
});

test('a preset that leaves the library is replaced in its slot, and the picture goes on', () => {
  const { state } = run(startShow(LIBRARY), 0.1);
  const { scene } = run(state, 0.1, { library: [tinyPreset('dogwood', 9), ...LIBRARY.slice(1)] });
  assert.deepEqual(Object.keys(shares(scene)), ['dogwood']);
});

test('blackout fades the light to nothing and back', () => {
  const dark = run(startShow(LIBRARY), 2, { events: [set('master.blackout', true)] });
  assert.ok(dark.scene.grade?.every((n) => n === 0));
  const light = run(dark.state, 2, { events: [set('master.blackout', false)] });
  assert.equal(light.scene.grade, null);
});

test('freeze holds every layer still while the music goes on, and blackout still acts', () => {
  const features = { ...restingFeatures(), kick: 1 };
  const before = run(startShow(LIBRARY), 1, { events: [set('master.freeze', true)] });
  const after = run(before.state, 3, { features });
  assert.deepEqual(after.scene.layers, before.scene.layers);
  assert.deepEqual(after.scene.view, before.scene.view);
  const dark = run(after.state, 2, { features, events: [set('master.blackout', true)] });
  assert.ok(dark.scene.grade?.every((n) => n === 0));
});

test('a kick moves the routed input and pushes the view in', () => {
  const quiet = run(startShow(LIBRARY), 0.5);
  const loud = run(quiet.state, 0.1, { features: { ...restingFeatures(), kick: 1 } });
  const kick = (scene: Scene) => scene.layers[0]?.condition[4] ?? 0;
  assert.ok(kick(loud.scene) > 0.9 && kick(quiet.scene) === 0);
  assert.ok(loud.scene.view[0] < quiet.scene.view[0]);
});

test('one second feels alike at 30 and 120 frames a second', () => {
  const events = [set('view.zoom', 3), set('mix.2.weight', 0.7)];
  const features = { ...restingFeatures(), kick: 0.8 };
  const slow = run(startShow(LIBRARY), 1, { events, features }, 30).scene;
  const fast = run(startShow(LIBRARY), 1, { events, features }, 120).scene;
  fast.view.forEach((n, i) => assert.ok(Math.abs(n - (slow.view[i] ?? 0)) < 0.02));
  fast.layers.forEach((layer, i) => {
    layer.condition.forEach((n, j) =>
      assert.ok(Math.abs(n - (slow.layers[i]?.condition[j] ?? 0)) < 0.02, `input ${j}`),
    );
  });
});

test('a step changes neither the state nor the input that it was given', () => {
  const state = startShow(LIBRARY);
  const given = input({ events: [set('preset.go', 'cedar')] });
  const before = structuredClone({ state, given });
  step(state, given);
  assert.deepEqual({ state, given }, before);
});

test('the same inputs give the same scenes', () => {
  const events = [set('preset.go', 'birch')];
  assert.deepEqual(run(startShow(LIBRARY), 2, { events }), run(startShow(LIBRARY), 2, { events }));
});

test('a beat that the ear still holds moves nothing while the gate is closed; taps do', () => {
  const [preset] = LIBRARY;
  assert.ok(preset);
  const route = { from: 'beat', input: 0, amount: 1, curve: 1, attack: 0, release: 0 } as const;
  const library = [{ ...preset, routes: [route] }];
  const beating = { ...restingFeatures(), bpm: 120, tempoConfidence: 1, beatPhase: 0, gateOpen: true };
  const driven = (overrides: Partial<ShowInput>) => {
    const { condition } = run(startShow(library), 2, { library, ...overrides }).scene.layers[0] ?? {};
    return condition?.[2 + preset.net.spec.latents] ?? 0;
  };
  assert.ok(driven({ features: beating }) > 0);
  assert.equal(driven({ features: { ...beating, gateOpen: false } }), 0);
  const clock = { source: 'midi', time: 0, bpm: 120, beat: 0, isRunning: true } as const;
  assert.ok(driven({ features: { ...beating, gateOpen: false }, tempo: [clock] }) > 0);
});

test('a still and an exported shader turn the loop as long as a show does by itself', () => {
  assert.equal(findParam('motion.loop')?.default, LOOP_SECONDS);
});
