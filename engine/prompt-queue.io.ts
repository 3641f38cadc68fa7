/**
 * Between the show and its optimizer: what pages and controllers ask for goes into the queue, what comes of it goes into the
 * library and onto the stage, and everyone is told how it stands.
 */

import type { Modesty } from './background.io.ts';
import type { ControlEvent, ParamValue } from './control/parameter.ts';
import { PROMPT_SHOWS, wordsParam } from './control/prompt-params.ts';
import type { Preset, PresetLibrary } from './cppn/preset.ts';
import { discardPreset, restorePreset } from './cppn/preset-store.io.ts';
import { isOnStage } from './decks.ts';
import { describeError, EngineError } from './errors.ts';
import { imageTypeOf } from './optimize/image-file.ts';
import { cuedJob, isOpen, type JobQueue, type PromptJob } from './optimize/job.ts';
import { openOptimizer } from './optimize/optimizer.io.ts';
import { openStartNets, type StartNets } from './optimize/start-nets.io.ts';
import type { ImageFile } from './optimize/worker-protocol.ts';
import type { Clock } from './ports.ts';
import { type ImageMessage, MAX_IMAGE_BYTES } from './wire/image-message.ts';
import type { PromptShow } from './wire/prompt-message.ts';
import type { JobInfo } from './wire/protocol.ts';
import type { PromptMessage } from './wire/server.io.ts';

export interface PromptQueueOptions {
  readonly clock: Clock;
  /** Folder of the presets. */
  readonly presets: string;
  readonly threads: number;
  /** What finds the nets that prompts begin with; the real one when not given. */
  readonly startNets?: StartNets;
  /** The worker's script and arguments; the real one when not given. */
  readonly worker?: readonly string[];
  /** How far below the show the worker stands; as far as the system lets it when not given. */
  readonly modesty?: Modesty;
  /** The presets on disk, as they are now. */
  readonly saved: () => PresetLibrary;
  /** The show's parameters as they are now. */
  readonly params: () => Readonly<Record<string, ParamValue>>;
  readonly sendJobs: (jobs: JobInfo[]) => void;
  /** The library changed without a file having changed. */
  readonly onLibrary: () => void;
  /** Put an event into the show. */
  readonly control: (event: ControlEvent) => void;
  readonly notice: (level: 'info' | 'warning', text: string) => void;
}

/** The queue as the composition root holds it. */
export interface PromptQueue {
  readonly jobs: JobInfo[];
  /** The saved presets and those under way. Asked once a frame; the same array as long as nothing changed. */
  readonly library: PresetLibrary;
  /** Do what a page says. @throws EngineError 'bad-prompt' or 'bad-picture', for that page */
  take(message: PromptMessage): void;
  /** Do what an acting parameter says, of whatever origin; what cannot be done is noticed. */
  act(event: ControlEvent): void;
  close(): Promise<void>;
}

