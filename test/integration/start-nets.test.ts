/** The start nets that come with Neonfern are whole, each goes by a prompt of its own, and a prompt finds the one that it means. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openSentences } from '../../engine/judge/sentences.io.ts';
import { DEFAULT_SPEC } from '../../engine/optimize/start-net.ts';
import { parseStartNets } from '../../engine/optimize/start-net-file.ts';
import { openStartNets } from '../../engine/optimize/start-nets.io.ts';
import { tinyPreset } from '../helpers/nets.ts';

const FILE = fileURLToPath(new URL('../../models/start-nets/nets.safetensors', import.meta.url));
const shipped = parseStartNets(readFileSync(FILE), FILE);

test('every start net is read and has a prompt of its own', () => {
  const prompts = shipped.map(({ prompt }) => prompt);
  assert.ok(prompts.length > 150 && !prompts.includes(''));
  assert.equal(new Set(prompts).size, prompts.length);
});

test('a start net may be gone on from: it has the architecture of a fresh one', () => {
  for (const { net } of shipped) assert.deepEqual(net.spec, DEFAULT_SPEC);
});

test('a prompt begins as the picture that means most nearly the same, a preset or a start net', async (t) => {
  const own = { ...tinyPreset('frost'), prompt: 'ice on a window' };
  const notices: string[] = [];
  const nets = openStartNets({ presets: () => [own], notice: (_, text) => notices.push(text) });
  t.after(() => nets.close());
  assert.equal(await nets.nearest('frozen glass pane'), own.net);
  const found = await nets.nearest('blazing campfire');
  const named = shipped.find(
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
