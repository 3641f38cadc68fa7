import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, foldCondition } from '../../engine/cppn/cppn.ts';
import { pixelCoordinates } from '../../engine/render/scene.ts';
import { openLayered, pointsOf } from '../helpers/layered.ts';
import { ODD_NETS, sceneOf } from '../helpers/scenes.ts';

for (const [title, net] of ODD_NETS) {
  test(`the layered graph of ${title} gives the reference’s colours`, async () => {
    const scene = sceneOf([net], { width: 10, height: 6 });
    const condition = scene.layers[0]?.condition ?? new Float32Array();
    const session = await openLayered(net, condition, 60);
    const { rgb } = await session.run({ points: pointsOf(scene) });
    await session.close();
    const bias = foldCondition(net, condition);
    for (let i = 0; i < 60; i++) {
      const [x, y] = pixelCoordinates(scene, i % 10, Math.floor(i / 10));
      const expected = evaluate(net, bias, x, y);
      expected.forEach((value, c) => assert.ok(Math.abs(value - (rgb?.[3 * i + c] ?? 9)) < 1e-4, `pixel ${i}`));
    }
  });
}
