/**
 * The engine's end of the optimizer: owns the prompt queue, keeps one worker process alive at low priority, and offers each net
 * under way as a preset that plays like any other. What the worker crashes on costs its job the seconds since its last checkpoint,
 * and the show nothing.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { inBackground, type Modesty, modestyHere } from '../background.io.ts';
import type { Cppn, CppnSpec } from '../cppn/cppn.ts';
import type { Preset, PresetLibrary } from '../cppn/preset.ts';
import { describeError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Seconds } from '../units.ts';
import {
  isOpen,
  type JobEvent,
  type JobQueue,
  type JobShow,
  type JobStatus,
  nextJob,
  type PromptJob,
  reduceJobs,
} from './job.ts';
import { aimLiveNet, GLIDE_STEP, type LiveNet, netAt, startLiveNet } from './live-net.ts';
import { parsePrompt, slugOf } from './prompt.ts';
import { PLAIN_ROUTES } from './routes.ts';
import {
  type ImageFile,
  type OrderMessage,
  type ReportMessage,
  reportMessage,
  type WorkOrder,
} from './worker-protocol.ts';

/** What is asked for. */
export interface PromptRequest {
  /** The asker's name for it; one is made when it is not given. */
  readonly id?: string | undefined;
  readonly prompt: string;
  readonly negative?: string | undefined;
  readonly image?: ImageFile | undefined;
  readonly seed?: number | undefined;
  readonly steps?: number | undefined;
  /** The preset to start from. */
  readonly from?: string | undefined;
  readonly priority?: number | undefined;
  readonly show?: JobShow | undefined;
}

/** The optimizer as the engine holds it. */
export interface Optimizer {
  readonly jobs: JobQueue;
  /** Name of the judge that steers; empty until the worker has told. */
  readonly judge: string;
  /** Presets under way or just done; `saved` names those that the library holds already. Asked once a frame. */
  live(saved: PresetLibrary): PresetLibrary;
  /** Put a prompt into the queue. @returns the job @throws EngineError 'bad-prompt' */
  add(request: PromptRequest): PromptJob;
  /** Change a job: all but what the worker reports. */
  change(event: JobChange): void;
  /** Work on nothing, or go on; what was being worked on waits meanwhile and begins again from its checkpoint. */
  hold(isHeld: boolean): void;
  close(): Promise<void>;
}

/** What others than the worker may do to a job. */
export type JobChange = Exclude<
  JobEvent,
  { readonly type: 'add' | 'started' | 'progress' | 'finished' | 'failed' | 'interrupted' }
>;

export interface OptimizerOptions {
  readonly clock: Clock;
  /** Where presets are saved. */
  readonly presets: string;
  /** Slugs that are taken. */
  readonly taken: () => readonly string[];
  /** What a job begins as: a preset's net by its slug when it names one, else the one whose words are nearest. */
  readonly findStart: (words: string, from: string | undefined) => Promise<Cppn | undefined>;
  /** Threads of the worker. */
  readonly threads: number;
  /** The worker's script and arguments; the real one when not given. */
  readonly worker?: readonly string[];
  /** How far below the show the worker stands; as far as the system lets it when not given. */
  readonly modesty?: Modesty;
  readonly onJobs: (jobs: JobQueue) => void;
  /** A job has its first picture, or is done. */
  readonly onPicture: (job: PromptJob, stage: 'first' | 'done') => void;
  readonly notice: (level: 'info' | 'warning', text: string) => void;
}

/** A worker that ended is started again after this long, doubled each time in a row. */
const FIRST_PAUSE: Seconds = 0.5;
const LONGEST_PAUSE: Seconds = 30;
/** Crashes of one job until it is given up. */
const MOST_CRASHES = 3;
/** JavaScript memory of the worker, MiB; tensors come on top, bounded by the sizes of the schedule. */
const HEAP_MIB = 512;

