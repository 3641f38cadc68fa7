import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ParamValue } from '../../engine/control/parameter.ts';
import { findParam } from '../../engine/control/registry.ts';
import { isOnStage } from '../../engine/decks.ts';
import { BLEND_MODES } from '../../engine/render/blend.ts';
import type { Scene } from '../../engine/render/scene.ts';
import { startShow } from '../../engine/show.ts';
import { LIBRARY, run, set, shares } from '../helpers/show-run.ts';

const SETTLED = 3;

function near(scene: Scene, expected: Readonly<Record<string, number>>): void {
  const actual = shares(scene);
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
  for (const [name, weight] of Object.entries(expected)) {
    assert.ok(Math.abs((actual[name] ?? 0) - weight) < 0.02, `${name}: ${actual[name]}, expected ${weight}`);
  }
}

test('with both decks empty the crossfader does nothing: the picture is the mix of the slots', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('mix', ...BLEND_MODES), (at, blend) => {
      const events = [set('crossfader.position', at), set('crossfader.blend', blend), set('mix.2.weight', 0.5)];
      const { scene } = run(startShow(LIBRARY), SETTLED, { events });
      near(scene, { amber: 1, birch: 0.5 });
      assert.equal(scene.blend, null);
    }),
    { numRuns: 10 },
  );
});

test('a deck without a preset shows the mix of the slots', () => {
  const slots = [set('mix.1.weight', 1), set('mix.2.weight', 1)];
  const events = [...slots, set('deck.b.preset', 'cedar'), set('crossfader.position', 0.5)];
  near(run(startShow(LIBRARY), SETTLED, { events }).scene, { amber: 0.25, birch: 0.25, cedar: 0.5 });
});

test('at either end of the crossfader a deck is alone and costs one net', () => {
  const decks = [set('deck.a.preset', 'birch'), set('deck.b.preset', 'cedar')];
  for (const blend of ['mix', 'multiply', 'luma wipe']) {
    const at = (position: number) => [...decks, set('crossfader.blend', blend), set('crossfader.position', position)];
    near(run(startShow(LIBRARY), SETTLED, { events: at(0) }).scene, { birch: 1 });
    near(run(startShow(LIBRARY), SETTLED, { events: at(1) }).scene, { cedar: 1 });
  }
});

test('each deck alone is given as it would look, also the one that is not seen, and in a blackout', () => {
  assert.equal(run(startShow(LIBRARY), SETTLED).decks, null);
  const decks = [set('deck.b.preset', 'cedar'), set('mix.2.weight', 1), set('crossfader.blend', 'difference')];
  const lit = run(startShow(LIBRARY), SETTLED, { events: decks });
  near(lit.scene, { amber: 1, birch: 1 });
  near(lit.decks?.a ?? lit.scene, { amber: 1, birch: 1 });
  near(lit.decks?.b ?? lit.scene, { cedar: 1 });
  const dark = run(startShow(LIBRARY), SETTLED, { events: [...decks, set('master.blackout', true)] });
  assert.deepEqual(dark.decks?.b.grade, lit.decks?.b.grade);
  assert.notDeepEqual(dark.scene.grade, lit.scene.grade);
});

test('between the ends a blend mode makes both decks whole, A first', () => {
  const events = [
    set('deck.b.preset', 'cedar'),
    set('mix.2.weight', 1),
    set('crossfader.blend', 'difference'),
    set('crossfader.position', 0.25),
  ];
  const { scene } = run(startShow(LIBRARY), SETTLED, { events });
  near(scene, { amber: 1, birch: 1, cedar: 1 });
  assert.deepEqual(scene.blend, { mode: 'difference', position: 0.25, split: 2 });
});

for (const [curve, expected] of [
  ['linear', 0.25],
  ['smooth', 0.15625],
  ['cut', 0],
] as const) {
  test(`the ${curve} curve leads a quarter of the way to ${expected}`, () => {
    const place = [set('crossfader.curve', curve), set('crossfader.position', 0.25)];
    const { scene } = run(startShow(LIBRARY), SETTLED, { events: [set('deck.b.preset', 'cedar'), ...place] });
    near(scene, expected > 0 ? { amber: 1 - expected, cedar: expected } : { amber: 1 });
  });
}

