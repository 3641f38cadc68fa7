import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { architectureKey, netSize } from '../../../engine/cppn/net-layout.ts';
import {
  architectures,
  HEADER_BYTES,
  packDispatch,
  planDispatches,
  uniformRoom,
} from '../../../engine/render/frame-kernel.ts';
import { pixelCoordinates } from '../../../engine/render/scene.ts';
import { CHANGED, ODD_NETS, sceneOf } from '../../helpers/scenes.ts';

const nets = ODD_NETS.map(([, net]) => net);
const [a, b, c] = nets;
const ROOM = uniformRoom('f32');
const mix = sceneOf([a, b, a, c].filter((net) => net !== undefined));
const shown = (dispatches: ReturnType<typeof planDispatches>) =>
  dispatches.map(({ layers }) => layers.map(({ name }) => name.slice(-1)).join(''));

test('one dispatch draws all nets when their kernel is ready, those of an architecture side by side', () => {
  const [all, ...others] = planDispatches(mix, ROOM, () => true);
  assert.equal(others.length, 0);
  const keys = (all?.layers ?? []).map(({ net }) => architectureKey(net.spec));
  assert.deepEqual(keys, [...keys].sort());
  assert.equal(keys.length, 4);
});

test('until it is ready each architecture is a dispatch of its own', () => {
  const dispatches = planDispatches(mix, ROOM, () => false);
  assert.deepEqual(shown(dispatches).sort(), ['02', '1', '3']);
  for (const { specs } of dispatches) assert.equal(specs.length, 1);
});

test('several nets of one architecture never wait for a kernel', () => {
  const scene = sceneOf([a, a, a].filter((net) => net !== undefined));
  assert.deepEqual(shown(planDispatches(scene, ROOM, () => assert.fail('asked'))), ['012']);
});

test('nets that do not fit into memory together are divided', () => {
  const { constants, weights } = netSize((a ?? assert.fail()).spec);
  const scene = sceneOf([a, a, a].filter((net) => net !== undefined));
  assert.deepEqual(shown(planDispatches(scene, { constants: 2 * constants, weights: 99 * weights }, () => true)), [
    '01',
    '2',
  ]);
  assert.deepEqual(shown(planDispatches(scene, { constants: 99 * constants, weights: weights }, () => true)), [
    '0',
    '1',
    '2',
  ]);
});

test('every layer is drawn exactly once, however the scene is divided', () => {
  const layers = fc.array(fc.integer({ min: 0, max: nets.length - 1 }), { minLength: 1, maxLength: 8 });
  const room = fc.record({ constants: fc.integer({ min: 50, max: 400 }), weights: fc.integer({ min: 10, max: 60 }) });
  fc.assert(
    fc.property(layers, room, fc.boolean(), (indices, space, ready) => {
      const scene = sceneOf(indices.flatMap((i) => nets[i] ?? []));
      const drawn = planDispatches(scene, space, () => ready).flatMap((dispatch) => dispatch.layers);
      assert.deepEqual(new Set(drawn), new Set(scene.layers));
      assert.equal(drawn.length, scene.layers.length);
    }),
  );
});

test('the header gives the coordinates of every pixel', () => {
  const target = new ArrayBuffer(1 << 16);
  const scene = sceneOf(nets.slice(0, 1), CHANGED);
  const [dispatch] = planDispatches(scene, ROOM, () => true);
  packDispatch(scene, 'rgba', dispatch ?? assert.fail(), { first: true, last: true }, target);
  const [xColumn = 0, xRow = 0, x0 = 0, , yColumn = 0, yRow = 0, y0 = 0] = new Float32Array(target);
  for (const [column, row] of [
    [0, 0],
    [53, 0],
    [7, 29],
  ] as const) {
    const [x, y] = pixelCoordinates(scene, column, row);
    assert.ok(Math.abs(xColumn * column + xRow * row + x0 - x) < 1e-5);
    assert.ok(Math.abs(yColumn * column + yRow * row + y0 - y) < 1e-5);
  }
});

test('the header ends with the shares of the mix and where each net lies', () => {
  const target = new ArrayBuffer(1 << 16);
  const [dispatch] = planDispatches(mix, ROOM, () => true);
  const used = packDispatch(mix, 'i420', dispatch ?? assert.fail(), { first: true, last: true }, target);
  const total = mix.layers.reduce((sum, { weight }) => sum + weight, 0);
  let [constants, weights] = [0, 0];
  dispatch?.layers.forEach(({ net, weight }, i) => {
    assert.equal(new Float32Array(target)[32 + 4 * i], Math.fround(weight / total));
    assert.deepEqual([...new Uint32Array(target, 4 * (33 + 4 * i), 2)], [constants, weights]);
    constants += netSize(net.spec).constants;
    weights += netSize(net.spec).weights;
  });
  assert.equal(used, HEADER_BYTES + 16 * constants);
});

test('architectures come in one order, each once, whatever the order of the nets', () => {
  const specs = nets.map(({ spec }) => spec);
  assert.deepEqual(architectures([...specs, ...specs].reverse()), architectures(specs));
  assert.equal(architectures(specs).length, specs.length);
});
