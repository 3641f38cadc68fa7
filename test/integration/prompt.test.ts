/** A prompt's whole way but the optimizing: the command, the wire, the queue, a worker process that answers, the preset on stage. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { monotonicClock } from '../../engine/clock.io.ts';
import type { ControlEvent, ParamValue } from '../../engine/control/parameter.ts';
import { savePreset } from '../../engine/cppn/preset-store.io.ts';
import { type PromptOptions, promptOptions, runPrompt } from '../../engine/prompt.io.ts';
import { openPromptQueue, type PromptQueue } from '../../engine/prompt-queue.io.ts';
import { MAX_IMAGE_BYTES } from '../../engine/wire/image-message.ts';
import { openServer } from '../../engine/wire/server.io.ts';
import { eventually, pause } from '../helpers/engine-process.ts';
import { tinyPreset } from '../helpers/nets.ts';

const WORKER = fileURLToPath(new URL('../helpers/fake-worker.ts', import.meta.url));

async function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'neonfern-prompt-'));
  const events: ControlEvent[] = [];
  const notices: string[] = [];
  let queue: PromptQueue | undefined;
  const server = await openServer({
    host: '127.0.0.1',
    port: 0,
    pages: folder,
    thumbnail: () => '',
    clock: monotonicClock,
    onControl: () => {},
    onPrompt: (message) => queue?.take(message),
    snapshot: () => ({ params: {}, presets: [], jobs: queue?.jobs ?? [] }),
    log: () => {},
  });
  const saved = [tinyPreset('fire')];
  const params: Record<string, ParamValue> = {};
  queue = openPromptQueue({
    clock: monotonicClock,
    presets: folder,
    threads: 1,
    worker: [WORKER],
    modesty: 'none',
    startNets: { nearest: async () => undefined, close() {} },
    saved: () => saved,
    params: () => params,
    sendJobs: server.sendJobs,
    onLibrary: () => {},
    control: (event) => events.push(event),
    notice: (_, text) => notices.push(text),
  });
  t.after(async () => {
    await Promise.all([server.close(), queue?.close()]);
    rmSync(folder, { recursive: true, force: true });
  });
  const lines: string[] = [];
  const out = { write: (text: string) => lines.push(text) };
  const ask = (prompt: string, more: Partial<PromptOptions> = {}) =>
    runPrompt({ ...promptOptions(prompt, { url: server.url, json: true }), out, ...more });
  return { ask, queue, events, notices, lines, params, saved, folder };
}

const gone = (events: readonly ControlEvent[]) => events.map(({ param, value }) => `${param} ${value}`);

test('a prompt goes on stage with its first picture and the command ends when it is done', {
  timeout: 30_000,
}, async (t) => {
  const { ask, queue, events, lines } = await open(t);
  assert.equal(await ask('golden honeycomb'), 0);
  assert.deepEqual(gone(events), ['preset.go golden-honeycomb']);
  assert.deepEqual(
    queue.library.map(({ slug }) => slug),
    ['fire', 'golden-honeycomb'],
  );
  assert.equal((JSON.parse(lines.at(-1) ?? '{}') as { status?: string }).status, 'done');
});

test('one that is to wait goes on stage when it is done, and one by hand never', { timeout: 30_000 }, async (t) => {
  const { ask, events } = await open(t);
  await ask('later', { show: 'done' });
  await ask('by hand', { show: 'cue' });
  assert.deepEqual(gone(events), ['preset.go later']);
});

test('one for the bar waits for it whatever the show does; one on cue goes when it is given, the oldest first', {
  timeout: 30_000,
}, async (t) => {
  const { ask, queue, events, notices } = await open(t);
  await ask('on the bar', { show: 'bar' });
  assert.deepEqual(
    events.map(({ value, grid }) => [value, grid]),
    [['on-the-bar', 'bar']],
  );
  await ask('first cue', { show: 'cue' });
  await ask('second cue', { show: 'cue' });
  for (let i = 0; i < 3; i++) queue.act({ param: 'prompt.cue', op: 'trigger', value: true, origin: 'osc' });
  assert.deepEqual(gone(events.slice(1)), ['preset.go first-cue', 'preset.go second-cue']);
  assert.equal(notices.at(-1), 'no prompt waits for its cue');
});

test('what is done and told to go now goes now', { timeout: 30_000 }, async (t) => {
  const { ask, queue, events } = await open(t);
  await ask('later', { show: 'cue' });
  const [{ id = '' } = {}] = queue.jobs;
  queue.take({ type: 'job-show', id, show: 'done' });
  queue.take({ type: 'job', act: 'play', id });
  assert.deepEqual(gone(events), ['preset.go later', 'preset.go later']);
});

test('what is discarded is in the trash, not while it is on stage, and undo brings it back', {
  timeout: 30_000,
}, async (t) => {
  const { ask, queue, folder, notices, params } = await open(t);
  await savePreset(folder, 'kelp', tinyPreset('kelp'), new Uint8Array([1]));
  await ask('kelp', { show: 'cue' });
  const [{ id = '' } = {}] = queue.jobs;
  const status = () => queue.jobs[0]?.status;
  const there = async () => (await readdir(folder)).includes('kelp');
  Object.assign(params, { 'mix.1.preset': 'kelp', 'mix.1.weight': 1 });
  queue.take({ type: 'job', act: 'discard', id });
  await eventually('it is refused', () => /"kelp" is on stage/.test(notices.at(-1) ?? ''));
  params['mix.1.weight'] = 0;
  queue.take({ type: 'job', act: 'discard', id });
  await eventually('it is discarded', () => status() === 'discarded');
  assert.equal(await there(), false);
  const undo = () => queue.act({ param: 'prompt.undo', op: 'trigger', value: true, origin: 'midi' });
  undo();
  await eventually('it is back', () => status() === 'done');
  assert.equal(await there(), true);
  undo();
  assert.match(notices.at(-1) ?? '', /nothing to undo/);
});

test('while all prompts are held none runs, and what ran goes on after', { timeout: 30_000 }, async (t) => {
  const { queue, params } = await open(t);
  const act = (param: string, value: string | boolean) => {
    params[param] = value;
    queue.act({ param, op: 'set', value, origin: 'osc' });
  };
  const states = () => queue.jobs.map(({ status }) => status).join();
  act('prompt.show', 'cue');
  act('prompt.queue', 'hang');
  await eventually('it runs', () => states() === 'running');
  act('prompt.pause', true);
  act('prompt.queue', 'fire');
  await pause(0.2);
  assert.equal(states(), 'waiting,waiting');
  assert.ok(queue.jobs.every(({ show }) => show === 'cue'));
  act('prompt.pause', false);
  await eventually('it goes on', () => states() === 'running,waiting');
});

test('the words of a place are asked for by its number, and an empty place says so', { timeout: 30_000 }, async (t) => {
  const { queue, notices, params } = await open(t);
  const ask = (place: number) => {
    params['prompt.ask'] = place;
    queue.act({ param: 'prompt.ask', op: 'set', value: place, origin: 'midi' });
  };
  params['prompt.2.words'] = 'hang';
  params['prompt.show'] = 'bar';
  for (const place of [2, 0, 3, 2]) ask(place);
  // Hit together with another pad: the parameter holds that one.
  params['prompt.ask'] = 3;
  queue.act({ param: 'prompt.ask', op: 'set', value: 2, origin: 'midi' });
  assert.deepEqual(
    queue.jobs.map(({ prompt, show }) => [prompt, show]),
    Array.from({ length: 3 }, () => ['hang', 'bar']),
  );
  assert.deepEqual(notices, ['no words are kept in place 3: see prompt.3.words']);
});

test('a prompt from a controller is queued, and cleared again', { timeout: 30_000 }, async (t) => {
  const { queue, notices } = await open(t);
  const act = (param: string, value: string | boolean) => queue.act({ param, op: 'set', value, origin: 'osc' });
  act('prompt.queue', 'hang');
  act('prompt.queue', 'fire');
  act('prompt.queue', ' ');
  assert.deepEqual(notices, ['the prompt is empty — say what the picture shall show']);
  act('prompt.clear', true);
  act('prompt.cancel', true);
  assert.ok(queue.jobs.every(({ status }) => status === 'cancelled'));
  assert.deepEqual(
    queue.library.map(({ slug }) => slug),
    ['fire'],
  );
});

const refusals: readonly (readonly [string, string, RegExp])[] = [
  ['an empty prompt', '', /the prompt is empty/],
  ['a weightless prompt', 'fire:0', /wants nothing/],
  ['a job that fails', 'fail', /the disk is full/],
];
for (const [what, prompt, message] of refusals) {
  test(`${what} ends the command with one line`, { timeout: 30_000 }, async (t) => {
    const { ask } = await open(t);
    await assert.rejects(ask(prompt), message);
  });
}

test('an image comes to the worker as a small PNG, whatever it was', { timeout: 30_000 }, async (t) => {
  const { ask, queue } = await open(t);
  const file = fileURLToPath(new URL('../../presets/flames/thumbnail.png', import.meta.url));
  await assert.rejects(ask('image', { image: `${file}:0.5` }), /thumbnail\.png, weight 0\.5, \d+ bytes/);
  assert.equal(queue.jobs[0]?.image, 'thumbnail.png');
});

test('an image alone is a prompt, and its preset is called after it', { timeout: 30_000 }, async (t) => {
  const { ask, queue, lines } = await open(t);
  const image = fileURLToPath(new URL('../../presets/flames/thumbnail.png', import.meta.url));
  assert.equal(await ask('', { image }), 0);
  const { slug, prompt } = JSON.parse(lines.at(-1) ?? '{}') as { slug?: string; prompt?: string };
  assert.equal(slug, 'thumbnail');
  assert.equal(prompt, '');
  assert.deepEqual(
    queue.library.map(({ name }) => name),
    ['fire', 'thumbnail.png'],
  );
});

test('a file that is no picture is not sent', async () => {
  const options = promptOptions('', { url: 'http://127.0.0.1:9', image: fileURLToPath(import.meta.url) });
  await assert.rejects(runPrompt(options), { code: 'bad-picture', message: /prompt\.test\.ts: cannot be read/ });
});

for (const [what, data, message] of [
  ['no picture', Buffer.from('hello').toString('base64'), /image cat\.png: not a picture/],
  ['no base64', '!!!', /image cat\.png: not a picture/],
  ['more than 2 MiB', Buffer.alloc(MAX_IMAGE_BYTES + 1).toString('base64'), /image cat\.png: too large, 2\.0 MiB/],
] as const) {
  test(`an image that is ${what} is refused in one line, and the queue stays as it was`, async (t) => {
    const { queue } = await open(t);
    const image = { name: 'cat.png', weight: 1, data };
    const take = () => queue.take({ type: 'prompt', id: 'a', prompt: '', image, show: 'first' });
    assert.throws(take, { code: 'bad-picture', message });
    assert.deepEqual(queue.jobs, []);
  });
}

test('where no engine answers, the command says so', async () => {
  const options = promptOptions('fire', { url: 'http://127.0.0.1:9', json: true });
  await assert.rejects(runPrompt(options), { code: 'not-found' });
});

for (const [flags, message] of [
  [{ show: 'soon' }, /--show: expected first, done, bar or cue/],
  [{ steps: 'many' }, /--steps: expected a whole number/],
  [{ steps: '8' }, /--steps: expected a whole number 20…5000, got "8"/],
] as const) {
  test(`the flags ${JSON.stringify(flags)} are refused`, () => {
    assert.throws(() => promptOptions('fire', flags), message);
  });
}
