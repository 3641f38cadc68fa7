/** What the operator page says of a prompt's job, and which buttons act. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actsOn, canBeTimed, jobBefore, standingOf, timeLeft } from '../../../display/prompt-job.ts';
import type { JobInfo } from '../../../engine/wire/protocol.ts';

const job = (more: Partial<JobInfo> = {}): JobInfo => ({
  ...{ id: 'a', prompt: 'kelp', negative: '', seed: 1, from: '', judge: '', slug: 'kelp', status: 'waiting' },
  ...{ priority: 0, steps: 200, progress: 0, stepsPerSecond: 0, curve: [], heldOut: null, reason: '' },
  ...{ show: 'first', isShown: false },
  ...more,
});

test('the time left is that of the steps left, and unknown without a pace', () => {
  assert.equal(timeLeft(job({ progress: 0.25, stepsPerSecond: 5 })), 30);
  assert.equal(timeLeft(job()), undefined);
});

test('a job says how it stands', () => {
  const table: [Partial<JobInfo>, string][] = [
    [{}, 'waiting'],
    [{ status: 'running' }, '0 %'],
    [
      { status: 'running', progress: 0.5, stepsPerSecond: 1, judge: 'embedded-a' },
      '50 % · 1.0 steps/s · 1 min 40 s left · judge embedded-a',
    ],
    [{ status: 'paused', progress: 0.4 }, 'paused at 40 %'],
    [{ status: 'failed', reason: 'the disk is full' }, 'failed: the disk is full'],
    [{ status: 'done', progress: 1 }, 'done'],
    [{ status: 'done', progress: 1, heldOut: 0.314 }, 'done, 0.31 by the other judge'],
    [{ status: 'done', show: 'cue' }, 'done · waits for its cue'],
    [{ status: 'done', show: 'cue', isShown: true }, 'done'],
    [{ status: 'discarded' }, 'discarded; undo brings it back'],
  ];
  for (const [more, line] of table) assert.equal(standingOf(job(more)), line);
});

test('only what can be done may be done', () => {
  const table: [JobInfo['status'], boolean, string[]][] = [
    ['waiting', false, ['cancel', 'pause']],
    ['waiting', true, ['play', 'cancel', 'pause']],
    ['running', false, ['cancel', 'pause']],
    ['running', true, ['play', 'cancel', 'pause']],
    ['paused', true, ['play', 'cancel', 'resume']],
    ['cancelled', true, ['again', 'forget']],
    ['failed', false, ['again', 'forget']],
    ['done', true, ['play', 'discard', 'vary', 'more', 'forget']],
    ['discarded', false, ['restore', 'forget']],
  ];
  for (const [status, hasPicture, acts] of table) {
    assert.deepEqual([...actsOn(job({ status }), [job({ status })], hasPicture)], acts, status);
  }
});

test('when a job goes on stage can be said until it was there or is gone', () => {
  const table: [Partial<JobInfo>, boolean][] = [
    [{}, true],
    [{ status: 'done' }, true],
    [{ status: 'done', isShown: true }, false],
    [{ status: 'cancelled' }, false],
    [{ status: 'discarded' }, false],
  ];
  for (const [more, can] of table) assert.equal(canBeTimed(job(more)), can);
});

test('a job overtakes the one that waits in front of it, never one that runs', () => {
  const [running, b, c] = [job({ id: 'a', status: 'running' }), job({ id: 'b' }), job({ id: 'c' })];
  const jobs = [running, b, c];
  assert.equal(jobBefore(c, jobs), b);
  assert.equal(jobBefore(b, jobs), undefined);
  assert.equal(jobBefore(running, jobs), undefined);
});
