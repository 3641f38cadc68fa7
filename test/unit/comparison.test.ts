import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareFigures } from '../helpers/comparison.ts';

const flags = (a: unknown, b: unknown) => compareFigures(a, b).map(({ name, isFlagged }) => [name, isFlagged]);

test('figures are found by their path, in objects and rows', () => {
  const a = { latency: { 'median ms': 40, stages: { ear: [2, 3] } }, render: { name: 'cpu' } };
  assert.deepEqual(
    compareFigures(a, a).map(({ name, ratio }) => [name, ratio]),
    [
      ['latency median ms', 1],
      ['latency stages ear 0', 1],
      ['latency stages ear 1', 1],
    ],
  );
});

test('more than a tenth either way is flagged, a tenth is not', () => {
  const a = { same: 10, more: 10, 'a tenth more': 10, 'half as much': 10, less: 11 };
  const b = { same: 10, more: 11.1, 'a tenth more': 11, 'half as much': 5, less: 10 };
  assert.deepEqual(flags(a, b), [
    ['same', false],
    ['more', true],
    ['a tenth more', false],
    ['half as much', true],
    ['less', false],
  ]);
});

test('a figure that was 0 and is not any more is flagged; two zeros are equal', () => {
  assert.deepEqual(flags({ missed: 0, early: 0 }, { missed: 3, early: 0 }), [
    ['missed', true],
    ['early', false],
  ]);
});

test('what only one has is left out', () => {
  assert.deepEqual(flags({ old: 1, both: 2 }, { both: 2, new: 3 }), [['both', false]]);
});
