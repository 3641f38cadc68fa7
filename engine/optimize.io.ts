/**
 * `neonfern optimize`: a prompt into a preset, by hand and without a show. Prints a bar, writes a line of JSON a step and a strip of
 * pictures; Ctrl-C saves the best so far, and the same command goes on from the checkpoint of a run that was killed.
 */

import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { basename, join, parse, resolve } from 'node:path';
import { wholeNumber } from './arguments.io.ts';
import { copyToTrash, readPreset } from './cppn/preset-store.io.ts';
import { describeError, EngineError, nearestWord } from './errors.ts';
import { openJudge } from './judge/judge.io.ts';
import { readPicture } from './judge/picture-file.io.ts';
import { IMAGE_SIDE } from './optimize/image-views.ts';
import { DEFAULT_STEPS } from './optimize/job.ts';
import { parseImageArgument, parsePrompt, slugOf } from './optimize/prompt.ts';
import { SELECTORS, type SelectedBy, type StepReport } from './optimize/run.io.ts';
import { SEARCHES, type SearchName } from './optimize/search.ts';
import { type ImagePrompt, type OptimizeJob, runJob, saveResult } from './optimize-job.io.ts';
import { encodePng } from './png.io.ts';
import { createStrip } from './strip.ts';
import { MOST_STEPS } from './wire/prompt-message.ts';

/** What the command line says. */
export interface OptimizeOptions {
  readonly prompt: string;
  readonly negative: string;
  /** An image that the picture shall be like, as FILE or FILE:WEIGHT. */
  readonly image: string | undefined;
  readonly seed: number;
  readonly steps: number;
  /** A preset to start from. */
  readonly from: string | undefined;
  readonly judge: string;
  /** The judge that only looks; 'none' for none. */
  readonly heldOut: string;
  readonly optimizer: SearchName;
  /** Which of the two picks the best. */
  readonly select: SelectedBy;
  /** Cutouts that are seen at once, at most. */
  readonly micro: number | undefined;
  /** The preset's folder name; made from the prompt when not given. */
  readonly out: string | undefined;
  /** Seeds that are raced, from `seed` on; the best after a quarter of the steps goes on. */
  readonly race: number;
  readonly threads: number;
  readonly presets: string;
  /** Folder of the log, the strip and the checkpoints. */
  readonly runs: string;
}

/** Share of the steps after which a race is decided. */
const RACE_UNTIL = 0.25;
/** Steps whose likeness is averaged to decide it. */
const RACE_WINDOW = 10;

