/** The queue as its users see it: what runs next, and what an event may not do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  CURVE_LENGTH,
  cuedJob,
  type JobEvent,
  type JobQueue,
  nextJob,
  reduceJobs,
} from '../../../engine/optimize/job.ts';

const add = (id: string, priority = 0): JobEvent => ({ type: 'add', job: { id, prompt: id, slug: id, priority } });
const after = (...events: JobEvent[]) => events.reduce<JobQueue>(reduceJobs, []);
const order = (queue: JobQueue) => queue.map(({ id }) => id).join('');
const progress = (id: string, likeness: number): JobEvent => ({
  type: 'progress',
  id,
  progress: likeness,
  stepsPerSecond: 5,
  likeness,
  heldOut: null,
});

const orders: readonly (readonly [string, readonly JobEvent[], string])[] = [
  ['jobs run in the order of asking', [add('a'), add('b'), add('c')], 'abc'],
  ['a higher priority runs first', [add('a'), add('b', 1), add('c', 1)], 'bca'],
  ['a job that runs stays first', [add('a'), { type: 'started', id: 'a' }, add('b', 5)], 'ab'],
  ['a job is moved before another', [add('a'), add('b'), add('c'), { type: 'move', id: 'c', before: 'a' }], 'cab'],
  ['a job is moved to the end', [add('a'), add('b'), { type: 'move', id: 'a', before: undefined }], 'ba'],
  [
    'a move outlasts priorities',
    [add('a', 2), add('b', 0), { type: 'move', id: 'b', before: 'a' }, add('c', 1)],
    'bac',
  ],
  ['priority can be changed', [add('a'), add('b'), { type: 'prioritize', id: 'b', priority: 3 }], 'ba'],
  ['ended jobs stand last', [add('a'), add('b'), { type: 'cancel', id: 'a' }], 'ba'],
  ['a second job of the same id is not added', [add('a'), add('a')], 'a'],
];
for (const [name, events, expected] of orders) {
  test(name, () => assert.equal(order(after(...events)), expected));
}

test('the next job is the first that waits, and none while one runs', () => {
  const queue = after(add('a'), add('b'), { type: 'pause', id: 'a' });
  assert.equal(nextJob(queue)?.id, 'b');
  assert.equal(nextJob(reduceJobs(queue, { type: 'started', id: 'b' })), undefined);
});

test('a paused job waits again when it is resumed', () => {
  const queue = after(add('a'), { type: 'pause', id: 'a' }, { type: 'resume', id: 'a' });
  assert.equal(nextJob(queue)?.id, 'a');
});

test('when the worker is gone, what ran is next again, with its progress', () => {
  const queue = after(add('a'), { type: 'started', id: 'a' }, progress('a', 0.4), { type: 'interrupted' });
  assert.equal(nextJob(queue)?.id, 'a');
  assert.equal(queue[0]?.progress, 0.4);
});

test('a report that comes after a cancel changes nothing', () => {
  const queue = after(add('a'), { type: 'started', id: 'a' }, { type: 'cancel', id: 'a' });
  for (const late of [
    progress('a', 0.9),
    { type: 'finished', id: 'a' },
    { type: 'failed', id: 'a', reason: 'x' },
  ] as const) {
    assert.deepEqual(reduceJobs(queue, late), queue);
  }
});

test('a report that comes after a pause does not wake the job', () => {
  const queue = after(add('a'), { type: 'started', id: 'a' }, { type: 'pause', id: 'a' }, progress('a', 0.9));
  assert.equal(queue[0]?.status, 'paused');
  assert.equal(queue[0]?.progress, 0);
});

test('a failed job says why', () => {
  const queue = after(add('a'), { type: 'started', id: 'a' }, { type: 'failed', id: 'a', reason: 'no space left' });
  assert.equal(queue[0]?.status, 'failed');
  assert.equal(queue[0]?.reason, 'no space left');
});

test('a curve stays short and ends with the newest value', () => {
  let queue = after(add('a'), { type: 'started', id: 'a' });
  for (let k = 1; k <= 1000; k++) queue = reduceJobs(queue, progress('a', k / 1000));
  const curve = queue[0]?.curve ?? [];
  assert.ok(curve.length <= CURVE_LENGTH && curve.length >= CURVE_LENGTH / 2);
  assert.equal(curve.at(-1), 1);
  assert.ok(curve.every((value, i) => i === 0 || value > (curve[i - 1] ?? 0)));
});

test('a cue is for what has been done longest and waits for it, else for what is under way', () => {
  const cue = (id: string): JobEvent => ({ type: 'show', id, show: 'cue' });
  let queue = after(add('a'), add('b'), add('c'), add('d'), cue('b'), cue('c'), cue('d'));
  assert.equal(cuedJob(queue)?.id, 'b');
  for (const id of ['a', 'c', 'd'])
    for (const type of ['started', 'finished'] as const) queue = reduceJobs(queue, { type, id });
  assert.equal(cuedJob(queue)?.id, 'c');
  queue = reduceJobs(queue, { type: 'shown', id: 'c' });
  assert.equal(cuedJob(queue)?.id, 'd');
  queue = reduceJobs(queue, { type: 'discard', id: 'd' });
  assert.equal(cuedJob(queue)?.id, 'b');
  assert.equal(cuedJob(after(add('a'))), undefined);
});

test('of many that ended the newest are remembered, newest first', () => {
  let queue: JobQueue = [];
  for (let k = 0; k < 30; k++) {
    queue = reduceJobs(reduceJobs(queue, add(`${k}`)), { type: 'cancel', id: `${k}` });
  }
  assert.deepEqual(
    queue.map(({ id }) => Number(id)),
    Array.from({ length: 20 }, (_, i) => 29 - i),
  );
});

test('what was shown goes again when it is said when', () => {
  const queue = after(add('a'), { type: 'shown', id: 'a' });
  assert.equal(queue[0]?.isShown, true);
  assert.equal(reduceJobs(queue, { type: 'show', id: 'a', show: 'bar' })[0]?.isShown, false);
});

test('only what is done is discarded, and it comes back as it was', () => {
  const open = after(add('a'), { type: 'started', id: 'a' });
  assert.equal(reduceJobs(open, { type: 'discard', id: 'a' })[0]?.status, 'running');
  const done = reduceJobs(open, { type: 'finished', id: 'a' });
  const gone = reduceJobs(done, { type: 'discard', id: 'a' });
  assert.equal(gone[0]?.status, 'discarded');
  assert.deepEqual(reduceJobs(gone, { type: 'restore', id: 'a' }), done);
});

test('what has ended can be taken off the list, what is open cannot', () => {
  const queue = after(add('a'), add('b'), { type: 'cancel', id: 'a' });
  assert.equal(order(reduceJobs(reduceJobs(queue, { type: 'forget', id: 'a' }), { type: 'forget', id: 'b' })), 'b');
});

test('whatever happens, at most one job runs when only the next one is started, and no open job is lost', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd');
  const event: fc.Arbitrary<JobEvent | 'start'> = fc.oneof(
    id.map((name) => add(name)),
    fc.record({ type: fc.constantFrom('cancel', 'pause', 'resume', 'finished'), id }),
    fc.record({ type: fc.constant('move' as const), id, before: fc.option(id, { nil: undefined }) }),
    fc.constant({ type: 'interrupted' as const }),
    fc.constant('start' as const),
  );
  fc.assert(
    fc.property(fc.array(event), (events) => {
      let queue: JobQueue = [];
      for (const happened of events) {
        const next = nextJob(queue);
        const before = queue.length;
        if (happened !== 'start') queue = reduceJobs(queue, happened);
        else if (next) queue = reduceJobs(queue, { type: 'started', id: next.id });
        assert.ok(queue.length >= before);
        assert.ok(queue.filter(({ status }) => status === 'running').length <= 1);
      }
    }),
  );
});
