import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHalves } from '../../../engine/cppn/half.ts';

/** Value, bits: IEEE 754-2008, binary16. */
const TABLE: readonly (readonly [string, number, number])[] = [
  ['zero', 0, 0x0000],
  ['minus zero', -0, 0x8000],
  ['one', 1, 0x3c00],
  ['minus two', -2, 0xc000],
  ['a third, rounded', 1 / 3, 0x3555],
  ['the largest', 65504, 0x7bff],
  ['what rounds down to the largest', 65519, 0x7bff],
  ['what rounds up to infinity', 65520, 0x7c00],
  ['infinity', Number.POSITIVE_INFINITY, 0x7c00],
  ['the smallest normal', 2 ** -14, 0x0400],
  ['the largest subnormal', 1023 * 2 ** -24, 0x03ff],
  ['the smallest subnormal', 2 ** -24, 0x0001],
  ['half of it, a tie that goes to even', 2 ** -25, 0x0000],
  ['one and a half of it, a tie that goes to even', 1.5 * 2 ** -24, 0x0002],
  ['a tie between 1 and its neighbour', 1 + 2 ** -11, 0x3c00],
  ['a tie that carries into the exponent', 2 - 2 ** -11, 0x4000],
];

for (const [what, value, bits] of TABLE) {
  test(`${what} becomes 0x${bits.toString(16).padStart(4, '0')}`, () => {
    assert.deepEqual([...toHalves(Float32Array.of(value))], [bits]);
  });
}

test('not a number stays so', () => {
  const [bits = 0] = toHalves(Float32Array.of(Number.NaN));
  assert.equal(bits & 0x7c00, 0x7c00);
  assert.notEqual(bits & 0x3ff, 0);
});

test('every normal value is kept to half a step of its significand', () => {
  const normals = fc.float({ min: Math.fround(2 ** -14), max: 65000, noNaN: true });
  fc.assert(
    fc.property(normals, (value) => {
      const [bits = 0] = toHalves(Float32Array.of(value));
      const decoded = 2 ** ((bits >> 10) - 15) * (1 + (bits & 0x3ff) / 1024);
      return Math.abs(decoded - value) <= value * 2 ** -11;
    }),
  );
});
