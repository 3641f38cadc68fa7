/** Oracle: the sRGB curve of `colour.ts`. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLinear, toLinear } from '../../../../engine/render/colour.ts';
import { emitFromLinear, emitToLinear } from '../../../../engine/render/wasm/light.ts';
import { mapVectors, ramp } from '../../../helpers/wasm.ts';

test('decoding is within 0.06/255 of the curve, measured as sRGB', async () => {
  const encoded = ramp(0, 1, 20_001);
  const linear = await mapVectors(encoded, emitToLinear);
  const worst = Math.max(...encoded.map((value, i) => Math.abs(fromLinear(linear[i] ?? Number.NaN) - value)));
  assert.ok(worst <= 0.06 / 255, `worst error ${worst * 255}/255`);
});

test('encoding is within 0.07/255 of the curve', async () => {
  const linear = ramp(0, 1, 20_001).map((value) => Math.fround(value ** 3));
  const encoded = await mapVectors(linear, emitFromLinear);
  const worst = Math.max(...linear.map((value, i) => Math.abs((encoded[i] ?? Number.NaN) - fromLinear(value))));
  assert.ok(worst <= 0.07 / 255, `worst error ${worst * 255}/255`);
});

test('there and back again changes no byte', async () => {
  const bytes = Array.from({ length: 256 }, (_, i) => i / 255);
  const there = await mapVectors(bytes, emitToLinear);
  const back = await mapVectors([...there], emitFromLinear);
  assert.deepEqual(
    [...back].map((value) => Math.round(value * 255)),
    bytes.map((_, i) => i),
  );
});

test('black stays black', async () => {
  assert.equal((await mapVectors([toLinear(0)], emitFromLinear))[0], 0);
});
