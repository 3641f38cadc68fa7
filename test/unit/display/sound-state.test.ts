import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT_AFTER, soundStateOf } from '../../../display/sound-state.ts';

for (const [state, isDemo, quiet, word] of [
  ['starting', false, 0, 'starting'],
  ['running', false, 0, 'running'],
  ['running', false, SILENT_AFTER - 0.1, 'running'],
  ['running', false, SILENT_AFTER, 'silent'],
  ['running', true, 60, 'demo'],
  ['lost', false, 60, 'searching'],
  ['ended', false, 0, 'ended'],
] as const) {
  test(`sound that is ${state}${isDemo ? ' from the demo' : ''}, quiet for ${quiet} s, reads as ${word}`, () => {
    assert.equal(soundStateOf({ state, isDemo, source: 'mixer', detail: '' }, quiet), word);
  });
}
