/** Oracle: `cppn.evaluate`, at every pixel of a row, for nets of every activation and shape. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ACTIVATIONS,
  type Activation,
  type Cppn,
  conditionCount,
  evaluate,
  foldCondition,
} from '../../../../engine/cppn/cppn.ts';
import { mixedSpec, seedNet } from '../../../../engine/cppn/seed.ts';
import { seededRandom } from '../../../../engine/random.ts';
import { toLinear } from '../../../../engine/render/colour.ts';
import { PLAIN_LOOK, pixelCoordinates, type View } from '../../../../engine/render/scene.ts';
import { columnTableLength, rowTableLength, writeCoordinates } from '../../../../engine/render/wasm/coordinates.ts';
import {
  columnEntries,
  generateKernel,
  type Kernel,
  MIX_MODES,
  scratchBytes,
} from '../../../../engine/render/wasm/kernel.ts';
import { packWeights, writeCondition } from '../../../../engine/render/wasm/net-weights.ts';
import { SPEC_M, SPEC_S, STYLE } from '../../../helpers/nets.ts';
import { instantiate, TEST_PAGES, testMemory } from '../../../helpers/wasm.ts';

const VIEW: View = [0.7, 0.3, 0.1, -0.3, 0.7, -0.2];
const SIZE = { ...PLAIN_LOOK, width: 48, height: 10, view: VIEW };
const ROW = 7;

type Colours = [number, number, number][];

/** Evaluate a row with the kernel, into colours [pixel][r, g, b]. */
async function evaluateRow(
  net: Cppn,
  condition: Float32Array,
  modes: readonly (readonly [number, number])[] = [[0, 1]],
) {
  const memory = testMemory(8);
  let end = 64;
  const take = (length: number) => {
    const view = new Float32Array(memory.buffer, end, length);
    end += Math.ceil(length / 16) * 64;
    return view;
  };
  const weights = packWeights(net);
  const stream = take(weights.packed.length);
  stream.set(weights.packed);
  writeCondition(net, weights, condition, stream);
  const columns = take(columnTableLength(net, SIZE.width));
  const rows = take(rowTableLength(net, SIZE.height));
  writeCoordinates(net, SIZE, columns, rows);
  const scratch = take(scratchBytes(net.spec) / 4);
  const colour = take(3 * SIZE.width);
  const kernel = await instantiate<{ evaluate: Kernel }>(generateKernel(net.spec, TEST_PAGES, false), memory);
  const row = rows.byteOffset + 4 * ROW * columnEntries(net.spec);
  for (const [mode, share] of modes) {
    const out = [scratch.byteOffset, colour.byteOffset, SIZE.width / 16, mode, share] as const;
    kernel.evaluate(stream.byteOffset, columns.byteOffset, row, ...out);
  }
  return Array.from({ length: SIZE.width }, (_, x) =>
    [0, 1, 2].map((c) => colour[Math.floor(x / 16) * 48 + 16 * c + (x % 16)] ?? Number.NaN),
  );
}

function reference(net: Cppn, condition: Float32Array): Colours {
  const bias = foldCondition(net, condition);
  return Array.from({ length: SIZE.width }, (_, x) => evaluate(net, bias, ...pixelCoordinates(SIZE, x, ROW)));
}

function worstDifference(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  return Math.max(...a.flatMap((rgb, i) => rgb.map((value, c) => Math.abs(value - (b[i]?.[c] ?? Number.NaN)))));
}

function conditionFor(net: Cppn): Float32Array {
  const random = seededRandom(5);
  return Float32Array.from({ length: conditionCount(net.spec) }, () => 2 * random() - 1);
}

const names = Object.keys(ACTIVATIONS) as Activation[];
const plain = (activation: Activation, fourierPairs: number) =>
  mixedSpec({ width: 12, layers: 3, fourierPairs, activations: [activation] });

for (const [title, spec] of [
  ...names.map((name) => [`three layers of ${name}`, plain(name, 4)] as const),
  ['a net without Fourier pairs', plain('sin', 0)],
  ['a net of all activations', mixedSpec({ width: 40, layers: 2, fourierPairs: 3, activations: names })],
  ['a net of one narrow layer', mixedSpec({ width: 4, layers: 1, fourierPairs: 1, activations: ['tanh'] })],
  ['eight layers', mixedSpec({ width: 16, layers: 8, fourierPairs: 2, activations: ['sin', 'atan-pair'] })],
  ['the smaller library net', SPEC_S],
  ['the larger library net', SPEC_M],
] as const) {
  test(`${title} gives the reference's colours within 0.2/255`, async () => {
    const net = seedNet(spec, STYLE, seededRandom(11));
    const condition = conditionFor(net);
    const worst = worstDifference(await evaluateRow(net, condition), reference(net, condition));
    assert.ok(worst <= 0.2 / 255, `worst difference ${worst * 255}/255`);
  });
}

test('two passes add up their shares in linear light', async () => {
  const net = seedNet(SPEC_S, STYLE, seededRandom(3));
  const condition = conditionFor(net);
  const mixed = await evaluateRow(net, condition, [
    [MIX_MODES.first, 0.25],
    [MIX_MODES.more, 0.5],
  ]);
  const expected = reference(net, condition).map((rgb) => rgb.map((value) => 0.75 * toLinear(value)));
  assert.ok(worstDifference(mixed, expected) < 1e-3);
});

test('packing leaves the net as it was', () => {
  const net = seedNet(SPEC_S, STYLE, seededRandom(3));
  const before = JSON.stringify([...net.weights]);
  packWeights(net);
  assert.equal(JSON.stringify([...net.weights]), before);
});
