/** Oracle: the table of bytes at the head of `wire/patch.ts`, written out by hand. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyPatch, writePatch } from '../../../engine/wire/patch.ts';
import { refusesOrReads } from '../../helpers/messages.ts';

test('a patch is literal bytes: a bit for each byte that changed, then those bytes', () => {
  const before = new Uint8Array(20);
  const after = Uint8Array.from(before, (_, i) => (i === 1 || i === 8 ? i + 1 : 0));
  assert.deepEqual([...(writePatch(before, after) ?? [])], [0x4e, 0x46, 1, 7, 0b10, 1, 0, 2, 9]);
});

test('a patch makes the next message of the one before, and is left out where it would not be shorter', () => {
  const message = fc.uint8Array({ minLength: 4, maxLength: 90 });
  fc.assert(
    fc.property(message, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 30 }), (before, changes) => {
      const after = Uint8Array.from(before);
      for (const [at, value] of changes) after[at % after.length] = value;
      const patch = writePatch(before, after);
      if (patch) assert.deepEqual(applyPatch(before, patch), after);
      assert.ok(!patch || patch.length < after.length);
    }),
  );
  assert.equal(writePatch(new Uint8Array(20), new Uint8Array(21)), undefined);
  assert.equal(writePatch(new Uint8Array(20), new Uint8Array(20).fill(1)), undefined);
});

test('any bytes are read as a patch, or refused', () => {
  const heads = [[0x4e, 0x46, 1, 7], []];
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 60 }), (head, tail) => {
      refusesOrReads(() => applyPatch(new Uint8Array(40), Uint8Array.from([...head, ...tail])));
    }),
  );
});
