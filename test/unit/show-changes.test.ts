/** Snapshots, quantised changes, banks, lots, panic and the synchronised loop, as the show does them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FeatureFrame, restingFeatures } from '../../engine/audio/features.ts';
import type { ControlEvent, ParamValue } from '../../engine/control/parameter.ts';
import type { Scene } from '../../engine/render/scene.ts';
import { type ShowState, startShow, step } from '../../engine/show.ts';
import { tinyPreset } from '../helpers/nets.ts';

const SLUGS = ['amber', 'birch', 'cedar', 'date', 'elm', 'fir', 'gorse', 'hazel', 'iris', 'juniper'];
const LIBRARY = SLUGS.map((slug, i) => tinyPreset(slug, i + 1));
const set = (param: string, value: ParamValue): ControlEvent => ({ param, op: 'set', value, origin: 'page' });
const fire = (param: string): ControlEvent => ({ param, op: 'trigger', value: true, origin: 'page' });

/** A show on a clock of its own, with a steady beat of 120 from the ear. */
function makeShow(remembered?: Parameters<typeof startShow>[1]) {
  let state: ShowState = startShow(LIBRARY, remembered);
  let time = 0;
  let scene: Scene | undefined;
  return {
    run(seconds: number, ...events: ControlEvent[]) {
      const steps = Math.max(1, Math.round(seconds * 60));
      for (let i = 0; i < steps; i++) {
        time += 1 / 60;
        const beat = 2 * time;
        const heard: Partial<FeatureFrame> = { time, bpm: 120, beat, beatPhase: beat % 1, barPhase: (beat / 4) % 1 };
        ({ state, scene } = step(state, {
          time,
          dt: 1 / 60,
          features: { ...restingFeatures(), ...heard, tempoConfidence: 0.9 },
          events: i === 0 ? events : [],
          library: LIBRARY,
          width: 64,
          height: 36,
        }));
      }
      assert.ok(scene);
      return Object.fromEntries(scene.layers.map(({ name, weight }) => [name, Math.round(1000 * weight) / 1000]));
    },
    target: (id: string) => state.controls.targets[id],
    get state() {
      return state;
    },
    get time() {
      return time;
    },
  };
}

test('a snapshot brings back what was set, over its time', () => {
  const show = makeShow();
  show.run(1, set('view.zoom', 4), set('master.hue', 0.25));
  show.run(0.1, set('snapshot.save', 3));
  show.run(1, set('view.zoom', 0.25), set('master.hue', 0), set('snapshot.time', 2));
  show.run(1, set('snapshot.recall', 3));
  // Half of the way of an exponential fader from 0.25 to 4 is 1.
  assert.ok(Math.abs(Number(show.target('view.zoom')) - 1) < 0.05, `${show.target('view.zoom')}`);
  show.run(1.1);
  assert.equal(show.target('view.zoom'), 4);
  assert.equal(show.target('master.hue'), 0.25);
});

test('a recall crossfades between presets and ends with the slots as they were kept', () => {
  const show = makeShow();
  show.run(0.5, set('mix.1.preset', 'iris'));
  show.run(0.1, set('snapshot.save', 1));
  show.run(3, set('mix.1.preset', 'amber'), set('fade.time', 0), set('preset.go', 'cedar'), set('snapshot.time', 2));
  const half = show.run(1, set('snapshot.recall', 1));
  assert.ok((half.cedar ?? 0) > 0.3 && (half.iris ?? 0) > 0.3, JSON.stringify(half));
  assert.deepEqual(show.run(1.1), { iris: 1 });
  assert.equal(show.target('mix.1.preset'), 'iris');
  assert.equal(show.target('mix.1.weight'), 1);
});

test('a hand takes its parameter out of a recall, and the rest goes on', () => {
  const show = makeShow();
  show.run(0.5, set('view.zoom', 4), set('master.hue', 0.25));
  show.run(0.1, set('snapshot.save', 1));
  show.run(0.5, set('view.zoom', 1), set('master.hue', 0));
  show.run(1, set('snapshot.recall', 1));
  show.run(3, set('master.hue', -0.5));
  assert.equal(show.target('master.hue'), -0.5);
  assert.equal(show.target('view.zoom'), 4);
});

test('what belongs to the room is not in a snapshot', () => {
  const show = makeShow();
  show.run(0.1, set('snapshot.save', 1));
  show.run(0.1, set('audio.gain', 12), set('master.blackout', true));
  show.run(5, set('snapshot.recall', 1));
  assert.equal(show.target('audio.gain'), 12);
  assert.equal(show.target('master.blackout'), true);
});

