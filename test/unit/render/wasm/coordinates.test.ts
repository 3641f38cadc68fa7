/** Oracle: `scene.pixelCoordinates` and the sine itself, joined by the addition theorem as the kernel joins them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Cppn, tensor } from '../../../../engine/cppn/cppn.ts';
import { mixedSpec, seedNet } from '../../../../engine/cppn/seed.ts';
import { seededRandom } from '../../../../engine/random.ts';
import { type Fold, PLAIN_LOOK, type Place, pixelCoordinates, type View } from '../../../../engine/render/scene.ts';
import { symmetryFolds } from '../../../../engine/render/symmetry.ts';
import { columnTableLength, rowTableLength, writeCoordinates } from '../../../../engine/render/wasm/coordinates.ts';
import { STYLE } from '../../../helpers/nets.ts';

const PAIRS = 3;
const net: Cppn = seedNet(
  mixedSpec({ width: 4, layers: 1, fourierPairs: PAIRS, activations: ['sin'] }),
  STYLE,
  seededRandom(1),
);
const ENTRIES = 2 + 2 * PAIRS;
const number = fc.double({ min: -4, max: 4, noNaN: true });
const views = fc.tuple(number, number, number, number, number, number);
const sizes = fc.integer({ min: 1, max: 600 }).map((half) => 2 * half);

const level = fc.constantFrom<readonly Fold[]>(
  [],
  symmetryFolds('mirror x', 1, 0),
  symmetryFolds('mirror y', 1, 0),
  symmetryFolds('quad', 1, 0),
);
const waves = fc.array(fc.tuple(number, number, number, number, number, number), { maxLength: 2 });

function tables(width: number, height: number, view: View, bent: Partial<Place> = {}) {
  const columns = new Float32Array(columnTableLength(net, width));
  const rows = new Float32Array(rowTableLength(net, height));
  writeCoordinates(net, { ...PLAIN_LOOK, ...bent, width, height, view }, columns, rows);
  return {
    column: (pixel: number, entry: number) =>
      columns[(Math.floor(pixel / 16) * ENTRIES + entry) * 16 + (pixel % 16)] ?? Number.NaN,
    row: (pixel: number, entry: number) => rows[pixel * ENTRIES + entry] ?? Number.NaN,
  };
}

test('a column’s and a row’s part of x and y add up to the pixel’s coordinates', () => {
  fc.assert(
    fc.property(sizes, sizes, views, fc.nat(), fc.nat(), (width, height, view, a, b) => {
      const [column, row] = [a % width, b % height];
      const table = tables(width, height, view);
      const point = pixelCoordinates({ ...PLAIN_LOOK, width, height, view }, column, row);
      const scale = 1 + 60 * (width / height);
      point.forEach((value, i) => {
        assert.ok(Math.abs(table.column(column, i) + table.row(row, i) - value) <= 1e-6 * scale);
      });
    }),
  );
});

test('a column’s and a row’s waves give the sine and cosine of the pixel’s phase', () => {
  const frequencies = tensor(net, 'fourier');
  fc.assert(
    fc.property(sizes, sizes, views, fc.nat(), fc.nat(), fc.nat(PAIRS - 1), (width, height, view, a, b, k) => {
      const [column, row] = [a % width, b % height];
      const table = tables(width, height, view);
      const [x, y] = pixelCoordinates({ ...PLAIN_LOOK, width, height, view }, column, row);
      const phase = x * (frequencies[2 * k] ?? 0) + y * (frequencies[2 * k + 1] ?? 0);
      const [sinP, cosP] = [table.column(column, 2 + k), table.column(column, 2 + PAIRS + k)];
      const [sinQ, cosQ] = [table.row(row, 2 + k), table.row(row, 2 + PAIRS + k)];
      assert.ok(Math.abs(sinP * cosQ + cosP * sinQ - Math.sin(phase)) <= 1e-6);
      assert.ok(Math.abs(cosP * cosQ - sinP * sinQ - Math.cos(phase)) <= 1e-6);
    }),
  );
});

test('waves are exact to the last column of the widest frame', () => {
  const table = tables(4096, 2, [1, 0, 0, 0, 1, 0]);
  const frequencies = tensor(net, 'fourier');
  const [x, y] = pixelCoordinates({ ...PLAIN_LOOK, width: 4096, height: 2 }, 4095, 0);
  const phase = x * (frequencies[0] ?? 0) + y * (frequencies[1] ?? 0);
  assert.ok(Math.abs(table.column(4095, 2) - Math.sin(phase)) <= 1e-7);
});

test('mirrors and waves leave coordinates and phases a part of the column plus a part of the row', () => {
  const frequencies = tensor(net, 'fourier');
  fc.assert(
    fc.property(sizes, sizes, views, level, waves, fc.nat(), fc.nat(), (width, height, view, folds, wave, a, b) => {
      const [column, row] = [a % width, b % height];
      const table = tables(width, height, view, { folds, waves: wave });
      const [x, y] = pixelCoordinates({ ...PLAIN_LOOK, folds, waves: wave, width, height, view }, column, row);
      const scale = 40 + 60 * (width / height);
      assert.ok(Math.abs(table.column(column, 0) + table.row(row, 0) - x) <= 1e-6 * scale);
      assert.ok(Math.abs(table.column(column, 1) + table.row(row, 1) - y) <= 1e-6 * scale);
      const phase = x * (frequencies[0] ?? 0) + y * (frequencies[1] ?? 0);
      const [sinP, cosP] = [table.column(column, 2), table.column(column, 2 + PAIRS)];
      const [sinQ, cosQ] = [table.row(row, 2), table.row(row, 2 + PAIRS)];
      assert.ok(Math.abs(sinP * cosQ + cosP * sinQ - Math.sin(phase)) <= 1e-6);
      assert.ok(Math.abs(cosP * cosQ - sinP * sinQ - Math.cos(phase)) <= 1e-6);
    }),
  );
});
