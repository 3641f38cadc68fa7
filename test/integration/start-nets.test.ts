/** The start nets that come with Neonfern are whole, each goes by a prompt of its own, and a prompt finds the one that it means. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readLibrary } from '../../engine/cppn/preset-store.io.ts';
import { openSentences } from '../../engine/judge/sentences.io.ts';
import { openStartNets } from '../../engine/optimize/start-nets.io.ts';
import { tinyPreset } from '../helpers/nets.ts';

const FOLDER = fileURLToPath(new URL('../../models/start-nets', import.meta.url));

test('every start net is read and has a prompt of its own', async () => {
  const { library, refused } = await readLibrary(FOLDER, []);
  assert.deepEqual(refused, []);
  const prompts = library.map(({ prompt }) => prompt);
  assert.ok(prompts.length > 50 && !prompts.includes(''));
  assert.equal(new Set(prompts).size, prompts.length);
});

test('a prompt begins as the picture that means most nearly the same, a preset or a start net', async (t) => {
  const { library } = await readLibrary(FOLDER, []);
  const own = { ...tinyPreset('frost'), prompt: 'ice on a window' };
  const notices: string[] = [];
  const nets = openStartNets({ presets: () => [own], notice: (_, text) => notices.push(text) });
  t.after(() => nets.close());
  assert.equal(await nets.nearest('frozen glass pane'), own.net);
  const found = await nets.nearest('blazing campfire');
  const named = library.find(
    ({ net }) => JSON.stringify([...net.weights]) === JSON.stringify([...(found?.weights ?? [])]),
  );
  assert.match(named?.prompt ?? '', /fire|flame|lava|ember/);
  assert.deepEqual(notices, []);
});

test('texts whose process ends are refused, and the next ones are read by a new process', async (t) => {
  const sentences = openSentences([fileURLToPath(new URL('../helpers/fake-sentences.ts', import.meta.url))]);
  t.after(() => sentences.close());
  assert.deepEqual(await sentences.read(['ab', 'abc', 'ab']), [
    Float32Array.of(2),
    Float32Array.of(3),
    Float32Array.of(2),
  ]);
  await assert.rejects(sentences.read(['crash']), { code: 'judge', message: /ended \(code 3\)/ });
  await assert.rejects(sentences.read(['bad']), { code: 'judge', message: /cannot be read/ });
  assert.deepEqual(await sentences.read(['abcd']), [Float32Array.of(4)]);
});
