/** The engine's end of the optimizer against a worker process that does what its prompt says, crashes included. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { monotonicClock } from '../../engine/clock.io.ts';
import type { JobQueue } from '../../engine/optimize/job.ts';
import { type Optimizer, type OptimizerOptions, openOptimizer } from '../../engine/optimize/optimizer.io.ts';
import { tinyPreset } from '../helpers/nets.ts';

const WORKER = fileURLToPath(new URL('../helpers/fake-worker.ts', import.meta.url));

interface Rig {
  readonly optimizer: Optimizer;
  readonly notices: string[];
  readonly pictures: string[];
  /** Wait until the queue is as wanted. */
  until(isSo: (jobs: JobQueue) => boolean): Promise<void>;
}

function open(
  t: TestContext,
  taken: readonly string[] = [],
  findStart: OptimizerOptions['findStart'] = async () => undefined,
): Rig {
  const folder = mkdtempSync(join(tmpdir(), 'neonfern-optimizer-'));
  const notices: string[] = [];
  const pictures: string[] = [];
  let wake = () => {};
  const optimizer = openOptimizer({
    clock: monotonicClock,
    presets: folder,
    taken: () => taken,
    findStart,
    threads: 1,
    worker: [WORKER],
    modesty: 'none',
    onJobs: () => wake(),
    onPicture: (job, stage) => {
      pictures.push(`${job.slug} ${stage}`);
      wake();
    },
    notice: (_, text) => notices.push(text),
  });
  t.after(async () => {
    await optimizer.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    optimizer,
    notices,
    pictures,
    until: (isSo) =>
      new Promise((done) => {
        wake = () => {
          if (isSo(optimizer.jobs)) done();
        };
        wake();
      }),
  };
}

const isEnded = (jobs: JobQueue) => jobs.every(({ status }) => status === 'done' || status === 'failed');

test('a prompt becomes a preset that plays from its first picture on', async (t) => {
  const { optimizer, until, pictures } = open(t);
  const job = optimizer.add({ prompt: 'golden honeycomb', seed: 4 });
  await until(isEnded);
  assert.deepEqual(pictures, ['golden-honeycomb first', 'golden-honeycomb done']);
  const [live] = optimizer.live([]);
  assert.equal(live?.slug, job.slug);
  assert.ok((live?.routes.length ?? 0) > 0);
  assert.equal(optimizer.jobs[0]?.status, 'done');
});

test('once the library holds it, the live one steps back', async (t) => {
  const { optimizer, until } = open(t);
  optimizer.add({ prompt: 'fire' });
  await until(isEnded);
  const saved = optimizer.live([]);
  assert.deepEqual(optimizer.live(saved), []);
});

test('jobs run one after another', async (t) => {
  const { optimizer, until } = open(t);
  for (const prompt of ['one', 'two', 'three']) optimizer.add({ prompt });
  await until(isEnded);
  assert.equal(optimizer.jobs.filter(({ status }) => status === 'done').length, 3);
});

test('a prompt has a picture at once, and begins from it, while the worker is busy with another', async (t) => {
  const begin = tinyPreset('', 9).net;
  const { optimizer, until, pictures } = open(t, [], async (words) => (words === 'waves, fog' ? begin : undefined));
  const hanging = optimizer.add({ prompt: 'hang' });
  await until(() => optimizer.live([]).length > 0);
  const { slug } = optimizer.add({ prompt: 'waves:2 fog:1 noise:-1' });
  await until(() => pictures.includes(`${slug} first`));
  const live = optimizer.live([]).find((preset) => preset.slug === slug);
  assert.deepEqual([...(live?.net.weights ?? [])], [...begin.weights]);
  assert.equal(optimizer.jobs.find((job) => job.slug === slug)?.status, 'waiting');
  optimizer.change({ type: 'cancel', id: hanging.id });
});

test('a start net that cannot be found costs the prompt nothing', async (t) => {
  const { optimizer, until } = open(t, [], () => Promise.reject(new Error('no texts today')));
  optimizer.add({ prompt: 'fire' });
  await until(isEnded);
  assert.equal(optimizer.jobs[0]?.status, 'done');
});

test('a worker that crashes is started again and its job goes on', async (t) => {
  const { optimizer, until, notices } = open(t);
  optimizer.add({ prompt: 'crash 1' });
  await until(isEnded);
  assert.equal(optimizer.jobs[0]?.status, 'done');
  assert.ok(notices.some((line) => /goes on from its checkpoint/.test(line)));
});

test('a job that crashes its worker again and again is given up, and the next one runs', async (t) => {
  const { optimizer, until } = open(t);
  optimizer.add({ prompt: 'crash 9' });
  optimizer.add({ prompt: 'fire' });
  await until(isEnded);
  const [fire, crash] = ['fire', 'crash 9'].map((prompt) => optimizer.jobs.find((job) => job.prompt === prompt));
  assert.equal(fire?.status, 'done');
  assert.equal(crash?.status, 'failed');
  assert.match(crash?.reason ?? '', /ended 3 times/);
});

test('a job that fails says why in one line and the next one runs', async (t) => {
  const { optimizer, until } = open(t);
  optimizer.add({ prompt: 'fail' });
  optimizer.add({ prompt: 'fire' });
  await until(isEnded);
  assert.equal(optimizer.jobs.find(({ prompt }) => prompt === 'fail')?.reason, 'the disk is full');
});

test('a cancelled job leaves the stage and the queue goes on', async (t) => {
  const { optimizer, until } = open(t);
  const hanging = optimizer.add({ prompt: 'hang' });
  await until(() => optimizer.live([]).length > 0);
  optimizer.change({ type: 'cancel', id: hanging.id });
  assert.deepEqual(optimizer.live([]), []);
});

test('a prompt whose name is taken gets a number', (t) => {
  const { optimizer } = open(t, ['fire', 'fire-2']);
  assert.equal(optimizer.add({ prompt: 'fire' }).slug, 'fire-3');
  assert.equal(optimizer.add({ prompt: 'Fire!' }).slug, 'fire-4');
});

test('a weightless prompt is refused and the queue stays as it was', (t) => {
  const { optimizer } = open(t);
  assert.throws(() => optimizer.add({ prompt: 'fire:0' }), { code: 'bad-prompt' });
  assert.deepEqual(optimizer.jobs, []);
});
