import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standingText } from '../../../display/session-text.ts';

const standing = { set: 'friday', state: 'saved' as const, reason: '', age: null };

for (const [what, session, since, text] of [
  ['nothing changed yet', standing, 9, 'set friday: as it was left'],
  ['saved', { ...standing, age: 3 }, 4.5, 'set friday: saved 7 s ago'],
  ['saved long ago', { ...standing, age: 100 }, 50, 'set friday: saved 2 min ago'],
  ['saved last night', { ...standing, age: 40_000 }, 0, 'set friday: saved 11 h ago'],
  ['changed', { ...standing, state: 'changed', age: 9 }, 0, 'set friday: not saved yet'],
  ['failed', { ...standing, state: 'failed', reason: 'no space left' }, 0, 'NOT SAVED: no space left'],
  ['safe', { ...standing, state: 'off' }, 0, 'remembers nothing'],
] as const) {
  test(`a session that is ${what} reads "${text}"`, () => assert.equal(standingText(session, since), text));
}
