import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { restingFeatures } from '../../engine/audio/features.ts';
import { fromNormalised } from '../../engine/control/parameter.ts';
import { findParam, REGISTRY } from '../../engine/control/registry.ts';
import { IDENTITY_VIEW, MAX_FOLDS, MAX_SCENE_LAYERS, MAX_WAVES, pixelCoordinates } from '../../engine/render/scene.ts';
import { SYMMETRIES } from '../../engine/render/symmetry.ts';
import { startShow } from '../../engine/show.ts';
import { LIBRARY, run, set } from '../helpers/show-run.ts';

const LOUD = { ...restingFeatures(), level: 0.7, gateOpen: true };

test('in a silent room at the defaults nothing is bent: the picture is the net as it is', () => {
  const { scene } = run(startShow(LIBRARY), 2);
  assert.deepEqual([scene.folds, scene.waves, scene.blend, scene.grade, scene.gamma], [[], [], null, null, 1]);
  scene.view.forEach((value, i) => assert.equal(value + 0, IDENTITY_VIEW[i]));
});

test('the level carries the flow, and it ebbs away when the sound is gone', () => {
  const loud = run(startShow(LIBRARY), 4, { features: LOUD });
  assert.equal(loud.scene.waves.length, 2);
  const later = run(loud.state, 1, { features: LOUD });
  assert.notDeepEqual(later.scene.waves, loud.scene.waves);
  assert.deepEqual(run(later.state, 60).scene.waves, []);
});

test('flow by time runs in silence too', () => {
  const events = [set('flow.by', 'time'), set('flow.amount', 1)];
  const first = run(startShow(LIBRARY), 3, { events });
  assert.notDeepEqual(run(first.state, 1).scene.waves, first.scene.waves);
});

test('flow by beat is quickest on the beat', () => {
  const features = (beat: number) => ({ ...LOUD, bpm: 120, tempoConfidence: 1, beat, beatPhase: beat % 1 });
  let { state } = run(startShow(LIBRARY), 0.1, { events: [set('flow.by', 'beat')] });
  const steps: { phase: number; run: number }[] = [];
  for (let frame = 0; frame < 600; frame++) {
    const before = state.motion.flow;
    const time = frame / 60;
    ({ state } = run(state, 1 / 60, { features: features(2 * time), time }));
    if (frame > 300) steps.push({ phase: state.tempo.transport.beatPhase, run: state.motion.flow - before });
  }
  const mean = (of: typeof steps) => of.reduce((sum, step) => sum + step.run, 0) / of.length;
  const [early, late] = [steps.filter(({ phase }) => phase < 0.25), steps.filter(({ phase }) => phase > 0.75)];
  assert.ok(mean(early) > 3 * mean(late), `${mean(early)} on the beat, ${mean(late)} before it`);
});

test('a drift goes along its angle and comes back', () => {
  const events = [
    set('flow.field', 'drift'),
    set('flow.by', 'time'),
    set('flow.amount', 1),
    set('flow.angle', 0.25),
    set('view.pulse', 0),
  ];
  let { state } = run(startShow(LIBRARY), 10, { events });
  const places: number[] = [];
  for (let i = 0; i < 16; i++) {
    const next = run(state, 1);
    state = next.state;
    places.push(next.scene.view[5]);
    assert.ok(Math.abs(next.scene.view[2]) < 1e-3, 'to neither side');
  }
  assert.ok(Math.max(...places) > 1.5 && Math.min(...places) < -1.5);
});

test('a frozen picture does not flow, spin or drift', () => {
  const events = [set('view.spin', 5), set('flow.amount', 1), set('symmetry.mode', 'kaleidoscope')];
  const moving = run(startShow(LIBRARY), 3, { events, features: LOUD });
  const still = run(moving.state, 1, { events: [set('master.freeze', true)], features: LOUD });
  const later = run(still.state, 3, { features: LOUD });
  assert.deepEqual([later.scene.view, later.scene.waves], [still.scene.view, still.scene.waves]);
});

test('a spin of 6 turns a minute is a quarter turn after 2.5 s', () => {
  const spinning = run(startShow(LIBRARY), 20, { events: [set('view.spin', 6)] });
  const before = spinning.state.motion.spin;
  const { state } = run(spinning.state, 2.5);
  assert.ok(Math.abs(((state.motion.spin - before + 1) % 1) - 0.25) < 1e-3);
});

test('motion feels alike at 30 and 120 frames a second', () => {
  const events = [set('flow.amount', 1), set('view.spin', 3)];
  const at = (rate: number) => run(startShow(LIBRARY), 4, { events, features: LOUD }, rate).scene;
  const [slow, fast] = [at(30), at(120)];
  const frame = { width: 64, height: 36 };
  for (const [column, row] of [
    [3, 5],
    [50, 30],
  ] as const) {
    const [a, b] = [slow, fast].map((scene) => pixelCoordinates({ ...scene, ...frame }, column, row));
    a?.forEach((value, i) => assert.ok(Math.abs(value - (b?.[i] ?? 0)) < 0.06, `${a} and ${b}`));
  }
});

test('any setting of any parameter gives a scene of finite numbers within the renderers’ limits', () => {
  const shaping = REGISTRY.filter(({ acts, keep, kind }) => !acts && keep === 'scene' && kind !== 'preset');
  const position = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(fc.array(position, { minLength: shaping.length, maxLength: shaping.length }), (positions) => {
      const events = shaping.map((spec, i) => {
        const at = positions[i] ?? 0;
        if (spec.kind === 'toggle') return set(spec.id, at > 0.5);
        if (spec.kind === 'choice') return set(spec.id, Math.round(at * (spec.options.length - 1)));
        return set(spec.id, fromNormalised(spec, at));
      });
      const decks = [set('deck.b.preset', 'cedar')];
      const { scene } = run(startShow(LIBRARY), 0.5, { events: [...events, ...decks], features: { ...LOUD, kick: 1 } });
      assert.ok(scene.layers.length >= 1 && scene.layers.length <= MAX_SCENE_LAYERS);
      assert.ok(scene.folds.length <= MAX_FOLDS && scene.waves.length <= MAX_WAVES);
      const numbers = [
        ...scene.view,
        ...scene.folds.flat(),
        ...scene.waves.flat(),
        ...(scene.grade ?? []),
        scene.gamma,
        ...scene.layers.flatMap(({ weight, condition }) => [weight, ...condition]),
      ];
      assert.ok(numbers.every(Number.isFinite));
    }),
    { numRuns: 60 },
  );
});

test('the registry offers every symmetry that there is', () => {
  assert.deepEqual(findParam('symmetry.mode')?.options, SYMMETRIES);
});
