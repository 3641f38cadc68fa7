/** Oracle: the binary format's own bytes, and what the engine that compiles a module makes of it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addI,
  assemble,
  copyByte,
  float,
  get,
  i32,
  load,
  mul,
  multiplyAdd,
  repeat,
  set,
  shuffle,
  store,
  when,
} from '../../../../engine/render/wasm/assembler.ts';
import { instantiate, mapVectors, TEST_PAGES, testMemory } from '../../../helpers/wasm.ts';

test('a module of one empty function is these bytes', () => {
  const bytes = assemble([{ name: 'f', parameters: ['i32'], locals: [], body: [] }], 2);
  const expected = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 5, 1, 0x60, 1, 0x7f, 0],
    ...[2, 19, 1, 6, ...Buffer.from('shared'), 6, ...Buffer.from('memory'), 2, 3, 1, 2],
    ...[3, 2, 1, 0],
    ...[7, 5, 1, 1, 0x66, 0, 0],
    ...[10, 4, 1, 2, 0, 0x0b],
  ];
  assert.deepEqual([...bytes], expected);
});

test('an integer of any size comes through its encoding', async () => {
  const memory = testMemory();
  const words = new Int32Array(memory.buffer);
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (value) => {
      const body = [i32(0), i32(value), 0x36, 2, 0];
      const bytes = assemble([{ name: 'f', parameters: [], locals: [], body }], TEST_PAGES);
      (await instantiate<{ f(): void }>(bytes, memory)).f();
      assert.equal(words[0], value);
    }),
    { numRuns: 50 },
  );
});

test('repeat runs its body as often as it is told', async () => {
  const body = repeat(1, [set(0, addI(get(0), i32(4))), copyByte(get(0), i32(0))]);
  const bytes = assemble([{ name: 'f', parameters: ['i32', 'i32'], locals: [], body }], TEST_PAGES);
  const memory = testMemory();
  new Uint8Array(memory.buffer)[0] = 7;
  (await instantiate<{ f(at: number, count: number): void }>(bytes, memory)).f(0, 3);
  assert.deepEqual([...new Uint32Array(memory.buffer, 0, 5)], [7, 7, 7, 7, 0]);
});

for (const [condition, expected] of [
  [1, 2],
  [0, 3],
] as const) {
  test(`when runs the ${condition ? 'first' : 'other'} body for ${condition}`, async () => {
    const write = (value: number) => store(i32(0), 0, float(value));
    const body = when(get(0), write(2), write(3));
    const bytes = assemble([{ name: 'f', parameters: ['i32'], locals: [], body }], TEST_PAGES);
    const memory = testMemory();
    (await instantiate<{ f(condition: number): void }>(bytes, memory)).f(condition);
    assert.equal(new Float32Array(memory.buffer)[0], expected);
  });
}

test('shuffle picks lanes from both vectors', async () => {
  const picked = await mapVectors([1, 2, 3, 4], (x) => shuffle(get(x), mul(get(x), float(10)), [3, 4, 0, 7]));
  assert.deepEqual([...picked], [4, 10, 1, 40]);
});

test('load and store reach beyond offsets of one byte', async () => {
  const body = store(i32(0), 4096, load(i32(16), 1 << 14));
  const bytes = assemble([{ name: 'f', parameters: [], locals: [], body }], TEST_PAGES);
  const memory = testMemory();
  new Float32Array(memory.buffer)[(16 + (1 << 14)) / 4] = 5;
  (await instantiate<{ f(): void }>(bytes, memory)).f();
  assert.equal(new Float32Array(memory.buffer)[1024], 5);
});

test('multiply and add without relaxed vectors gives a · b + c', async () => {
  const sums = await mapVectors([1, 2, 3, 4], (x) => multiplyAdd(get(x), get(x), float(0.5), false));
  assert.deepEqual([...sums], [1.5, 4.5, 9.5, 16.5]);
});
