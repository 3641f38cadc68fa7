/** What the operator page says of a prompt's job and what may be done to it: jobs in, words and permissions out. Pure. */

import type { Seconds } from '../engine/units.ts';
import type { JobInfo } from '../engine/wire/protocol.ts';

/** What may be done to a job. */
export type JobAct =
  | 'play'
  | 'earlier'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'discard'
  | 'restore'
  | 'forget'
  | 'again'
  | 'vary'
  | 'more';

/** Give how long a job still runs, or undefined when its pace is not known. */
export function timeLeft({ progress, steps, stepsPerSecond }: JobInfo): Seconds | undefined {
  return stepsPerSecond > 0 ? ((1 - progress) * steps) / stepsPerSecond : undefined;
}

/** Say how a job stands, in one line. */
export function standingOf(job: JobInfo): string {
  const { status, progress, stepsPerSecond, heldOut, judge, reason, show, isShown } = job;
  const percent = `${Math.round(100 * progress)} %`;
  if (status === 'failed') return `failed: ${reason}`;
  if (status === 'done') {
    const done = heldOut === null ? 'done' : `done, ${heldOut.toFixed(2)} by the other judge`;
    return show === 'cue' && !isShown ? `${done} · waits for its cue` : done;
  }
  if (status === 'discarded') return 'discarded; undo brings it back';
  if (status !== 'running') return progress > 0 ? `${status} at ${percent}` : status;
  const left = timeLeft(job);
  const pace = left === undefined ? [] : [`${stepsPerSecond.toFixed(1)} steps/s`, `${durationOf(left)} left`];
  return [percent, ...pace, ...(judge ? [`judge ${judge}`] : [])].join(' · ');
}

/**
 * Give what may be done to a job of this queue; the queue is in the order in which jobs run.
 * @param hasPicture whether its preset is in the library: it is so at once, before the first step
 */
export function actsOn(job: JobInfo, jobs: readonly JobInfo[], hasPicture: boolean): ReadonlySet<JobAct> {
  const { status } = job;
  const acts: JobAct[] = [];
  if (status === 'done' || (hasPicture && isOpen(job))) acts.push('play');
  if (isOpen(job)) acts.push('cancel');
  if (status === 'paused') acts.push('resume');
  else if (isOpen(job)) acts.push('pause');
  if (isOpen(job) && jobBefore(job, jobs)) acts.push('earlier');
  if (status === 'cancelled' || status === 'failed') acts.push('again');
  if (status === 'done') acts.push('discard', 'vary', 'more');
  if (status === 'discarded') acts.push('restore');
  if (!isOpen(job)) acts.push('forget');
  return new Set(acts);
}

/** Tell whether it can still be said when a job goes on stage. */
export function canBeTimed(job: JobInfo): boolean {
  return isOpen(job) || (job.status === 'done' && !job.isShown);
}

/** Tell whether a job may still change. */
export function isOpen({ status }: Pick<JobInfo, 'status'>): boolean {
  return status === 'waiting' || status === 'running' || status === 'paused';
}

/** Give the job that a job would overtake: the one in front of it, unless that one runs already. */
export function jobBefore({ id }: JobInfo, jobs: readonly JobInfo[]): JobInfo | undefined {
  const before = jobs[jobs.findIndex((job) => job.id === id) - 1];
  return before?.status === 'waiting' || before?.status === 'paused' ? before : undefined;
}

// Implementation

function durationOf(seconds: Seconds): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
