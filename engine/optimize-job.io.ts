/**
 * A prompt made into a preset: what the worker process and `neonfern optimize` share. Runs the optimizer with a checkpoint beside it,
 * measures what came out by both judges, and saves it with its thumbnail, its routes and where it comes from.
 */

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Cppn } from './cppn/cppn.ts';
import type { Provenance } from './cppn/preset.ts';
import { savePreset } from './cppn/preset-store.io.ts';
import { describeError, EngineError } from './errors.ts';
import type { Picture } from './judge/preprocess.ts';
import { type Checkpoint, parseCheckpoint, writeCheckpoint } from './optimize/checkpoint.ts';
import { measureLiveliness } from './optimize/measure.ts';
import { weightCount } from './optimize/net-vector.ts';
import { parsePrompt } from './optimize/prompt.ts';
import { routesFor } from './optimize/routes.ts';
import {
  type Likeness,
  measureLikeness,
  type Run,
  type SelectedBy,
  type StepReport,
  startRun,
} from './optimize/run.io.ts';
import type { SearchName } from './optimize/search.ts';
import { seeImage } from './optimize/see-image.io.ts';
import { freshNet } from './optimize/start-net.ts';
import { type PromptJudge, targetFor } from './optimize/target.ts';
import { encodePng } from './png.io.ts';
import { renderReference } from './render/reference.ts';
import { stillScene } from './still-scene.ts';

/** An image as a part of a prompt. */
export interface ImagePrompt {
  /** What it is called: its file's name. */
  readonly name: string;
  /** Beside the weights of the texts, which are 1 when none is said. */
  readonly weight: number;
  readonly picture: Picture;
}

/** What is to be made, and with what. */
export interface OptimizeJob {
  /** Empty where the image says it all. */
  readonly prompt: string;
  readonly negative: string;
  readonly image?: ImagePrompt | undefined;
  readonly seed: number;
  readonly steps: number;
  /** A picture to start from; a net drawn from the seed without it. */
  readonly from: Cppn | undefined;
  readonly judge: PromptJudge;
  readonly heldOut: PromptJudge | undefined;
  readonly threads: number;
  /** How the run goes, where it is not as usual. */
  readonly optimizer?: SearchName | undefined;
  readonly select?: SelectedBy | undefined;
  readonly micro?: number | undefined;
  /** File of the checkpoint. */
  readonly checkpoint: string;
  /** Called after each step. */
  readonly onStep: (report: StepReport, run: Run) => void;
  /** Asked after each step: stop, with or without the checkpoint kept. */
  readonly wanted: () => 'go on' | 'pause' | 'drop' | 'finish';
  readonly notice: (text: string) => void;
}

/** What came out. */
export interface OptimizeResult {
  readonly net: Cppn;
  readonly provenance: Provenance;
  /** Whether all steps were made; else the checkpoint is worth keeping. */
  readonly isDone: boolean;
}

const CHECKPOINT_MILLISECONDS = 8000;

/**
 * Run a job to its end, or until it is not wanted any more.
 * @returns what came out, or undefined when it was paused or dropped
 * @throws EngineError 'bad-prompt', 'bad-checkpoint', 'optimizer'
 */
export async function runJob(job: OptimizeJob): Promise<OptimizeResult | undefined> {
  const { image } = job;
  const prompt = parsePrompt(job.prompt, job.negative, image?.weight);
  const start = job.from ?? freshNet(job.seed);
  const seenIn = image && [image.weight, createHash('sha256').update(image.picture.rgb).digest('hex')];
  const { optimizer, select, micro } = job;
  const asked = [prompt.text, job.negative, job.seed, job.steps, job.judge.name, start.spec, seenIn];
  const name = JSON.stringify([...asked, optimizer, select, micro, select === 'held-out' && job.heldOut?.name]);
  const targets = await Promise.all(
    [job.judge, job.heldOut].map(
      async (judge) => judge && targetFor(judge, prompt, image && (await seeImage(judge, image.picture, job.threads))),
    ),
  );
  const [target, heldOutTarget] = targets;
  if (!target) throw new EngineError('judge', 'no judge to optimize by');
  const heldOut = job.heldOut && heldOutTarget ? { judge: job.heldOut, target: heldOutTarget } : undefined;
  const { judge, seed, steps, threads } = job;
  const how = { optimizer, select, micro, isWarm: job.from !== undefined };
  const options = { job: name, start, seed, steps, judge, target, heldOut, threads, ...how };
  const run = await startRun(options, await readCheckpoint(job.checkpoint, weightCount(start.spec), job.notice));
  try {
    let saved = performance.now();
    while (!run.isDone) {
      const report = await run.advance();
      if (report.notice) job.notice(report.notice);
      job.onStep(report, run);
      const wanted = job.wanted();
      if (wanted === 'finish') break;
      if (wanted === 'drop') {
        await rm(job.checkpoint, { force: true });
        return undefined;
      }
      if (wanted === 'pause' || performance.now() - saved > CHECKPOINT_MILLISECONDS) {
        await keepCheckpoint(job.checkpoint, run.checkpoint(), job.notice);
        saved = performance.now();
        if (wanted === 'pause') return undefined;
      }
    }
    // Whatever becomes of the preset, these steps need not be made again.
    await keepCheckpoint(job.checkpoint, run.checkpoint(), job.notice);
    const { net, step } = run.best;
    const seen = await measureLikeness(net, judge, target.wanted, seed, threads);
    const checked = heldOut && (await measureLikeness(net, heldOut.judge, heldOut.target.wanted, seed, threads));
    return { net, provenance: provenanceOf(job, net, run.step, step, seen, checked), isDone: run.isDone };
  } finally {
    await run.close();
  }
}

