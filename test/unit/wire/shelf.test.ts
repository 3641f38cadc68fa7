/** What goes onto the line when nets change: once, as changes, never too much at a time; and what the display then has. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cppn, parameterShapes } from '../../../engine/cppn/cppn.ts';
import { mixNets } from '../../../engine/cppn/glide.ts';
import { aimLiveNet, GLIDE_STEP, netAt, startLiveNet } from '../../../engine/optimize/live-net.ts';
import type { Scene } from '../../../engine/render/scene.ts';
import { symmetryFolds } from '../../../engine/render/symmetry.ts';
import { type Held, heldAt } from '../../../engine/wire/glide-message.ts';
import { applyPatch } from '../../../engine/wire/patch.ts';
import { byteKind } from '../../../engine/wire/protocol.ts';
import { createSceneFeed } from '../../../engine/wire/scene-feed.ts';
import { type Placed, readScene, SHELF_PLACES, shelve } from '../../../engine/wire/scene-message.ts';
import { createShelf } from '../../../engine/wire/shelf.ts';
import { SPEC_M, tinyPreset } from '../../helpers/nets.ts';
import { CHANGED, sceneOf } from '../../helpers/scenes.ts';

const STAMP = { waited: 0.001 };
const [first, second, third] = [1, 2, 3].map((seed) => tinyPreset('x', seed).net) as [Cppn, Cppn, Cppn];

/** A display's shelf as the messages make it. */
function display() {
  const shelf: (Held | undefined)[] = [];
  return {
    shelf,
    take(messages: readonly Uint8Array[]) {
      for (const bytes of messages) shelve(shelf, bytes);
    },
    shows({ place, share }: Placed): Cppn {
      return heldAt(shelf[place] as Held, share);
    },
  };
}

/** A shelf as it was, with all messages in a row. */
function engineShelf() {
  const shelf = createShelf();
  return {
    clear: shelf.clear,
    put(layers: Parameters<typeof shelf.put>[0], room?: number) {
      const { placed, nets, glides } = shelf.put(layers, room);
      return { placed, messages: [...nets, ...glides] };
    },
  };
}

/** The largest difference of two nets' weights. */
function apart(a: Cppn, b: Cppn): number {
  const most = [...a.weights].map(([name, values]) =>
    values.reduce((far, value, i) => Math.max(far, Math.abs(value - (b.weights.get(name)?.[i] ?? Number.NaN))), 0),
  );
  return Math.max(...most);
}

test('a shelf keeps the nets that were used last, and never pushes out one of the scene at hand', () => {
  const shelf = engineShelf();
  const nets = Array.from({ length: SHELF_PLACES + 9 }, () => ({ ...first }));
  const named = (net: Cppn) => ({ name: `net ${nets.indexOf(net)}`, net });
  assert.equal(shelf.put([named(first)]).messages.length, 1);
  assert.deepEqual(shelf.put([named(first)]), { placed: [{ place: 0, share: 1 }], messages: [] });
  for (let i = 0; i + 9 <= nets.length; i++) {
    const { placed } = shelf.put(nets.slice(i, i + 9).map(named));
    assert.equal(new Set(placed.map(({ place }) => place)).size, 9);
    assert.equal(shelf.put(nets.slice(i, i + 9).map(named)).messages.length, 0);
  }
  assert.equal(shelf.put([named(first)]).messages.length, 1);
  shelf.clear();
  const { placed, messages } = shelf.put([named(first)]);
  assert.deepEqual([placed, messages.map(byteKind)], [[{ place: 0, share: 1 }], ['net']]);
});

test('a net that begins to glide is sent once, and is then where the engine has it at every share', () => {
  const shelf = engineShelf();
  const there = display();
  const sent = [0, 0.2, 0.5, 0.9, 1].map((share) => {
    const net = mixNets(first, second, share);
    const { placed, messages } = shelf.put([{ name: 'x', net }]);
    there.take(messages);
    assert.ok(apart(there.shows(placed[0] as Placed), net) < 1e-4, `at ${share}`);
    return messages.map(byteKind);
  });
  assert.deepEqual(sent, [['net', 'glide'], [], [], [], []]);
});

test('a net that glides to one that stands elsewhere on the shelf goes all the way', () => {
  const shelf = engineShelf();
  const there = display();
  there.take(shelf.put([{ name: 'second', net: second }]).messages);
  for (const share of [0.3, 0.6]) {
    const net = mixNets(first, second, share);
    const { placed, messages } = shelf.put([{ name: 'x', net }]);
    there.take(messages);
    assert.ok(apart(there.shows(placed[0] as Placed), net) < 1e-4, `at ${share}`);
  }
});

test('a display that comes in the middle of a glide goes the rest of it', () => {
  const shelf = engineShelf();
  const there = display();
  for (const share of [0.4, 0.7, 1]) {
    const net = mixNets(first, second, share);
    const { placed, messages } = shelf.put([{ name: 'x', net }]);
    there.take(messages);
    assert.ok(apart(there.shows(placed[0] as Placed), net) < 1e-4, `at ${share}`);
  }
});

test('a new goal in the middle of a glide begins where that was, and the rounding does not add up', () => {
  const shelf = engineShelf();
  const there = display();
  let live = startLiveNet(first, 0);
  let shown = first;
  for (let tick = 0; tick < 200; tick++) {
    const now = 0.1 * tick;
    if (tick % 7 === 3) live = aimLiveNet(live, shown, [first, second, third][tick % 3] as Cppn, now);
    shown = netAt(live, now);
    const { placed, messages } = shelf.put([{ name: 'x', net: shown }]);
    there.take(messages);
    assert.ok(apart(there.shows(placed[0] as Placed), shown) < 1e-4, `tick ${tick}`);
  }
});

