/** The start nets that come with Neonfern are whole, and each goes by a prompt of its own. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readLibrary } from '../../engine/cppn/preset-store.io.ts';

const FOLDER = fileURLToPath(new URL('../../models/start-nets', import.meta.url));

test('every start net is read and has a prompt of its own', async () => {
  const { library, refused } = await readLibrary(FOLDER, []);
  assert.deepEqual(refused, []);
  const prompts = library.map(({ prompt }) => prompt);
  assert.ok(prompts.length > 50 && !prompts.includes(''));
  assert.equal(new Set(prompts).size, prompts.length);
});
