/**
 * Oracles: activations at points where they are known, nets small enough to work out by hand, and for whole nets a second
 * evaluator written as plain matrices, which shares nothing with the first but the description at the head of `cppn.ts`.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ACTIVATIONS,
  type Activation,
  type Cppn,
  type CppnSpec,
  conditionCount,
  evaluate,
  featureCount,
  foldCondition,
  parameterShapes,
  pixelFeatureCount,
  tensor,
  unitCount,
} from '../../../engine/cppn/cppn.ts';

const ALL = Object.keys(ACTIVATIONS) as Activation[];

function near(actual: number, expected: number, tolerance = 1e-12): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected}`);
}

/** A net of zeros but for the numbers given by tensor and index. */
function net(spec: CppnSpec, values: Readonly<Record<string, Readonly<Record<number, number>>>>): Cppn {
  const weights = new Map<string, Float32Array>();
  for (const [name, shape] of parameterShapes(spec)) {
    const numbers = new Float32Array(shape.reduce((product, n) => product * n, 1));
    for (const [at, value] of Object.entries(values[name] ?? {})) numbers[Number(at)] = value;
    weights.set(name, numbers);
  }
  return { spec, weights };
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

const known: readonly (readonly [Activation, number, number])[] = [
  ['identity', -3.5, -3.5],
  ['sin', Math.PI / 6, 0.5],
  ['sin', -Math.PI / 2, -1],
  ['cos', 0, 1],
  ['cos', Math.PI / 3, 0.5],
  ['gaussian', 0, 1],
  ['gaussian', Math.sqrt(Math.LN2), 0],
  ['gaussian', -Math.sqrt(Math.LN2), 0],
  ['gaussian', 40, -1],
  ['tanh', Math.log(3), 0.8],
  ['tanh', -Math.log(3), -0.8],
  ['sigmoid', 0, 0.5],
  ['sigmoid', Math.log(3), 0.75],
  ['sigmoid', -1000, 0],
  ['softplus', 0, Math.LN2],
  ['softplus', Math.log(3), 2 * Math.LN2],
  ['softplus', 1000, 1000],
  ['softplus', -1000, 0],
  ['abs', -2, 2],
  ['abs', 2, 2],
  ['atan', 1, Math.PI / 4],
  ['atan', -1, -Math.PI / 4],
  ['atan-pair', 1, Math.PI / 4 / 0.67],
];
for (const [activation, z, expected] of known) {
  test(`${activation} of ${z.toFixed(3)} is ${expected.toFixed(3)}`, () => near(ACTIVATIONS[activation](z), expected));
}

test('the table of known values leaves no activation out', () => {
  assert.deepEqual(new Set(known.map(([activation]) => activation)), new Set(ALL));
});

const mixed: CppnSpec = {
  fourierPairs: 5,
  latents: 2,
  audioInputs: 3,
  hidden: [
    [
      { activation: 'sin', units: 8 },
      { activation: 'atan-pair', units: 4 },
    ],
    [{ activation: 'tanh', units: 16 }],
  ],
};

test('counts what a pixel, a frame and a layer bring', () => {
  assert.equal(pixelFeatureCount(mixed), 13);
  assert.equal(conditionCount(mixed), 7);
  assert.equal(unitCount(mixed.hidden[0] ?? []), 12);
  assert.equal(featureCount(mixed.hidden[0] ?? []), 16);
});

test("names every tensor with its shape, the pair's features counted twice", () => {
  assert.deepEqual(
    [...parameterShapes(mixed)],
    [
      ['fourier', [5, 2]],
      ['condition', [7, 12]],
      ['hidden.0.weight', [13, 12]],
      ['hidden.0.bias', [12]],
      ['hidden.1.weight', [16, 16]],
      ['hidden.1.bias', [16]],
      ['output.weight', [16, 3]],
      ['output.bias', [3]],
    ],
  );
});

test('a net without Fourier pairs has no such tensor', () => {
  assert.equal(parameterShapes({ ...mixed, fourierPairs: 0 }).has('fourier'), false);
});

test('a missing tensor is named', () => {
  assert.throws(() => tensor({ spec: mixed, weights: new Map() }, 'output.bias'), /no tensor "output\.bias"/);
});

function oneLayer(activation: Activation, more: Partial<CppnSpec> = {}): CppnSpec {
  return { fourierPairs: 0, latents: 0, audioInputs: 0, hidden: [[{ activation, units: 4 }]], ...more };
}

for (const activation of ALL) {
  test(`a net of one ${activation} unit gives σ(φ(x + ½)) by hand`, () => {
    // x → unit 0 with bias ½; unit 0's feature → red; the pair's second feature stands behind the group's four first ones → green.
    const green = activation === 'atan-pair' ? { 13: 1 } : {};
    const values = { 'hidden.0.weight': { 0: 1 }, 'hidden.0.bias': { 0: 0.5 }, 'output.weight': { 0: 1, ...green } };
    const one = net(oneLayer(activation), values);
    const [r, g, b] = evaluate(one, foldCondition(one, [0, 1]), 0.7, 0);
    near(r, sigmoid(ACTIVATIONS[activation](1.2)), 1e-7);
    near(g, activation === 'atan-pair' ? sigmoid(Math.atan(1.2) ** 2 / 0.6) : 0.5, 1e-7);
    assert.equal(b, 0.5);
  });
}

const features: readonly (readonly [string, number, number])[] = [
  ['x', 0, 0.3],
  ['y', 1, -0.4],
  ['the radius', 2, 0.5],
  ['the sine of the first Fourier phase', 3, Math.sin(2 * 0.3 + 3 * -0.4)],
  ['the sine of the second', 4, Math.sin(-1 * 0.3 + 5 * -0.4)],
  ['the cosine of the first', 5, Math.cos(2 * 0.3 + 3 * -0.4)],
  ['the cosine of the second', 6, Math.cos(-1 * 0.3 + 5 * -0.4)],
];
for (const [what, input, expected] of features) {
  test(`input ${input} of the first layer is ${what}`, () => {
    const one = net(oneLayer('identity', { fourierPairs: 2 }), {
      fourier: { 0: 2, 1: 3, 2: -1, 3: 5 },
      'hidden.0.weight': { [4 * input]: 1 },
      'output.weight': { 0: 1 },
    });
    near(evaluate(one, foldCondition(one, [0, 1]), 0.3, -0.4)[0], sigmoid(expected), 1e-7);
  });
}

test("groups act on their own units, in the layer's order", () => {
  const spec = oneLayer('identity', {
    hidden: [
      [
        { activation: 'atan-pair', units: 4 },
        { activation: 'abs', units: 4 },
      ],
    ],
  });
  // x = −1 into every unit. The pair hands on features 0–3 and 4–7, abs 8–11: one of each → red, green, blue.
  const everyUnit = Object.fromEntries(Array.from({ length: 8 }, (_, unit) => [unit, 1]));
  const one = net(spec, { 'hidden.0.weight': everyUnit, 'output.weight': { 9: 1, 13: 1, 35: 1 } });
  const [r, g, b] = evaluate(one, foldCondition(one, [0, 1]), -1, 0);
  near(r, sigmoid(-Math.PI / 4 / 0.67), 1e-7);
  near(g, sigmoid((Math.PI / 4) ** 2 / 0.6), 1e-7);
  near(b, sigmoid(1), 1e-7);
});

test("the condition folds into the first layer's bias by its matrix, a row per input", () => {
  const spec = oneLayer('identity', { latents: 1, audioInputs: 1 });
  const one = net(spec, { 'hidden.0.bias': { 0: 0.25 }, condition: { 0: 1, 5: 2, 10: 4, 15: 8 } });
  assert.deepEqual([...foldCondition(one, [0.5, 0.5, -1, 1])], [0.75, 1, -4, 8]);
});

test('folding leaves the net as it was', () => {
  const one = net(oneLayer('identity'), { condition: { 0: 1 } });
  foldCondition(one, [1, 1]);
  assert.deepEqual([...tensor(one, 'hidden.0.bias')], [0, 0, 0, 0]);
});

test('a condition of zeros changes nothing', () => {
  const one = net(mixed, { 'hidden.0.bias': { 0: 1, 11: -2 }, condition: { 5: 9 } });
  assert.deepEqual(foldCondition(one, new Float32Array(7)), tensor(one, 'hidden.0.bias'));
});

// The second evaluator: every layer is a matrix with the bias as its last row, φ as a table from activation to formulas.

const FORMULAS: Readonly<Record<Activation, readonly ((z: number) => number)[]>> = {
  identity: [(z) => z],
  sin: [(z) => Math.sin(z)],
  cos: [(z) => Math.sin(z + Math.PI / 2)],
  gaussian: [(z) => 2 * Math.E ** -(z ** 2) - 1],
  tanh: [(z) => 1 - 2 / (Math.exp(2 * z) + 1)],
  sigmoid: [(z) => 0.5 + 0.5 * Math.tanh(z / 2)],
  softplus: [(z) => (z > 30 ? z : Math.log(1 + Math.exp(z)))],
  abs: [(z) => (z < 0 ? -z : z)],
  atan: [(z) => Math.atan2(z, 1)],
  'atan-pair': [(z) => Math.atan2(z, 1) / 0.67, (z) => Math.atan2(z, 1) ** 2 / 0.6],
};

type Matrix = number[][];

function matrix(values: Float32Array, rows: number, columns: number): Matrix {
  return Array.from({ length: rows }, (_, i) => [...values.subarray(i * columns, (i + 1) * columns)]);
}

function rowTimes(row: readonly number[], by: Matrix): number[] {
  const columns = by[0]?.length ?? 0;
  const result = new Array<number>(columns).fill(0);
  for (let i = 0; i < by.length; i++) {
    for (let j = 0; j < columns; j++) result[j] = (result[j] ?? 0) + (row[i] ?? 0) * (by[i]?.[j] ?? 0);
  }
  return result;
}

function plainly({ spec, weights }: Cppn, condition: readonly number[], x: number, y: number): number[] {
  const get = (name: string) => weights.get(name) ?? new Float32Array();
  const frequencies = matrix(get('fourier'), spec.fourierPairs, 2);
  const phase = ([fx = 0, fy = 0]: number[]) => fx * x + fy * y;
  const pixel = [x, y, Math.sqrt(x * x + y * y)];
  const waves = [...frequencies.map((f) => Math.sin(phase(f))), ...frequencies.map((f) => Math.cos(phase(f)))];
  // The condition is here what it is in the description: further inputs of the first layer.
  let row = [...pixel, ...waves, ...condition];
  spec.hidden.forEach((layer, i) => {
    const units = layer.reduce((sum, group) => sum + group.units, 0);
    const inputs = i === 0 ? pixel.length + waves.length : row.length;
    const rows = matrix(get(`hidden.${i}.weight`), inputs, units);
    if (i === 0) rows.push(...matrix(get('condition'), condition.length, units));
    rows.push([...get(`hidden.${i}.bias`)]);
    const sums = rowTimes([...row, 1], rows);
    row = [];
    for (const { activation, units: count } of layer) {
      const group = sums.splice(0, count);
      for (const formula of FORMULAS[activation]) row.push(...group.map(formula));
    }
  });
  const output = matrix(get('output.weight'), row.length, 3);
  return rowTimes([...row, 1], [...output, [...get('output.bias')]]).map(sigmoid);
}

const group = fc.record({ activation: fc.constantFrom(...ALL), units: fc.constantFrom(4, 8) });
const anySpec: fc.Arbitrary<CppnSpec> = fc.record({
  fourierPairs: fc.integer({ min: 0, max: 4 }),
  latents: fc.integer({ min: 0, max: 3 }),
  audioInputs: fc.integer({ min: 0, max: 3 }),
  hidden: fc.array(fc.array(group, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
});
const bipolar = fc.double({ min: -1, max: 1, noNaN: true });

test('any net gives at any point what plain matrices give', () => {
  const anyNet = anySpec.chain((spec) => {
    const tensors = [...parameterShapes(spec)].map(([name, shape]) => {
      const length = shape.reduce((product, n) => product * n, 1);
      const values = fc.array(bipolar, { minLength: length, maxLength: length });
      return values.map((v) => [name, Float32Array.from(v)] as const);
    });
    const condition = fc.array(bipolar, { minLength: conditionCount(spec), maxLength: conditionCount(spec) });
    return fc.tuple(
      fc.tuple(...tensors).map((all): Cppn => ({ spec, weights: new Map(all) })),
      condition,
    );
  });
  fc.assert(
    fc.property(anyNet, bipolar, bipolar, ([any, condition], x, y) => {
      const expected = plainly(any, condition, 5 * x, 3 * y);
      // The folded bias is held in single precision, everything else in double.
      evaluate(any, foldCondition(any, condition), 5 * x, 3 * y).forEach((channel, i) => {
        near(channel, expected[i] ?? Number.NaN, 1e-4);
      });
    }),
    { numRuns: 150 },
  );
});
