/**
 * How well and how fast prompts become pictures: `npm run bench:optimize [-- --prompts N] [--seeds N] [--steps N] [--threads N] [--file F]`.
 * Each of eight prompts with each of two seeds is optimized by the first judge and looked at by the second; beside it random search and
 * CMA-ES get the same time. What is done is kept in the file, a line each, and not done again.
 */

import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Cppn } from '../../engine/cppn/cppn.ts';
import { dot } from '../../engine/judge/embedded-head.ts';
import { openJudge } from '../../engine/judge/judge.io.ts';
import type { Judge } from '../../engine/judge/judge.ts';
import { drawBatch, drawProbe } from '../../engine/optimize/batch.ts';
import { DISTRACTORS } from '../../engine/optimize/distractors.ts';
import { openEvaluator } from '../../engine/optimize/evaluator.io.ts';
import { flatten } from '../../engine/optimize/net-vector.ts';
import { LOSS_WEIGHTS } from '../../engine/optimize/objective.ts';
import { parsePrompt } from '../../engine/optimize/prompt.ts';
import { PLAIN_ROUTES } from '../../engine/optimize/routes.ts';
import { measureLikeness, type Run, startRun } from '../../engine/optimize/run.io.ts';
import { DEFAULT_SPEC, freshNet } from '../../engine/optimize/start-net.ts';
import { type Target, targetFor } from '../../engine/optimize/target.ts';
import { seededRandom } from '../../engine/random.ts';
import { renderReference } from '../../engine/render/reference.ts';
import { stillScene } from '../../engine/still-scene.ts';
import { machine, median, printTable, rounded, runBench } from '../helpers/bench.ts';

const PROMPTS = [
  'golden honeycomb',
  'flames',
  'stained glass window',
  'neon jellyfish',
  'blue ocean waves',
  'tiger stripes',
  'red roses',
  'snowy mountains',
];
/** Prompts among which its own has to be found. */
const CHOICES = 50;
/** Seconds within which a picture should be known for what it is. */
const SOON = 30;
/** Share of the best score that counts as there. */
const NEARLY = 0.95;
/** Moments and levels at which a finished picture is looked at: it moves, and has to stay what it is. */
const LOOKS = [
  [0.1, 0],
  [0.35, 0.3],
  [0.6, 0.6],
  [0.85, 0.2],
] as const;

const { values } = parseArgs({
  options: Object.fromEntries(
    ['prompts', 'seeds', 'steps', 'threads', 'file'].map((name) => [name, { type: 'string' as const }]),
  ),
});
const prompts = PROMPTS.slice(0, Number(values.prompts ?? PROMPTS.length));
const seeds = Array.from({ length: Number(values.seeds ?? 2) }, (_, i) => i + 1);
const steps = Number(values.steps ?? 200);
const threads = Number(values.threads ?? cpus().length);
const file = String(values.file ?? `bench-results/optimize-${steps}.jsonl`);

/** What came of one way of searching. */
interface Outcome {
  readonly own: number;
  readonly heldOut: number;
  readonly rank: number;
}

/** What came of a prompt and a seed. */
interface Row {
  readonly prompt: string;
  readonly seed: number;
  readonly seconds: number;
  readonly stepsPerSecond: number;
  /** Steps and seconds until the held-out score was nearly its best. */
  readonly stepsNearly: number;
  readonly secondsNearly: number;
  /** Rank of the picture that was there after {@link SOON} seconds. */
  readonly rankSoon: number;
  readonly megabytes: number;
  readonly adam: Outcome;
  readonly random: Outcome;
  readonly cma: Outcome;
}

await runBench('optimize', async () => {
  const judge = await openJudge('embedded-a', { threads });
  const heldOut = await openJudge('embedded-b', { threads });
  const known = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean) : [];
  const rows = known.map((line) => JSON.parse(line) as Row);
  mkdirSync(dirname(file), { recursive: true });
  for (const seed of seeds) {
    for (const prompt of prompts) {
      if (rows.some((row) => row.prompt === prompt && row.seed === seed)) continue;
      const row = await measure(prompt, seed, judge, heldOut);
      appendFileSync(file, `${JSON.stringify({ date: new Date().toISOString(), load: machine().load, ...row })}\n`);
      rows.push(row);
      printRows([row]);
    }
  }
  await Promise.all([judge.close(), heldOut.close()]);
  const wanted = rows.filter(({ prompt, seed }) => prompts.includes(prompt) && seeds.includes(seed));
  console.log(`${steps} steps, ${threads} threads; the same seconds for the other two`);
  printRows(wanted);
  return figuresOf(wanted);
});

