/** Oracle: `scene.pixelCoordinates` at every pixel of a row. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLAIN_LOOK, type Place, pixelCoordinates } from '../../../../engine/render/scene.ts';
import { symmetryFolds } from '../../../../engine/render/symmetry.ts';
import { assemble } from '../../../../engine/render/wasm/assembler.ts';
import { FIRST_FREE_ADDRESS } from '../../../../engine/render/wasm/layout.ts';
import { writeLook } from '../../../../engine/render/wasm/look.ts';
import { type PlaceRow, placeFunction } from '../../../../engine/render/wasm/place.ts';
import { instantiate, TEST_PAGES, testMemory } from '../../../helpers/wasm.ts';

const WIDTH = 48;
const ROW = 3;

async function placed(place: Place): Promise<number[][]> {
  const memory = testMemory();
  writeLook({ ...PLAIN_LOOK, ...place }, memory.buffer);
  const { place: run } = await instantiate<{ place: PlaceRow }>(assemble([placeFunction()], TEST_PAGES), memory);
  const step = (2 * Math.PI) / place.height;
  const [u, v] = [(step * (1 - place.width)) / 2, step * (ROW + (1 - place.height) / 2)];
  run(FIRST_FREE_ADDRESS, WIDTH / 16, u, v, step, place.folds.length, place.waves.length);
  const out = new Float32Array(memory.buffer, FIRST_FREE_ADDRESS, 2 * WIDTH);
  return Array.from({ length: WIDTH }, (_, x) =>
    [0, 1].map((axis) => out[Math.floor(x / 16) * 32 + 16 * axis + (x % 16)] ?? Number.NaN),
  );
}

for (const [what, bent] of [
  ['nothing bent', {}],
  ['a kaleidoscope of seven', { folds: symmetryFolds('kaleidoscope', 7, 0.03) }],
  ['six folds', { folds: [...symmetryFolds('kaleidoscope', 9, 0.03), ...symmetryFolds('mirror x', 1, 0.2)] }],
  [
    'two waves and a turned view',
    {
      waves: [
        [0.5, 2.1, 0.4, 0.6, 1.7, 3],
        [0.2, 5, -2, 0.1, 7, 90],
      ],
      view: [0.6, 0.8, 3, -0.8, 0.6, -1],
    },
  ],
] as const) {
  test(`a row with ${what} lies where the reference has it`, async () => {
    const place = { ...PLAIN_LOOK, width: WIDTH, height: 10, ...bent };
    (await placed(place)).forEach((point, x) => {
      const expected = pixelCoordinates(place, x, ROW);
      point.forEach((value, i) => assert.ok(Math.abs(value - (expected[i] ?? 0)) < 3e-5, `pixel ${x}: ${point}`));
    });
  });
}
