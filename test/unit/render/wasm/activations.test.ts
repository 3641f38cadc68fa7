/** Oracle: the scalar functions of `cppn.ts`, over the range in which the stated errors hold. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTIVATIONS, type Activation } from '../../../../engine/cppn/cppn.ts';
import { ACTIVATION_CODE, type Affine, emitLogistic, emitPower } from '../../../../engine/render/wasm/activations.ts';
import { float } from '../../../../engine/render/wasm/assembler.ts';
import { mapVectors, ramp } from '../../../helpers/wasm.ts';

const NAMES = Object.keys(ACTIVATIONS) as Activation[];

async function run(name: Activation, inputs: readonly number[]): Promise<number[]> {
  const { input, outputs, emit } = ACTIVATION_CODE[name];
  const results = await mapVectors(
    inputs.map((z) => along(input, z)),
    emit,
  );
  return [...results].map((value) => along(outputs[0], value));
}

function along({ scale, shift }: Affine, value: number): number {
  return scale * value + shift;
}

for (const name of NAMES) {
  const { error } = ACTIVATION_CODE[name];
  test(`${name} stays within ${error} of the reference from −30 to 30`, async () => {
    const inputs = ramp(-30, 30, 60_001);
    const results = await run(name, inputs);
    const worst = Math.max(...inputs.map((z, i) => Math.abs((results[i] ?? Number.NaN) - ACTIVATIONS[name](z))));
    assert.ok(worst <= error, `worst error ${worst}`);
  });

  test(`${name} gives finite numbers for huge ones`, async () => {
    const results = await run(name, [1e4, -1e4, 3e7, -3e7]);
    assert.ok(results.every(Number.isFinite), String(results));
  });
}

test('sine keeps its error where phases are large', async () => {
  const inputs = ramp(-300, 300, 40_001);
  const results = await run('sin', inputs);
  const worst = Math.max(...inputs.map((z, i) => Math.abs((results[i] ?? Number.NaN) - Math.sin(z))));
  assert.ok(worst <= 4e-5, `worst error ${worst}`);
});

test('the output’s sigmoid stays within 2e-6 and inside 0…1', async () => {
  const inputs = ramp(-200, 200, 40_001);
  const results = [...(await mapVectors(inputs, emitLogistic))];
  const worst = Math.max(...inputs.map((t, i) => Math.abs((results[i] ?? Number.NaN) - 1 / (1 + 2 ** t))));
  assert.ok(worst <= 2e-6, `worst error ${worst}`);
  assert.ok(results.every((value) => value >= 0 && value <= 1));
});

for (const exponent of [0.4, 1, 1 / 2.2, 2.5]) {
  test(`x to the power of ${exponent.toFixed(2)} stays within 1e-5 from 0 to 1, and 0 stays 0`, async () => {
    const inputs = ramp(0, 1, 40_001);
    const results = await mapVectors(inputs, (x, spare, fused) => [emitPower(x, float(exponent), spare, fused)]);
    const worst = Math.max(...inputs.map((x, i) => Math.abs((results[i] ?? Number.NaN) - x ** exponent)));
    assert.ok(worst <= 1e-5, `worst error ${worst}`);
    assert.ok((results[0] ?? 1) < 1e-15);
  });
}
