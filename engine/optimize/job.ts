/**
 * The prompt queue as a pure reducer: who waits, who runs, what came of it. The engine owns the state, the worker process reports
 * into it, and pages, OSC and the command line ask through it. One job runs at a time.
 */

/** Where a job stands. */
export type JobStatus = 'waiting' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled' | 'discarded';

/** When it goes on stage: with its first picture; when it is done, at once or on the next bar; on cue. */
export type JobShow = 'first' | 'done' | 'bar' | 'cue';

/** A prompt on its way to a preset. */
export interface PromptJob {
  readonly id: string;
  readonly prompt: string;
  readonly negative: string;
  /** Name of the image that the picture shall be like; undefined without one. */
  readonly image: string | undefined;
  readonly seed: number;
  readonly steps: number;
  /** The preset whose weights it starts from; undefined for the nearest start net. */
  readonly from: string | undefined;
  /** Higher runs first; among equals the order of asking. */
  readonly priority: number;
  readonly status: JobStatus;
  /** 0…1. */
  readonly progress: number;
  readonly stepsPerSecond: number;
  /** Likeness to the prompt by the optimizing judge, 0…1, as it went; at most {@link CURVE_LENGTH} values. */
  readonly curve: readonly number[];
  /** Likeness by the held-out judge, which never steers; null until it is measured. */
  readonly heldOut: number | null;
  /** What went wrong, one line; empty unless failed. */
  readonly reason: string;
  /** The preset it plays as. */
  readonly slug: string;
  readonly show: JobShow;
  /** It has been put on stage, or a hand has: nothing does so by itself any more. */
  readonly isShown: boolean;
}

/** All jobs, in the order in which they will run; ended ones stand last, the newest first. */
export type JobQueue = readonly PromptJob[];

/** What happens to a queue. */
export type JobEvent =
  | {
      readonly type: 'add';
      readonly job: Pick<PromptJob, 'id' | 'prompt' | 'slug'> &
        Partial<Pick<PromptJob, 'negative' | 'image' | 'seed' | 'steps' | 'from' | 'priority' | 'show'>>;
    }
  | { readonly type: 'cancel' | 'pause' | 'resume'; readonly id: string }
  /** Put a job right before another one, or last. */
  | { readonly type: 'move'; readonly id: string; readonly before: string | undefined }
  /** It shall go on stage at another time; one that was there already goes again. */
  | { readonly type: 'show'; readonly id: string; readonly show: JobShow }
  | { readonly type: 'shown'; readonly id: string }
  /** What is done is thrown away, or brought back. */
  | { readonly type: 'discard' | 'restore'; readonly id: string }
  /** What has ended is no more spoken of. */
  | { readonly type: 'forget'; readonly id: string }
  | { readonly type: 'prioritize'; readonly id: string; readonly priority: number }
  | { readonly type: 'started'; readonly id: string }
  | {
      readonly type: 'progress';
      readonly id: string;
      readonly progress: number;
      readonly stepsPerSecond: number;
      readonly likeness: number;
      readonly heldOut: number | null;
    }
  | { readonly type: 'finished'; readonly id: string }
  | { readonly type: 'failed'; readonly id: string; readonly reason: string }
  /** The worker is gone: what ran waits again, first in line, and goes on from its checkpoint. */
  | { readonly type: 'interrupted' };

export const DEFAULT_STEPS = 200;
export const CURVE_LENGTH = 64;
/** Ended jobs that are remembered. */
const REMEMBERED = 20;

/** Give the queue after an event. Events about unknown jobs, and of the work about ended ones, change nothing. Pure. */
export function reduceJobs(queue: JobQueue, event: JobEvent): JobQueue {
  switch (event.type) {
    case 'add':
      return queue.some(({ id }) => id === event.job.id) ? queue : arrange([...queue, newJob(event.job)]);
    case 'interrupted':
      return arrange(queue.map((job) => (job.status === 'running' ? { ...job, status: 'waiting' as const } : job)));
    case 'move':
      return move(queue, event.id, event.before);
    case 'forget':
      return queue.filter((job) => job.id !== event.id || isOpen(job));
    case 'show':
    case 'shown':
    case 'discard':
    case 'restore':
      return queue.map((job) => (job.id === event.id ? placed(job, event) : job));
    default:
      return arrange(queue.map((job) => (job.id === event.id && isOpen(job) ? changed(job, event) : job)));
  }
}