test('a goal that does not fit waits, its picture stays where it is, and it gets there all the same', () => {
  const shelf = engineShelf();
  const there = display();
  const put = (net: Cppn, room: number) => {
    const { placed, messages } = shelf.put([{ name: 'x', net }], room);
    there.take(messages);
    return there.shows(placed[0] as Placed);
  };
  put(first, 0);
  assert.equal(apart(put(mixNets(first, second, 0.5), 10), first), 0);
  const caughtUp = put(mixNets(first, second, 0.6), 10_000);
  assert.equal(apart(caughtUp, first), 0, 'no jump');
  assert.ok(apart(put(mixNets(first, second, 0.8), 0), mixNets(first, second, 0.5)) < 1e-4);
  assert.ok(apart(put(second, 0), second) < 1e-4);
});

test('a preset whose file was changed is sent as changes, whatever the room, and shown at once', () => {
  const shelf = engineShelf();
  const there = display();
  there.take(shelf.put([{ name: 'x', net: first }], 0).messages);
  const { placed, messages } = shelf.put([{ name: 'x', net: third }], 0);
  there.take(messages);
  assert.deepEqual(messages.map(byteKind), ['glide']);
  assert.ok(apart(there.shows(placed[0] as Placed), third) < 1e-4);
});

test('two layers of one name and different nets keep a place each', () => {
  const shelf = engineShelf();
  const layers = [first, second].map((net) => ({ name: 'x', net }));
  const places = shelf.put(layers).placed.map(({ place }) => place);
  assert.deepEqual(places, [0, 1]);
  assert.equal(shelf.put(layers).messages.length, 0);
});

for (const [what, slots] of [
  ['alone', 1],
  ['in a mix of nine in which everything moves', 9],
] as const) {
  test(`a prompt's net that glides ${what} takes under 30 kB in every second and is where the engine has it`, (t) => {
    const feed = createSceneFeed(createShelf());
    const there = display();
    const nets = Array.from({ length: 40 }, (_, i) => wandering(i));
    const others = Array.from({ length: slots - 1 }, (_, i) => wandering(100 + i));
    const sent: { at: number; bytes: number }[] = [];
    let live = startLiveNet(nets[0] as Cppn, 0);
    let shown = { net: netAt(live, 0), at: 0 };
    let before: Uint8Array = new Uint8Array();
    let far = 0;
    for (let tick = 0; tick < 60 * 30; tick++) {
      const now = tick / 60;
      // The worker tells every 0.9 s.
      const news = tick > 0 && tick % 54 === 0 ? nets[tick / 54] : undefined;
      if (news) {
        live = aimLiveNet(live, shown.net, news, now);
        shown = { net: netAt(live, now), at: now };
      } else if (now - shown.at >= GLIDE_STEP) shown = { net: netAt(live, now), at: now };
      const scene = moving(sceneOf([shown.net, ...others]), tick);
      const messages = feed.take(scene, { ...STAMP, sequence: tick, time: now, audioTime: now }, 1, now);
      const bytes = messages.reduce((sum, { length }) => sum + length + 4, 0);
      there.take(messages.slice(0, -1));
      const last = messages.at(-1) as Uint8Array;
      before = byteKind(last) === 'patch' ? applyPatch(before, last) : last;
      sent.push({ at: now, bytes });
      const [net] = readScene(before, there.shelf).scene.layers.map((layer) => layer.net);
      far = Math.max(far, apart(net as Cppn, shown.net));
    }
    // From when all nets are there.
    const seconds = sent
      .filter(({ at }) => at > 1)
      .map(({ at }) =>
        sent.reduce((sum, each) => sum + (each.at > at - 1 && each.at <= at && each.at > 0 ? each.bytes : 0), 0),
      );
    t.diagnostic(
      `at most ${(Math.max(...seconds) / 1000).toFixed(1)} kB in a second, weights ${far.toExponential(1)} apart`,
    );
    assert.ok(Math.max(...seconds) < 30_000, `${Math.max(...seconds)}`);
    assert.ok(far < 1e-4, `${far}`);
  });
}

/** A net of the library's size; neighbours in number are as far apart as the optimizer goes in a second. */
function wandering(n: number): Cppn {
  const weights = new Map(
    [...parameterShapes(SPEC_M)].map(([name, shape]) => [
      name,
      Float32Array.from(
        { length: shape.reduce((n, m) => n * m, 1) },
        (_, i) => Math.sin(12.9898 * i) + 0.1 * Math.sin(n + i),
      ),
    ]),
  );
  return { spec: SPEC_M, weights };
}

/** A scene in which nearly all that can move does: time, view, waves and every input. */
function moving(scene: Scene, tick: number): Scene {
  const [sin, cos] = [Math.sin(tick / 100), Math.cos(tick / 100)];
  const layers = scene.layers.map((layer, i) => ({
    ...layer,
    condition: layer.condition.map((_, k) => Math.sin(tick / (7 + k) + i)),
  }));
  const waves = [[0.1, 1, tick / 60, 0.1, 1, tick / 50] as const];
  const times = { time: 100 + tick / 60, audioTime: 99.987654 + tick / 60.1 };
  return {
    ...scene,
    ...times,
    ...CHANGED,
    folds: symmetryFolds('kaleidoscope', 6, 0),
    waves,
    view: [cos, sin, 0, -sin, cos, 0],
    layers,
  };
}