/** Run the command. @throws EngineError for a bad prompt or image, an unknown judge or preset, a full disk */
export async function runOptimize(options: OptimizeOptions): Promise<number> {
  const image = options.image === undefined ? undefined : await readImagePrompt(options.image);
  const { text } = parsePrompt(options.prompt, options.negative, image?.weight);
  const slug = options.out ?? slugOf(text || parse(image?.name ?? '').name);
  if (!/^[\w-]+$/.test(slug)) {
    throw new EngineError('bad-argument', `--out: expected letters, digits, - and _, got "${slug}"`);
  }
  const { threads, optimizer, select, micro } = options;
  const judge = await openJudge(options.judge, { threads });
  const heldOut = options.heldOut === 'none' ? undefined : await openJudge(options.heldOut, { threads });
  const from = options.from === undefined ? undefined : (await readPreset(options.presets, options.from)).net;
  const log = await openLog(options.runs, `${slug}.jsonl`);
  const say = (line: string) => process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}${line}\n`);
  let isStopped = false;
  const stop = () => {
    isStopped = true;
  };
  process.once('SIGINT', stop);
  const jobOf = (seed: number) => ({
    prompt: text,
    negative: options.negative,
    image,
    seed,
    steps: options.steps,
    from,
    judge,
    heldOut,
    ...{ threads, optimizer, select, micro },
    checkpoint: join(options.runs, `${slug}-${seed}.safetensors`),
    notice: say,
  });
  let isLogging = true;
  const record = (seed: number, report: StepReport) =>
    void log
      .write(`${JSON.stringify({ time: new Date().toISOString(), seed, ...report })}\n`)
      .catch((error: unknown) => {
        if (isLogging) say(`the log cannot be written: ${describeError(error)}; going on without it`);
        isLogging = false;
      });
  try {
    const seed = await race(options, jobOf, record, () => isStopped, say);
    const job = jobOf(seed);
    const strip = createStrip(options.steps);
    const progress = createProgress(options.steps);
    const result = await runJob({
      ...job,
      wanted: () => (isStopped ? 'finish' : 'go on'),
      onStep(report, run) {
        record(seed, report);
        progress(report);
        strip.look(report.step, run.average);
      },
    });
    if (!result) return 1;
    await keepBefore(options.presets, slug, say);
    await saveResult(options.presets, slug, job, result);
    const { width, height, pixels } = strip.picture();
    await writeFile(join(options.runs, `${slug}.png`), encodePng(pixels, width, height)).catch((error: unknown) =>
      say(`the strip cannot be written: ${describeError(error)}`),
    );
    if (!result.isDone) say('stopped early; the same command goes on from here');
    say(`preset ${slug}: ${JSON.stringify(result.provenance)}`);
    return 0;
  } finally {
    process.off('SIGINT', stop);
    await log.close();
  }
}

/** Read the command's flags. @throws EngineError 'bad-argument' */
export function optimizeOptions(prompt: string, flags: Readonly<Record<string, string | undefined>>): OptimizeOptions {
  const number = (name: string, otherwise: number, low: number, high: number): number =>
    wholeNumber(name, flags[name], low, high) ?? otherwise;
  const choice = <T extends string>(name: string, known: readonly T[], otherwise: T): T => {
    const value = flags[name] ?? otherwise;
    const found = known.find((one) => one === value);
    if (found) return found;
    const near = nearestWord(value, known);
    const hint = near ? `did you mean ${near}?` : '';
    throw new EngineError('bad-argument', `--${name}: expected ${known.join(' or ')}, got "${value}"`, hint);
  };
  const heldOut = flags['held-out'] ?? 'embedded-b';
  const select = choice('select', SELECTORS, 'own');
  if (select === 'held-out' && heldOut === 'none') {
    throw new EngineError('bad-argument', '--select held-out: there is no held-out judge', 'leave out --held-out none');
  }
  return {
    prompt,
    negative: flags.negative ?? '',
    image: flags.image,
    seed: number('seed', 1, 0, 0x7fffffff),
    steps: number('steps', DEFAULT_STEPS, 1, MOST_STEPS),
    race: number('race', 1, 1, 64),
    threads: number('threads', 1, 1, 64),
    from: flags.from,
    judge: flags.judge ?? 'embedded-a',
    ...{ heldOut, select },
    optimizer: choice('optimizer', SEARCHES, 'adam'),
    micro: wholeNumber('micro', flags.micro, 1, 64),
    out: flags.out,
    presets: resolve(flags.presets ?? 'presets'),
    runs: resolve(flags.runs ?? 'runs'),
  };
}

// Implementation

/** What has the name already goes into the trash as well: who optimizes again may have liked it better. */
async function keepBefore(presets: string, slug: string, say: (line: string) => void): Promise<void> {
  if (!existsSync(join(presets, slug))) return;
  const name = await copyToTrash(presets, slug).catch((error: unknown) => {
    throw new EngineError(
      'optimizer',
      `the preset ${slug} that is there cannot be kept: ${describeError(error)}`,
      'make room, or name another with --out; the checkpoint is kept',
    );
  });
  say(`the preset ${slug} that was there is kept in ${join(presets, '.trash', name)}`);
}

type JobOf = (seed: number) => Omit<OptimizeJob, 'onStep' | 'wanted'>;

/** The folder and the log in it, before the first step: what cannot be written is better known at once. */
async function openLog(runs: string, name: string): Promise<FileHandle> {
  try {
    await mkdir(runs, { recursive: true });
    return await open(join(runs, name), 'a');
  } catch (error) {
    throw new EngineError(
      'optimizer',
      `${runs}: nothing can be written there: ${describeError(error)}`,
      'make room, or name another folder with --runs',
    );
  }
}

async function readImagePrompt(argument: string): Promise<ImagePrompt> {
  const { file, weight } = parseImageArgument(argument);
  return { name: basename(file), weight, picture: await readPicture(file, IMAGE_SIDE) };
}

/** Run every seed a quarter of the way, each to its checkpoint, and give the one that is most like the prompt there. */
async function race(
  { seed, steps, race: entrants }: OptimizeOptions,
  jobOf: JobOf,
  record: (seed: number, report: StepReport) => void,
  isStopped: () => boolean,
  say: (line: string) => void,
): Promise<number> {
  if (entrants <= 1) return seed;
  const until = Math.ceil(RACE_UNTIL * steps);
  let best = { seed, likeness: Number.NEGATIVE_INFINITY };
  for (let entrant = seed; entrant < seed + entrants && !isStopped(); entrant++) {
    const recent: number[] = [];
    let step = 0;
    await runJob({
      ...jobOf(entrant),
      wanted: () => (step >= until || isStopped() ? 'pause' : 'go on'),
      onStep(report) {
        step = report.step;
        recent.push(report.likeness);
        record(entrant, report);
      },
    });
    const last = recent.slice(-RACE_WINDOW);
    const likeness = last.reduce((sum, value) => sum + value, 0) / last.length;
    say(`seed ${entrant}: likeness ${likeness.toFixed(3)} after ${step} steps`);
    if (likeness > best.likeness) best = { seed: entrant, likeness };
  }
  return best.seed;
}

/** A bar on a terminal; a line every tenth of the way elsewhere. */
function createProgress(steps: number): (report: StepReport) => void {
  const begun = performance.now();
  let first = 0;
  let heldOut = '';
  return (report) => {
    first ||= report.step;
    if (report.heldOut !== null) heldOut = `  held out ${report.heldOut.toFixed(2)}`;
    const done = report.step - first + 1;
    const rate = (1000 * done) / (performance.now() - begun);
    const left = Math.ceil((steps - report.step) / rate);
    const facts = `loss ${report.loss.toFixed(2)}  likeness ${report.likeness.toFixed(2)}${heldOut}  ${rate.toFixed(1)} steps/s`;
    if (process.stderr.isTTY) {
      const filled = Math.round((24 * report.step) / steps);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(24 - filled)}`;
      process.stderr.write(`\r\u001b[K${bar} ${report.step}/${steps}  ${facts}  ${left} s left`);
      if (report.step >= steps) process.stderr.write('\n');
    } else if (report.step % Math.ceil(steps / 10) === 0 || report.step === steps) {
      process.stderr.write(`${report.step}/${steps}  ${facts}\n`);
    }
  };
}
