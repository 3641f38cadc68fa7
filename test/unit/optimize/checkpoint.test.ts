/** A checkpoint comes back as it was, and anything else is refused in one line. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EngineError } from '../../../engine/errors.ts';
import { type Checkpoint, parseCheckpoint, writeCheckpoint } from '../../../engine/optimize/checkpoint.ts';
import { writeSafetensors } from '../../../engine/safetensors.ts';

const array = (...values: number[]) => Float32Array.from(values);
const CHECKPOINT: Checkpoint = {
  job: '{"prompt":"Nächte — 光"}',
  step: 120,
  bestScore: 0.7,
  bestStep: 118,
  average: array(1, 1),
  best: array(2, 2),
  search: {
    numbers: { steps: 119, share: 0.5 },
    arrays: { weights: array(1, 2), first: array(0.1, 0), second: array(0, 0.2) },
  },
};

test('a checkpoint is read as it was written', () => {
  assert.deepEqual(parseCheckpoint(writeCheckpoint(CHECKPOINT), 2, 'c'), CHECKPOINT);
});

test('a checkpoint from before the first score is read as it was written', () => {
  const fresh = { ...CHECKPOINT, bestScore: Number.NEGATIVE_INFINITY };
  assert.deepEqual(parseCheckpoint(writeCheckpoint(fresh), 2, 'c'), fresh);
});

const whole = writeCheckpoint(CHECKPOINT);
const broken: readonly (readonly [string, Uint8Array, number])[] = [
  ['an empty file', new Uint8Array(), 2],
  ['a cut file', whole.subarray(0, whole.length - 3), 2],
  ['a net of another size', whole, 3],
  ['safetensors of something else', writeSafetensors(new Map([['x', { shape: [1], values: array(1) }]])), 2],
];
for (const [name, file, count] of broken) {
  test(`${name} is refused with the file's name`, () => {
    assert.throws(
      () => parseCheckpoint(file, count, 'runs/fire'),
      (error) => error instanceof EngineError && error.code === 'bad-checkpoint' && /^runs\/fire: /.test(error.message),
    );
  });
}

test('any bytes are a checkpoint or a bad-checkpoint error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.throws(
        () => parseCheckpoint(bytes, 2, 'c'),
        (error) => error instanceof EngineError && error.code === 'bad-checkpoint',
      );
    }),
  );
});
