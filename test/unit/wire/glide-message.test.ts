/** Oracle: the table of bytes at the head of `wire/glide-message.ts`, written out by hand. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mixNets } from '../../../engine/cppn/glide.ts';
import { heldAt, readGlide, writeGlide } from '../../../engine/wire/glide-message.ts';
import { refusesOrReads } from '../../helpers/messages.ts';
import { tinyPreset } from '../../helpers/nets.ts';

const RANGE = { min: -100, max: 100, noNaN: true };
const [first, second, third] = [1, 2, 3].map((seed) => tinyPreset('x', seed).net);

test('a glide is literal bytes: place, share, and for each tensor the bits of a change and the changes', () => {
  const spec = { fourierPairs: 0, latents: 0, audioInputs: 0, hidden: [[{ activation: 'sin' as const, units: 4 }]] };
  const sizes = { condition: 8, 'hidden.0.weight': 12, 'hidden.0.bias': 4, 'output.weight': 12, 'output.bias': 3 };
  const still = new Map(Object.entries(sizes).map(([name, length]) => [name, new Float32Array(length)]));
  const moved = new Map([...still, ['output.bias', Float32Array.of(7 / 8192, -8 / 8192, 0.4 / 8192)]]);
  // Four bits each: 15, 0 and 8.
  assert.deepEqual(
    [...writeGlide(3, 0.5, { from: { spec, weights: still }, to: { spec, weights: still } }, { spec, weights: moved })],
    [0x4e, 0x46, 1, 6, 3, 0, 0, 0, 0x3f, 0, 0, 0, 0, 4, 0x0f, 0x08],
  );
});

test('changes of any size are read back to half a step', () => {
  assert.ok(first);
  fc.assert(
    fc.property(fc.tuple(fc.float(RANGE), fc.float(RANGE), fc.float(RANGE)), (values) => {
      const to = { ...first, weights: new Map([...first.weights, ['output.bias', Float32Array.from(values)]]) };
      const { held } = readGlide(writeGlide(0, 1, { from: first, to: first }, to), [{ from: first, to: first }]);
      const read = held.to.weights.get('output.bias') ?? [];
      values.forEach((value, i) => {
        assert.ok(Math.abs((read[i] ?? Number.NaN) - value) < 0.5 / 8192 + 1e-5, `${value}: ${read[i]}`);
      });
    }),
  );
});

test('what is read comes from where the held net was, and goes where it was told', () => {
  assert.ok(first && second && third);
  const { place, held } = readGlide(writeGlide(1, 0.5, { from: first, to: second }, third), [
    undefined,
    { from: first, to: second },
  ]);
  assert.equal(place, 1);
  assert.deepEqual(heldAt(held, 0).weights, mixNets(first, second, 0.5).weights);
  for (const [name, values] of third.weights) {
    const read = heldAt(held, 1).weights.get(name);
    assert.ok(values.every((value, i) => Math.abs(value - (read?.[i] ?? Number.NaN)) < 1e-4));
  }
});

test('any bytes are read as a glide, or refused', () => {
  assert.ok(first && second && third);
  const held = { from: first, to: second };
  const good = writeGlide(0, 0.5, held, third);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((tail) => Uint8Array.from([0x4e, 0x46, 1, 6, 0, ...tail])),
    fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, value]) => good.map((v, i) => (i === at ? value : v))),
    fc.nat(good.length).map((length) => good.subarray(0, length)),
  );
  fc.assert(fc.property(bytes, (message) => refusesOrReads(() => readGlide(message, [held]))));
  assert.throws(() => readGlide(good, []), /no net at place 0/);
});