/** Give the job that a cue is for: the one that has been done and unseen longest, else the first under way that waits for it. */
export function cuedJob(queue: JobQueue): PromptJob | undefined {
  const waits = queue.filter(({ show, isShown }) => show === 'cue' && !isShown);
  return waits.findLast(({ status }) => status === 'done') ?? waits.find(isOpen);
}

/** Give the job that should run now, or undefined when one runs already or none waits. */
export function nextJob(queue: JobQueue): PromptJob | undefined {
  return queue.some(({ status }) => status === 'running')
    ? undefined
    : queue.find(({ status }) => status === 'waiting');
}

/** Say whether a job may still change. */
export function isOpen({ status }: PromptJob): boolean {
  return status === 'waiting' || status === 'running' || status === 'paused';
}

// Implementation

type PlaceEvent = Extract<
  JobEvent,
  { readonly type: 'show' } | { readonly type: 'shown' } | { readonly type: 'discard' | 'restore' }
>;
type ChangeEvent = Exclude<JobEvent, PlaceEvent | { readonly type: 'add' | 'interrupted' | 'move' | 'forget' }>;

function newJob(asked: Extract<JobEvent, { type: 'add' }>['job']): PromptJob {
  return {
    negative: '',
    image: undefined,
    seed: 1,
    steps: DEFAULT_STEPS,
    from: undefined,
    priority: 0,
    show: 'first',
    ...asked,
    status: 'waiting',
    progress: 0,
    stepsPerSecond: 0,
    curve: [],
    heldOut: null,
    reason: '',
    isShown: false,
  };
}

function placed(job: PromptJob, event: PlaceEvent): PromptJob {
  switch (event.type) {
    case 'show':
      return { ...job, show: event.show, isShown: false };
    case 'shown':
      return { ...job, isShown: true };
    case 'discard':
      return job.status === 'done' ? { ...job, status: 'discarded' } : job;
    case 'restore':
      return job.status === 'discarded' ? { ...job, status: 'done' } : job;
  }
}

function changed(job: PromptJob, event: ChangeEvent): PromptJob {
  switch (event.type) {
    case 'cancel':
      return { ...job, status: 'cancelled' };
    case 'pause':
      return { ...job, status: 'paused' };
    case 'resume':
      return job.status === 'paused' ? { ...job, status: 'waiting' } : job;
    case 'prioritize':
      return { ...job, priority: event.priority };
    case 'started':
      return job.status === 'waiting' ? { ...job, status: 'running' } : job;
    case 'finished':
      return { ...job, status: 'done', progress: 1 };
    case 'failed':
      return { ...job, status: 'failed', reason: event.reason };
    case 'progress': {
      // A report that was on its way when the job was paused or cancelled does not wake it.
      if (job.status !== 'running') return job;
      const { progress, stepsPerSecond, likeness, heldOut } = event;
      const curve = thinned([...job.curve, likeness]);
      return { ...job, progress, stepsPerSecond, curve, heldOut: heldOut ?? job.heldOut };
    }
  }
}

/** Running first, then by priority in the order they stand, then the ended ones; the oldest of those are forgotten. */
function arrange(queue: JobQueue): JobQueue {
  const order = (job: PromptJob) => (job.status === 'running' ? Number.POSITIVE_INFINITY : job.priority);
  const open = queue.filter(isOpen).sort((a, b) => (order(b) === order(a) ? 0 : order(b) - order(a)));
  return [...open, ...queue.filter((job) => !isOpen(job)).slice(0, REMEMBERED)];
}

function move(queue: JobQueue, id: string, before: string | undefined): JobQueue {
  const job = queue.find((candidate) => candidate.id === id);
  if (!job || !isOpen(job) || id === before) return queue;
  const rest = queue.filter((other) => other !== job);
  const found = rest.findIndex((other) => other.id === before);
  const at = found < 0 ? rest.filter(isOpen).length : found;
  // It takes the priority of the place it was put to, or the next arranging would undo the move.
  const neighbour = rest[at] && isOpen(rest[at]) ? rest[at] : rest[at - 1];
  const priority = neighbour && isOpen(neighbour) ? neighbour.priority : job.priority;
  return arrange([...rest.slice(0, at), { ...job, priority }, ...rest.slice(at)]);
}

/** Keep a curve short by dropping every other value when it is full; its shape stays. */
function thinned(curve: readonly number[]): number[] {
  return curve.length > CURVE_LENGTH ? curve.filter((_, i) => i % 2 === 1 || i === curve.length - 1) : [...curve];
}