/** Save a result as a preset, and forget its checkpoint if it is done. @throws EngineError 'optimizer' when the disk refuses */
export async function saveResult(
  folder: string,
  slug: string,
  job: Pick<OptimizeJob, 'prompt' | 'image' | 'checkpoint'>,
  { net, provenance, isDone }: OptimizeResult,
): Promise<void> {
  const preset = { name: nameOf(job), prompt: job.prompt, tags: [], net, routes: routesFor(net), provenance };
  const scene = stillScene({ ...preset, slug, revision: '' }, THUMBNAIL.width, THUMBNAIL.height, 0.15, 0.3);
  const png = encodePng(renderReference(scene), THUMBNAIL.width, THUMBNAIL.height);
  try {
    await savePreset(folder, slug, preset, png);
  } catch (error) {
    throw new EngineError(
      'optimizer',
      `preset ${slug} cannot be saved in ${folder}: ${describeError(error)}`,
      'make room; the checkpoint is kept',
    );
  }
  if (isDone) await rm(job.checkpoint, { force: true });
}

// Implementation

const THUMBNAIL = { width: 256, height: 144 };

function nameOf({ prompt, image }: Pick<OptimizeJob, 'prompt' | 'image'>): string {
  const plain = (prompt.replace(/:-?\d*\.?\d+(?=[\s,;]|$)/g, '') || image?.name || 'untitled').slice(0, 80);
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function provenanceOf(
  job: OptimizeJob,
  net: Cppn,
  steps: number,
  bestStep: number,
  seen: Likeness,
  checked: Likeness | undefined,
): Provenance {
  const rounded = (value: number) => Math.round(value * 1000) / 1000;
  const { moves, step: timeStep } = measureLiveliness(net);
  const likeness = ({ mean, worst }: Likeness) => ({ mean: rounded(mean), worst: rounded(worst) });
  return {
    made: `optimized from ${[job.prompt && `"${job.prompt}"`, job.image?.name].filter(Boolean).join(' and ')}, seed ${job.seed}`,
    licence: 'MIT',
    created: new Date().toISOString().slice(0, 10),
    prompt: job.prompt,
    ...(job.negative && { negative: job.negative }),
    ...(job.image && { image: job.image.name, imageWeight: job.image.weight }),
    seed: job.seed,
    steps,
    bestStep: bestStep < 0 ? steps : bestStep,
    ...(job.optimizer === 'cma-es' && { optimizer: job.optimizer }),
    ...(job.select === 'held-out' && { selectedBy: job.heldOut?.name }),
    judge: job.judge.name,
    likeness: likeness(seen),
    ...(job.heldOut && checked && { heldOutJudge: job.heldOut.name, heldOutLikeness: likeness(checked) }),
    moves: moves.map(rounded),
    timeStep: rounded(timeStep),
  };
}

/** A checkpoint that cannot be read costs its steps and no more. */
async function readCheckpoint(
  path: string,
  count: number,
  notice: (text: string) => void,
): Promise<Checkpoint | undefined> {
  const file = await readFile(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    return parseCheckpoint(file, count, path);
  } catch (error) {
    notice(`${describeError(error)}; beginning again`);
    return undefined;
  }
}

/** A checkpoint that cannot be written is said once a try; the run goes on without it. */
async function keepCheckpoint(path: string, checkpoint: Checkpoint, notice: (text: string) => void): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, writeCheckpoint(checkpoint));
    await rename(`${path}.part`, path);
  } catch (error) {
    notice(`the checkpoint cannot be kept: ${describeError(error)}`);
  }
}
