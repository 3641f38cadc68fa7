/**
 * Between the show and its optimizer: what pages and controllers ask for goes into the queue, what comes of it goes into the
 * library and onto the stage, and everyone is told how it stands.
 */

import type { Modesty } from './background.io.ts';
import type { ControlEvent } from './control/parameter.ts';
import type { Preset, PresetLibrary } from './cppn/preset.ts';
import { describeError, EngineError } from './errors.ts';
import { imageTypeOf } from './optimize/image-file.ts';
import { isOpen, type JobQueue } from './optimize/job.ts';
import { openOptimizer } from './optimize/optimizer.io.ts';
import { openStartNets, type StartNets } from './optimize/start-nets.io.ts';
import type { ImageFile } from './optimize/worker-protocol.ts';
import type { Clock } from './ports.ts';
import { type ImageMessage, MAX_IMAGE_BYTES } from './wire/image-message.ts';
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
  const shows = new Map<string, 'first' | 'done' | 'never'>();
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
      if ((shows.get(job.id) ?? 'first') !== stage) return;
      options.control({ param: 'preset.go', op: 'set', value: job.slug, origin: 'engine' });
    },
  });
  const change = (act: 'cancel' | 'pause' | 'resume', id: string) => optimizer.change({ type: act, id });

  return {
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
        shows.set(message.id, message.show);
        optimizer.add({ ...asked, image: image && imageFileOf(image) });
      } else if (message.type === 'job') change(message.act, message.id);
      else optimizer.change({ type: 'move', id: message.id, before: message.before });
    },
    act({ param, value }) {
      try {
        if (param === 'prompt.queue') optimizer.add({ prompt: String(value) });
        const open = optimizer.jobs.filter(isOpen);
        const isRunning = ({ status }: { status: string }) => status === 'running';
        if (param === 'prompt.cancel') for (const { id } of open.filter(isRunning)) change('cancel', id);
        if (param === 'prompt.clear') for (const { id } of open.filter((job) => !isRunning(job))) change('cancel', id);
      } catch (error) {
        options.notice('warning', describeError(error));
      }
    },
    close() {
      startNets.close();
      return optimizer.close();
    },
  };
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