/** Open the queue and start its optimizer. */
export function openPromptQueue(options: PromptQueueOptions): PromptQueue {
  /** What was thrown away, by the job's id: the name in the trash. The last one stands last. */
  const discarded = new Map<string, string>();
  let library: PresetLibrary = [];
  const startNets = options.startNets ?? openStartNets({ presets: options.saved, notice: options.notice });
  const optimizer = openOptimizer({
    ...options,
    async findStart(words, from) {
      const named = options.saved().find(({ slug }) => slug === from)?.net;
      return named ?? (words === '' ? undefined : startNets.nearest(words));
    },
    taken: () => options.saved().map(({ slug }) => slug),
    onJobs: (jobs) => options.sendJobs(jobInfos(jobs, optimizer.judge)),
    onPicture: (job, stage) => {
      options.onLibrary();
      showWhenDue(job, stage);
    },
  });

  /** Put a job on stage. @param grid what it waits for; what `sync.quantise` says when left out */
  function play({ id, slug }: PromptJob, grid?: 'bar'): void {
    optimizer.change({ type: 'shown', id });
    options.control({ param: 'preset.go', op: 'set', value: slug, origin: 'engine', ...(grid && { grid }) });
  }

  /** Put a job on stage if it is its time. */
  function showWhenDue(job: PromptJob, stage: 'first' | 'done'): void {
    const { show, isShown } = job;
    if (isShown || show === 'cue' || (show !== 'first' && stage !== 'done')) return;
    play(job, show === 'bar' ? 'bar' : undefined);
  }

  /** The library has a job's picture: under way, or done. */
  const hasPicture = ({ slug }: PromptJob) => queue.library.some((preset) => preset.slug === slug);

  function cue(): void {
    const job = cuedJob(optimizer.jobs.filter(hasPicture));
    if (job) play(job);
    else options.notice('info', 'no prompt waits for its cue');
  }

  async function discard({ id, slug, prompt, status }: PromptJob): Promise<void> {
    if (status !== 'done') return;
    if (isOnStage(options.params(), slug)) {
      throw new EngineError('bad-prompt', `"${prompt}" is on stage`, 'crossfade to another preset, then discard it');
    }
    discarded.set(id, await discardPreset(options.presets, slug));
    optimizer.change({ type: 'discard', id });
    options.notice('info', `"${prompt}" is discarded; undo brings it back`);
  }

  async function restore({ id, slug, prompt }: PromptJob): Promise<void> {
    const name = discarded.get(id);
    if (name === undefined) return;
    await restorePreset(options.presets, slug, name);
    discarded.delete(id);
    optimizer.change({ type: 'restore', id });
    options.notice('info', `"${prompt}" is back`);
  }

  function undo(): void {
    const [last] = [...discarded.keys()].slice(-1);
    const job = optimizer.jobs.find(({ id }) => id === last);
    if (job) later(restore(job));
    else options.notice('info', 'nothing to undo: no prompt was discarded');
  }

  /** What the disk answers comes too late for who asked: it is noticed. */
  function later(work: Promise<void>): void {
    work.catch((error: unknown) => options.notice('warning', describeError(error)));
  }

  function ask(prompt: string): void {
    const show = PROMPT_SHOWS.find((known) => known === options.params()['prompt.show']);
    optimizer.add({ prompt, show });
  }

  function askPlace(place: number): void {
    if (!(place > 0)) return;
    const words = String(options.params()[wordsParam(place)] ?? '');
    if (words) ask(words);
    else options.notice('info', `no words are kept in place ${place}: see ${wordsParam(place)}`);
  }

  function change({ act, id }: Extract<PromptMessage, { type: 'job' }>): void {
    const job = optimizer.jobs.find((candidate) => candidate.id === id);
    if (!job) return;
    if (act === 'play') {
      if (hasPicture(job)) play(job);
    } else if (act === 'discard') later(discard(job));
    else if (act === 'restore') later(restore(job));
    else optimizer.change({ type: act, id });
  }

  /** What is to be shown at a time that has passed is shown now. */
  function showAt(id: string, show: PromptShow): void {
    optimizer.change({ type: 'show', id, show });
    const job = optimizer.jobs.find((candidate) => candidate.id === id);
    if (job && hasPicture(job)) showWhenDue(job, job.status === 'done' ? 'done' : 'first');
  }

  const queue: PromptQueue = {
    get jobs() {
      return jobInfos(optimizer.jobs, optimizer.judge);
    },
    get library() {
      const saved = options.saved();
      const next = [...saved, ...optimizer.live(saved).filter((live) => !isSaved(live, saved))];
      if (next.length !== library.length || next.some((preset, i) => preset !== library[i])) library = next;
      return library;
    },
    take(message) {
      if (message.type === 'prompt') {
        const { image, ...asked } = message;
        optimizer.add({ ...asked, image: image && imageFileOf(image) });
      } else if (message.type === 'job') change(message);
      else if (message.type === 'job-show') showAt(message.id, message.show);
      else optimizer.change({ type: 'move', id: message.id, before: message.before });
    },
    act({ param, op, value }) {
      try {
        if (param === 'prompt.queue') ask(String(value));
        // Two pads that were hit together are two wishes, of which the parameter holds the last.
        if (param === 'prompt.ask') askPlace(Number(op === 'set' ? value : options.params()['prompt.ask']));
        if (param === 'prompt.cue') cue();
        if (param === 'prompt.undo') undo();
        if (param === 'prompt.pause') optimizer.hold(options.params()['prompt.pause'] === true);
        const open = optimizer.jobs.filter(isOpen);
        const isRunning = ({ status }: { status: string }) => status === 'running';
        if (param === 'prompt.cancel')
          for (const { id } of open.filter(isRunning)) optimizer.change({ type: 'cancel', id });
        if (param === 'prompt.clear') {
          for (const { id } of open.filter((job) => !isRunning(job))) optimizer.change({ type: 'cancel', id });
        }
      } catch (error) {
        options.notice('warning', describeError(error));
      }
    },
    close() {
      startNets.close();
      return optimizer.close();
    },
  };
  return queue;
}

// Implementation

function isSaved(live: Preset, saved: PresetLibrary): boolean {
  return saved.some(({ slug }) => slug === live.slug);
}

/** Take an image out of its message. It is not decoded here: a large one would hold up the show. */
function imageFileOf({ name, weight, data }: ImageMessage): ImageFile {
  const bytes = new Uint8Array(Buffer.from(data.replace(/^data:[^,]*,/, ''), 'base64'));
  const bad = (why: string) =>
    new EngineError(
      'bad-picture',
      `image ${name}: ${why}`,
      `expected PNG, JPEG, WebP, AVIF, GIF or TIFF, at most ${MAX_IMAGE_BYTES >> 20} MiB`,
    );
  if (bytes.length > MAX_IMAGE_BYTES) throw bad(`too large, ${(bytes.length / (1 << 20)).toFixed(1)} MiB`);
  if (!imageTypeOf(bytes)) throw bad('not a picture');
  return { name, weight, bytes };
}

function jobInfos(jobs: JobQueue, judge: string): JobInfo[] {
  return jobs.map(({ from = '', image, curve, ...job }) => ({
    ...job,
    ...(image !== undefined && { image }),
    from,
    judge,
    curve: [...curve],
  }));
}