async function measure(prompt: string, seed: number, judge: Judge, heldOut: Judge): Promise<Row> {
  const parsed = parsePrompt(prompt);
  const [target, heldOutTarget] = await Promise.all([targetFor(judge, parsed), targetFor(heldOut, parsed)]);
  const others = DISTRACTORS.filter((other) => other !== prompt).slice(0, CHOICES - 1);
  const texts = await heldOut.embedText([prompt, ...others]);
  const outcome = async (net: Cppn): Promise<Outcome> => ({
    own: (await measureLikeness(net, judge, target.wanted, seed, threads)).mean,
    heldOut: (await measureLikeness(net, heldOut, heldOutTarget.wanted, seed, threads)).mean,
    rank: await rankOf(net, heldOut, texts),
  });
  const asked = {
    ...{ job: prompt, start: freshNet(seed), seed, steps, judge, target, threads },
    heldOut: { judge: heldOut, target: heldOutTarget },
  };

  const run = await startRun(asked);
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  const scores: { step: number; at: number; score: number }[] = [];
  let soon: Cppn | undefined;
  let memory = 0;
  while (!run.isDone) {
    const report = await run.advance();
    memory = Math.max(memory, process.memoryUsage.rss());
    if (report.heldOut !== null) scores.push({ step: report.step, at: seconds(), score: report.heldOut });
    if (seconds() < SOON) soon = run.average;
  }
  const taken = seconds();
  await run.close();
  const best = Math.max(...scores.map(({ score }) => score));
  const nearly = scores.find(({ score }) => score >= NEARLY * best);
  return {
    ...{ prompt, seed, seconds: taken, stepsPerSecond: steps / taken, megabytes: memory / 1e6 },
    stepsNearly: nearly?.step ?? Number.NaN,
    secondsNearly: nearly?.at ?? Number.NaN,
    adam: await outcome(run.best.net),
    rankSoon: await rankOf(taken < SOON ? run.best.net : (soon ?? run.best.net), heldOut, texts),
    random: await outcome(await randomSearch(seed, judge, target, taken)),
    cma: await outcome(await cmaSearch(asked, taken)),
  };
}

/** Draw nets for so many seconds, all seen in the same batch, and keep the one of the least loss. */
async function randomSearch(seed: number, judge: Judge, target: Target, budget: number): Promise<Cppn> {
  const evaluator = openEvaluator({
    ...{ spec: DEFAULT_SPEC, judge, target, threads, micro: undefined, sloped: false },
    weights: LOSS_WEIGHTS,
  });
  const random = seededRandom(seed);
  const batch = drawBatch(DEFAULT_SPEC, { cutouts: 4, size: 96, floor: 0.4 }, random);
  const probe = drawProbe(DEFAULT_SPEC, random);
  const gains = new Float32Array(DEFAULT_SPEC.fourierPairs).fill(1);
  const begun = performance.now();
  let best = { net: freshNet(seed), loss: Number.POSITIVE_INFINITY };
  for (let k = 0; performance.now() - begun < 1000 * budget; k++) {
    const net = freshNet(1000 * seed + k);
    const { loss } = await evaluator.evaluate(flatten(DEFAULT_SPEC, net.weights), batch, probe, gains);
    if (loss < best.loss) best = { net, loss };
  }
  await evaluator.close();
  return best.net;
}

/** Run CMA-ES for so many seconds, at the smallest size of the pyramid and with all frequencies: it cannot know how far it will come. */
async function cmaSearch(asked: Parameters<typeof startRun>[0], budget: number): Promise<Cppn> {
  const pyramid = [{ until: 1, size: 96, cutouts: 4 }];
  const how = { optimizer: 'cma-es', isWarm: true, steps: 10_000, pyramid, heldOut: undefined } as const;
  const run: Run = await startRun({ ...asked, ...how });
  const begun = performance.now();
  while (performance.now() - begun < 1000 * budget) await run.advance();
  const net = run.average;
  await run.close();
  return net;
}

/** At what place a judge names the first of some texts for a net's pictures. */
async function rankOf(net: Cppn, judge: Judge, texts: readonly Float32Array[]): Promise<number> {
  const [width, height] = [228, 128];
  const provenance = { made: '', licence: '', created: '' };
  const preset = { slug: '', name: '', prompt: '', tags: [], net, routes: PLAIN_ROUTES, provenance, revision: '' };
  const pictures = LOOKS.map(([time, level]) => {
    const rgba = renderReference(stillScene(preset, width, height, time, level));
    return { width, height, rgb: rgba.filter((_, i) => i % 4 < 3) };
  });
  const seen = await judge.embedPictures(pictures);
  const likeness = texts.map((text) => seen.reduce((sum, picture) => sum + dot(picture, text), 0));
  return 1 + likeness.slice(1).filter((other) => other > (likeness[0] ?? 0)).length;
}

function printRows(rows: readonly Row[]): void {
  const two = (value: number) => value.toFixed(2);
  printTable(
    [
      'prompt',
      'seed',
      'steps/s',
      's',
      'to 95 %',
      's',
      `rank ${SOON} s`,
      'rank',
      'own',
      'held out',
      'random',
      'CMA-ES',
      'MB',
    ],
    rows.map(({ prompt, seed, adam, random, cma, ...row }) => [
      ...[prompt, seed, row.stepsPerSecond.toFixed(1), row.seconds.toFixed(0), row.stepsNearly],
      ...[row.secondsNearly.toFixed(0), row.rankSoon, adam.rank, two(adam.own), two(adam.heldOut)],
      ...[random, cma].map(({ heldOut, rank }) => `${two(heldOut)} (${rank})`),
      Math.round(row.megabytes),
    ]),
  );
}

function figuresOf(rows: readonly Row[]) {
  const middle = (value: (row: Row) => number) => rounded(median(rows.map(value)));
  const share = (isSo: (row: Row) => boolean) => rounded(rows.filter(isSo).length / rows.length);
  return {
    runs: rows.length,
    'steps a second': middle((row) => row.stepsPerSecond),
    'steps to 95 %': middle((row) => row.stepsNearly),
    'most steps to 95 %': rounded(Math.max(...rows.map((row) => row.stepsNearly))),
    [`rank 1 within ${SOON} s`]: share((row) => row.rankSoon === 1),
    'rank 1': share(({ adam }) => adam.rank === 1),
    'held out': middle(({ adam }) => adam.heldOut),
    'held out, random search': middle(({ random }) => random.heldOut),
    'held out, CMA-ES': middle(({ cma }) => cma.heldOut),
    megabytes: middle((row) => row.megabytes),
  };
}