test('an empty place recalls nothing', () => {
  const show = makeShow();
  show.run(5, set('view.zoom', 2), set('snapshot.recall', 9));
  assert.equal(show.target('view.zoom'), 2);
});

test('a quantised change waits for the bar', () => {
  const show = makeShow();
  show.run(9.1, set('sync.quantise', 'bar'), set('fade.time', 0));
  show.run(0.1, fire('preset.next'));
  assert.deepEqual(show.run(0.5), { amber: 1 });
  // Bars begin every two seconds.
  while (show.time < 10.5) show.run(0.1);
  assert.deepEqual(show.run(0.5), { birch: 1 });
});

test('a change that is for the bar waits for it though others do not, and holds up none', () => {
  const show = makeShow();
  show.run(9.1, set('fade.time', 0));
  show.run(0.1, { ...set('preset.go', 'birch'), grid: 'bar' });
  const { birch, cedar = 0 } = show.run(0.7, set('preset.go', 'cedar'));
  assert.ok(cedar > 0.99 && birch === undefined, `${cedar} ${birch}`);
  while (show.time < 10.5) show.run(0.1);
  assert.deepEqual(show.run(0.5), { birch: 1 });
});

test('preset.number counts from the bank’s first preset', () => {
  const show = makeShow();
  assert.deepEqual(show.run(1, set('fade.time', 0), set('preset.number', 3)), { cedar: 1 });
  assert.deepEqual(show.run(1, set('preset.bank', 2), set('preset.number', 2)), { juniper: 1 });
  assert.deepEqual(show.run(1, set('preset.number', 99)), { juniper: 1 });
});

test('preset.random never takes the one that plays, and a replay draws the same', () => {
  const played = (show = makeShow()) => {
    show.run(0.1, set('fade.time', 0));
    return Array.from({ length: 40 }, () => Object.keys(show.run(1, fire('preset.random')))[0]);
  };
  const first = played();
  assert.ok(first.every((slug, i) => slug !== first[i - 1] && slug !== undefined));
  assert.ok(new Set(first).size > 6);
  assert.deepEqual(played(), first);
});

test('panic brings the defaults, light and motion, and leaves the loudest preset and the room alone', () => {
  const show = makeShow();
  show.run(2, set('fade.time', 0), set('preset.go', 'cedar'), set('audio.gain', 6));
  show.run(1, set('master.blackout', true), set('master.freeze', true), set('view.zoom', 4), set('mix.1.weight', 0.5));
  const mix = show.run(2, fire('master.panic'));
  assert.deepEqual(mix, { cedar: 1 });
  for (const [id, value] of Object.entries({
    'master.blackout': false,
    'master.freeze': false,
    'view.zoom': 1,
    'audio.gain': 6,
  })) {
    assert.equal(show.target(id), value, id);
  }
});

test('the running tempo can be read where it is set', () => {
  const show = makeShow();
  show.run(3);
  assert.equal(show.target('tempo.bpm'), 120);
});

test('a synchronised loop takes whole bars, and keeps to them', () => {
  const show = makeShow();
  // 60 s at 120 are 120 beats: 30 bars.
  show.run(60, set('motion.sync', 'bar'));
  const { bar } = show.state.tempo.transport;
  assert.ok(Math.abs(show.state.motion.loop - ((bar / 30) % 1)) < 0.01);
});

test('a remembered show begins as it was, without a fade', () => {
  const show = makeShow({ values: { 'mix.1.preset': 'iris', 'view.zoom': 2 }, snapshots: { '2': { 'view.zoom': 4 } } });
  assert.deepEqual(show.run(0), { iris: 1 });
  assert.equal(show.state.controls.slewed['view.zoom'], 2);
  show.run(5, set('snapshot.recall', 2));
  assert.equal(show.target('view.zoom'), 4);
});

test('remembered routes play only where the preset is what it was', () => {
  const [first, second] = LIBRARY;
  assert.ok(first && second);
  const routes = { [first.slug]: [], [second.slug]: [], gone: [] };
  const revisions = { [first.slug]: first.revision, [second.slug]: 'another', gone: 'x' };
  const { routes: played } = startShow(LIBRARY, { values: {}, snapshots: {}, routes, revisions });
  assert.deepEqual(Object.keys(played), [first.slug]);
});