/** Start the optimizer: its worker loads the judge now, so that a first prompt does not wait for it. */
export function openOptimizer(options: OptimizerOptions): Optimizer {
  const { clock, notice } = options;
  const nets = new Map<string, { live: LiveNet; shown: Preset; shownAt: Seconds }>();
  const crashes = new Map<string, number>();
  /** What the open jobs begin as, once it is known. */
  const starts = new Map<string, Cppn | undefined>();
  /** The images that open jobs shall be like. */
  const images = new Map<string, ImageFile>();
  let jobs: JobQueue = [];
  let worker: ChildProcess | undefined;
  let isReady = false;
  let isHeld = false;
  let judge = '';
  let isClosed = false;
  let pause = FIRST_PAUSE;
  let count = 0;
  let restart: NodeJS.Timeout | undefined;

  function happen(event: JobEvent): void {
    jobs = reduceJobs(jobs, event);
    const isGone = (id: string) => !jobs.some((job) => job.id === id && isOpen(job));
    for (const kept of [starts, images]) for (const id of kept.keys()) if (isGone(id)) kept.delete(id);
    options.onJobs(jobs);
    startNext();
  }

  /** Something related is on the stage at once, whatever the worker is busy with. */
  async function beginWith(job: PromptJob, words: string): Promise<void> {
    const net = await options.findStart(words, job.from).catch(() => undefined);
    const isWanted = jobs.some((candidate) => candidate.id === job.id && isOpen(candidate));
    if (isClosed || !isWanted) return;
    starts.set(job.id, net);
    if (net) takeNet(job, net);
    startNext();
  }

  function startNext(): void {
    const job = isReady && !isHeld ? nextJob(jobs) : undefined;
    if (!job || !starts.has(job.id)) return;
    const { id, prompt, negative, seed, steps, slug } = job;
    const start = starts.get(id);
    jobs = reduceJobs(jobs, { type: 'started', id });
    const image = images.get(id);
    send({
      type: 'run',
      order: {
        ...{ id, prompt, negative, seed, steps, slug },
        ...(start && { start: transferable(start) }),
        ...(image && { image }),
      },
    });
    options.onJobs(jobs);
  }

  function send(message: OrderMessage): void {
    if (worker?.connected) worker.send(message);
  }

  function start(): void {
    if (isClosed) return;
    const script = fileURLToPath(new URL('../optimize-worker.io.ts', import.meta.url));
    const [path = script, ...rest] = options.worker ?? [];
    const node = [
      process.execPath,
      '--import',
      import.meta.resolve('tsx'),
      `--max-old-space-size=${HEAP_MIB}`,
    ] as const;
    const modesty = options.modesty ?? modestyHere();
    const [command, ...args] = inBackground(
      [...node, path, options.presets, String(options.threads), ...rest],
      modesty,
    );
    const child = spawn(command, args, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    worker = child;
    // Where no program lowers a command, the system may: it is what Windows has.
    if (child.pid !== undefined && options.modesty === undefined && modesty === 'none') lowerPriority(child.pid);
    child.on('message', (message) => {
      const report = reportMessage.safeParse(message);
      if (report.success) take(report.data);
    });
    child.on('error', (error) => notice('warning', `optimizer: ${describeError(error)}`));
    child.once('exit', (code, signal) => {
      worker = undefined;
      isReady = false;
      if (isClosed) return;
      ended(signal ?? `code ${code}`);
      restart = setTimeout(start, 1000 * pause);
      pause = Math.min(LONGEST_PAUSE, 2 * pause);
    });
  }

  function ended(how: string): void {
    const running = jobs.find(({ status }) => status === 'running');
    if (!running) return;
    const times = (crashes.get(running.id) ?? 0) + 1;
    crashes.set(running.id, times);
    if (times >= MOST_CRASHES) {
      happen({ type: 'failed', id: running.id, reason: `the optimizer process ended ${times} times (${how})` });
    } else {
      notice('warning', `optimizer ended (${how}); "${nameOf(running)}" goes on from its checkpoint`);
      happen({ type: 'interrupted' });
    }
  }

  function take(report: ReportMessage): void {
    if (report.type === 'ready') {
      isReady = true;
      judge = report.judge;
      startNext();
      return;
    }
    if (report.type === 'unable') {
      notice('warning', `no optimizer: ${report.reason}`);
      isClosed = true;
      for (const job of jobs.filter(isOpen)) happen({ type: 'failed', id: job.id, reason: report.reason });
      return;
    }
    const job = jobs.find(({ id }) => id === report.id);
    if (!job) return;
    pause = FIRST_PAUSE;
    if (report.type === 'net') {
      if (isOpen(job)) takeNet(job, { spec: report.spec as CppnSpec, weights: report.weights });
    } else {
      if (report.type === 'failed') notice('warning', `prompt "${nameOf(job)}": ${report.reason}`);
      if (report.type === 'finished') notice('info', `"${nameOf(job)}" is done: preset ${job.slug}`);
      happen(report);
      if (report.type === 'finished') options.onPicture(jobs.find(({ id }) => id === job.id) ?? job, 'done');
    }
  }

  function takeNet(job: PromptJob, net: Cppn): void {
    const now = clock();
    const known = nets.get(job.slug);
    const live = known ? aimLiveNet(known.live, known.shown.net, net, now) : startLiveNet(net, now);
    nets.set(job.slug, { live, shown: livePreset(job, netAt(live, now)), shownAt: now });
    if (!known) options.onPicture(job, 'first');
  }

  start();
  return {
    get jobs() {
      return jobs;
    },
    get judge() {
      return judge;
    },
    live(saved) {
      const now = clock();
      for (const [slug, entry] of nets) {
        const job = jobs.find((candidate) => candidate.slug === slug);
        const isSaved = saved.some((preset) => preset.slug === slug);
        if (!job || GONE.includes(job.status) || (isSaved && !isOpen(job))) nets.delete(slug);
        else if (now - entry.shownAt >= GLIDE_STEP && entry.shown.net !== entry.live.to) {
          entry.shown = livePreset(job, netAt(entry.live, now));
          entry.shownAt = now;
        }
      }
      return [...nets.values()].map(({ shown }) => shown);
    },
    add({ prompt, negative = '', image, seed, steps, from, priority, show, id = `${process.pid}-${++count}` }) {
      const { text, wanted } = parsePrompt(prompt, negative, image?.weight);
      const taken = [...options.taken(), ...jobs.map((job) => job.slug)];
      const slug = freeSlug(slugOf(text || (image?.name ?? '').replace(/\.\w+$/, '')), taken);
      const asked = { id, prompt: text, slug, negative, image: image?.name, seed, steps, from, priority, show };
      if (image && !jobs.some((job) => job.id === id)) images.set(id, image);
      happen({ type: 'add', job: withoutUndefined(asked) });
      const job = jobs.find((candidate) => candidate.id === id) as PromptJob;
      void beginWith(job, wanted.map((part) => part.text).join(', '));
      return job;
    },
    change(event) {
      const running = jobs.find(({ id, status }) => id === event.id && status === 'running');
      if (running && (event.type === 'cancel' || event.type === 'pause')) {
        send({ type: 'stop', keep: event.type === 'pause' });
      }
      happen(event);
    },
    hold(held) {
      if (held === isHeld) return;
      isHeld = held;
      if (!held) startNext();
      else if (jobs.some(({ status }) => status === 'running')) {
        send({ type: 'stop', keep: true });
        happen({ type: 'interrupted' });
      }
    },
    async close() {
      isClosed = true;
      clearTimeout(restart);
      const child = worker;
      if (!child || child.exitCode !== null) return;
      // It is told by the closing channel and saves its checkpoint; it is not waited for long.
      const gone = new Promise<void>((done) => child.once('exit', () => done()));
      child.disconnect();
      const late = setTimeout(() => child.kill('SIGKILL'), 1500);
      await gone;
      clearTimeout(late);
    },
  };
}

// Implementation

/** Jobs of these play no more. */
const GONE: readonly JobStatus[] = ['cancelled', 'discarded'];

function transferable({ spec, weights }: Cppn): NonNullable<WorkOrder['start']> {
  return { spec, weights: new Map(weights) };
}

function livePreset(job: PromptJob, net: Cppn): Preset {
  return {
    slug: job.slug,
    name: nameOf(job),
    prompt: job.prompt,
    tags: ['optimizing'],
    net,
    routes: PLAIN_ROUTES,
    provenance: { made: `being optimized, seed ${job.seed}`, licence: 'MIT', created: '' },
    revision: '',
  };
}

function nameOf({ prompt, image = '' }: PromptJob): string {
  return (prompt.replace(/:-?\d*\.?\d+/g, '') || image).slice(0, 80);
}

function freeSlug(slug: string, taken: readonly string[]): string {
  if (!taken.includes(slug)) return slug;
  let n = 2;
  while (taken.includes(`${slug}-${n}`)) n++;
  return `${slug}-${n}`;
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // Not permitted everywhere; the worker then competes as an equal, with its threads still bounded.
  }
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