test('crossfader.auto moves to the other deck in fade.time, and back when it is asked again', () => {
  const begun = [set('deck.b.preset', 'cedar'), set('fade.time', 4), set('crossfader.auto')];
  const half = run(startShow(LIBRARY), 2, { events: begun });
  assert.ok(Math.abs(Number(half.state.controls.targets['crossfader.position']) - 0.5) < 0.02);
  const back = run(half.state, 5, { events: [set('crossfader.auto')] });
  near(back.scene, { amber: 1 });
  near(run(back.state, 5, { events: [set('deck.b.go')] }).scene, { cedar: 1 });
});

test('fade.beats counts the move in beats of the tempo', () => {
  const tempo = run(startShow(LIBRARY), 0.1, { events: [set('tempo.bpm', 240)] });
  const events = [set('deck.b.preset', 'cedar'), set('fade.beats', 8), set('crossfader.auto')];
  const { state } = run(tempo.state, 1, { events });
  const bpm = Number(state.controls.targets['tempo.bpm']);
  const at = Number(state.controls.targets['crossfader.position']);
  assert.ok(Math.abs(at - bpm / 60 / 8) < 0.03, `${at} after a second of ${bpm} BPM`);
});

test('a hand on the crossfader ends its move', () => {
  const moving = run(startShow(LIBRARY), 1, { events: [set('deck.b.preset', 'cedar'), set('crossfader.auto')] });
  const { state } = run(moving.state, 2, { events: [set('crossfader.position', 0.1)] });
  assert.equal(state.controls.targets['crossfader.position'], 0.1);
});

test('while a deck holds a preset, preset.go loads the deck behind and moves there', () => {
  const events = [set('deck.a.preset', 'birch'), set('fade.time', 1)];
  const decks = run(startShow(LIBRARY), 1, { events });
  const gone = run(decks.state, SETTLED, { events: [set('preset.go', 'cedar')] });
  near(gone.scene, { cedar: 1 });
  assert.equal(gone.state.controls.targets['deck.a.preset'], 'birch');
  assert.equal(gone.state.controls.targets['deck.b.preset'], 'cedar');
  const next = run(gone.state, SETTLED, { events: [set('preset.next')] });
  near(next.scene, { amber: 1 });
  assert.equal(next.state.controls.targets['deck.a.preset'], 'amber');
});

test('a preset is on stage on a deck, or in a slot that is not at 0', () => {
  const on = (params: Record<string, ParamValue>) => isOnStage(params, 'amber');
  assert.equal(on({ 'deck.b.preset': 'amber' }), true);
  assert.equal(on({ 'mix.8.preset': 'amber', 'mix.8.weight': 0.01 }), true);
  assert.equal(on({ 'mix.8.preset': 'amber', 'mix.8.weight': 0, 'mix.1.preset': 'birch', 'mix.1.weight': 1 }), false);
});

test('a deck whose preset leaves the library shows the slots', () => {
  const events = [set('deck.b.preset', 'cedar'), set('crossfader.position', 1)];
  const { state } = run(startShow(LIBRARY), 1, { events });
  near(run(state, 1, { library: LIBRARY.slice(0, 2) }).scene, { amber: 1 });
});

test('panic leaves the deck in front alone, plainly', () => {
  const events = [
    set('deck.b.preset', 'cedar'),
    set('crossfader.position', 0.7),
    set('crossfader.blend', 'add'),
    set('symmetry.mode', 'kaleidoscope'),
    set('master.gamma', 2),
  ];
  const wild = run(startShow(LIBRARY), 1, { events });
  const { scene } = run(wild.state, SETTLED, { events: [set('master.panic')] });
  near(scene, { cedar: 1 });
  assert.deepEqual(scene.folds, []);
  assert.equal(scene.gamma, 1);
});

test('the registry offers every blend mode that renderers have, and mix', () => {
  assert.deepEqual(findParam('crossfader.blend')?.options, ['mix', ...BLEND_MODES]);
});
