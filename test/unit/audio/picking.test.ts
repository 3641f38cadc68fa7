import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPicker } from '../../../engine/audio/picking.ts';

const pickAll = (values: readonly number[]): number[] => {
  const picker = createPicker(0.5, 0.03, 0.01);
  return values.flatMap((value, i) => (picker.pick(value) ? [i] : []));
};

for (const [what, values, wanted] of [
  ['one event from one hump', [0, 0.2, 0.6, 0.9, 0.8, 0.4, 0], [2]],
  ['no event under the threshold', [0, 0.4, 0.49, 0.3], []],
  ['two events when the probability fell between them', [0.6, 0.1, 0.1, 0.1, 0.6], [0, 4]],
  ['one event when it did not fall', [0.6, 0.6, 0.6, 0.6, 0.6, 0.6], [0]],
  ['no second event within the shortest distance', [0.9, 0.1, 0.9, 0.1, 0.1], [0]],
] as const) {
  test(`gives ${what}`, () => {
    assert.deepEqual(pickAll(values), wanted);
  });
}
