/**
 * The optimizer's loop against a judge that is exact: it does what it is told, the same seed gives the same net, a run that was cut
 * goes on as if it had not been, and gradients are those of finite differences.
 */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { evaluate, foldCondition } from '../../engine/cppn/cppn.ts';
import { mixedSpec, seedNet } from '../../engine/cppn/seed.ts';
import { input } from '../../engine/judge/graph.ts';
import { openSession } from '../../engine/judge/session.io.ts';
import { drawBatch, drawProbe } from '../../engine/optimize/batch.ts';
import { parseCheckpoint, writeCheckpoint } from '../../engine/optimize/checkpoint.ts';
import { cppnNodes, weightInputs } from '../../engine/optimize/cppn-graph.ts';
import { cutoutCoordinates, wholeFrame } from '../../engine/optimize/cutouts.ts';
import { cosine } from '../../engine/optimize/distractors.ts';
import { openEvaluator } from '../../engine/optimize/evaluator.io.ts';
import { measureLiveliness } from '../../engine/optimize/measure.ts';
import { flatten, weightCount } from '../../engine/optimize/net-vector.ts';
import { LOSS_WEIGHTS } from '../../engine/optimize/objective.ts';
import { parsePrompt } from '../../engine/optimize/prompt.ts';
import { type Run, type RunOptions, startRun } from '../../engine/optimize/run.io.ts';
import { seeImage } from '../../engine/optimize/see-image.io.ts';
import { targetFor } from '../../engine/optimize/target.ts';
import { seededRandom } from '../../engine/random.ts';
import { colourJudge } from '../helpers/colour-judge.ts';
import { STYLE } from '../helpers/nets.ts';

const SPEC = mixedSpec({ width: 8, layers: 2, fourierPairs: 2, activations: ['sin', 'tanh'], audioInputs: 2 });
const PYRAMID = [{ until: 1, size: 32, cutouts: 2 }];

async function options(prompt: string, steps: number, seed = 3): Promise<RunOptions> {
  const judge = colourJudge();
  const target = await targetFor(judge, parsePrompt(prompt));
  const start = seedNet(SPEC, { ...STYLE, contrast: 0.7 }, seededRandom(seed));
  const heldOut = { judge: colourJudge('held out'), target };
  return { job: prompt, start, seed, steps, judge, target, heldOut, threads: 1, pyramid: PYRAMID };
}

async function begin(t: TestContext, ...of: Parameters<typeof startRun>): Promise<Run> {
  const run = await startRun(...of);
  t.after(() => run.close());
  return run;
}

async function advance(run: Run, steps: number): Promise<number[]> {
  const losses: number[] = [];
  for (let k = 0; k < steps; k++) losses.push((await run.advance()).loss);
  return losses;
}

for (const activations of [
  ['sin', 'gaussian', 'tanh', 'atan'],
  ['cos', 'sigmoid'],
  ['softplus', 'abs'],
  ['atan-pair', 'identity'],
] as const) {
  test(`the graph of a net of ${activations.join(', ')} is the reference evaluator`, async () => {
    const spec = mixedSpec({ width: 16, layers: 2, fourierPairs: 3, activations, audioInputs: 2 });
    const net = seedNet(spec, STYLE, seededRandom(5));
    const condition = Float32Array.of(0.6, 0.8, 0.3, -0.5, 0.9, 0.1);
    const inputs = {
      coordinates: input('coordinates', [1, 2, 16]),
      conditions: input('conditions', [1, 6, 1]),
      pairGains: input('pairGains', [3, 1]),
    };
    const session = await openSession(
      { outputs: { rgb: cppnNodes(spec, weightInputs(spec), inputs) } },
      { threads: 1 },
    );
    const coordinates = cutoutCoordinates([wholeFrame(true)], 4);
    const { rgb } = await session.run({
      ...Object.fromEntries(net.weights),
      coordinates,
      conditions: condition,
      pairGains: Float32Array.of(1, 1, 1),
    });
    await session.close();
    for (let i = 0; i < 16; i++) {
      const expected = evaluate(net, foldCondition(net, condition), coordinates[i] ?? 0, coordinates[16 + i] ?? 0);
      for (let c = 0; c < 3; c++) assert.ok(Math.abs((rgb?.[16 * c + i] ?? 9) - (expected[c] ?? 0)) < 1e-4);
    }
  });
}

test('a net learns the prompt, by both judges', async (t) => {
  const run = await begin(t, await options('red blue', 60));
  const first = await run.advance();
  let heldOut: number | null = null;
  let likeness = first.likeness;
  while (!run.isDone) {
    const report = await run.advance();
    heldOut = report.heldOut ?? heldOut;
    likeness = report.likeness;
  }
  assert.ok(first.likeness < 0.5);
  assert.ok(likeness > 0.6, `likeness ${likeness}`);
  assert.ok((heldOut ?? 0) > 0.6, `held out ${heldOut}`);
});

test('by a judge without features, as CLIP is, angles are counted, alone and together', async (t) => {
  const good = await options('red blue', 60);
  const run = await begin(t, { ...good, judge: { ...good.judge, features: 0 } });
  const first = await run.advance();
  const { spherical = Number.NaN, together = Number.NaN } = first.terms;
  for (const name of ['likeness', 'features']) assert.ok(!(name in first.terms), name);
  // Half the square of the mean angle is at most the mean of half the squares.
  assert.ok(spherical >= (0.35 * 12 * Math.acos(first.likeness) ** 2) / 2 - 1e-3, `${spherical} for ${first.likeness}`);
  assert.ok(together > -0.3 * 12 && together < 0.3 * 12);
  while (run.step < 59) await run.advance();
  assert.ok((await run.advance()).likeness > 0.6);
});

test('an image is seen as a text that says what it shows', async () => {
  const judge = colourJudge();
  const [left, right] = [
    [255, 0, 0],
    [0, 0, 255],
  ];
  const rgb = Uint8Array.from({ length: 3 * 64 * 64 }, (_, at) => {
    return ((Math.floor(at / 3) % 64 < 32 ? left : right) ?? [])[at % 3] ?? 0;
  });
  const seen = await seeImage(judge, { width: 64, height: 64, rgb }, 1);
  const likeness = async (text: string) => cosine(seen.embedding, (await judge.embedText([text]))[0] ?? []);
  assert.ok(Math.abs(Math.hypot(...seen.embedding) - 1) < 1e-5);
  assert.ok((await likeness('red blue')) > 0.8);
  assert.ok((await likeness('blue red')) < 0.5);
  // The features are those of the picture; the middle, which is red in one view and blue in another, varies most.
  assert.ok((seen.mean[0] ?? 0) > 0.3 && (seen.mean[3] ?? 0) < -0.3);
  assert.ok((seen.variance[1] ?? 0) > 0.2 && seen.variance[16] === 0);
});

test('a net that learned still hears: each audio input moves it', async (t) => {
  const run = await begin(t, await options('red blue', 60));
  while (!run.isDone) await run.advance();
  const { moves } = measureLiveliness(run.average);
  assert.ok(
    moves.every((move) => move > 0.05),
    `moves ${moves}`,
  );
});

test('the same seed gives the same net, bit by bit, and another seed another', async (t) => {
  const [one, two, other] = [
    await begin(t, await options('red', 20)),
    await begin(t, await options('red', 20)),
    await begin(t, await options('red', 20, 4)),
  ];
  for (const run of [one, two, other]) await advance(run, 6);
  assert.deepEqual(one.average, two.average);
  assert.notDeepEqual(one.average.weights, other.average.weights);
});

test('a run that goes on from its checkpoint ends as one that was never cut', async (t) => {
  const whole = await begin(t, await options('red', 12));
  const cut = await begin(t, await options('red', 12));
  const losses = await advance(whole, 12);
  await advance(cut, 5);
  const resumed = await begin(t, await options('red', 12), cut.checkpoint());
  assert.equal(resumed.step, 5);
  assert.deepEqual(await advance(resumed, 7), losses.slice(5));
  assert.deepEqual(resumed.average, whole.average);
});

test('the checkpoint of another job is not gone on from', async (t) => {
  const cut = await begin(t, await options('red', 12));
  await advance(cut, 3);
  const other = await begin(t, await options('blue', 12), cut.checkpoint());
  assert.equal(other.step, 0);
});

test('a loss that is no number is stepped back from, said, and given up only after several', async (t) => {
  const good = await options('red', 40);
  const broken = { ...good, target: { ...good.target, wanted: good.target.wanted.map(() => Number.NaN) } };
  const run = await begin(t, broken);
  const before = flatten(SPEC, run.average.weights);
  const report = await run.advance();
  assert.match(report.notice ?? '', /gone back to the average, with 0.5 of the rate/);
  assert.deepEqual(flatten(SPEC, run.average.weights), before);
  await assert.rejects(async () => advance(run, 20), { code: 'optimizer' });
});

test('CMA-ES learns the prompt from scores alone, and goes on from its checkpoint as if it had not been cut', async (t) => {
  const asked = async (): Promise<RunOptions> => ({ ...(await options('red', 30)), optimizer: 'cma-es' });
  const whole = await begin(t, await asked());
  const first = await whole.advance();
  const losses = [first.loss, ...(await advance(whole, 29))];
  assert.ok((losses.at(-1) ?? 9) < first.loss - 1, `from ${first.loss} to ${losses.at(-1)}`);
  const cut = await begin(t, await asked());
  await advance(cut, 4);
  const stored = parseCheckpoint(writeCheckpoint(cut.checkpoint()), weightCount(SPEC), 'here');
  const resumed = await begin(t, await asked(), stored);
  assert.deepEqual(await advance(resumed, 3), losses.slice(4, 7));
});

test('a batch that is seen in parts has the gradient of the whole, for all terms that are means over the cutouts', async () => {
  const { judge, target, start } = await options('red blue', 10);
  const weights = { ...LOSS_WEIGHTS, together: 0, slope: 0, picture: 0 };
  const batch = drawBatch(SPEC, { cutouts: 5, size: 32, floor: 0.3 }, seededRandom(9));
  const probe = drawProbe(SPEC, seededRandom(10));
  const gains = new Float32Array(SPEC.fourierPairs).fill(1);
  const seen = async (micro: number) => {
    const evaluator = openEvaluator({ spec: SPEC, judge, target, weights, threads: 1, micro, sloped: true });
    const evaluation = await evaluator.evaluate(flatten(SPEC, start.weights), batch, probe, gains);
    await evaluator.close();
    return evaluation;
  };
  const [whole, parts] = [await seen(5), await seen(2)];
  assert.ok(Math.abs(whole.loss - parts.loss) < 1e-4 * Math.abs(whole.loss));
  assert.ok(Math.abs(whole.likeness - parts.likeness) < 1e-5);
  const size = Math.hypot(...whole.gradient);
  const apart = Math.hypot(...whole.gradient.map((slope, i) => slope - (parts.gradient[i] ?? 0)));
  assert.ok(size > 0.01 && apart < 1e-4 * size, `${apart} of ${size}`);
});

test('the held-out judge picks the best when it is asked to, and only then', async (t) => {
  const asked = await options('red', 40);
  // A judge that likes what the other one does not: what it picks is the least red.
  const blue = await targetFor(asked.judge, parsePrompt('blue'));
  const heldOut = { judge: colourJudge('held out'), target: blue };
  const scores: number[] = [];
  for (const select of ['own', 'held-out'] as const) {
    const run = await begin(t, { ...asked, heldOut, select });
    while (!run.isDone) await run.advance();
    scores.push(run.best.score);
  }
  assert.ok((scores[0] ?? 0) > 0.3 && (scores[1] ?? 9) < 0, `${scores}`);
  await assert.rejects(startRun({ ...asked, heldOut: undefined, select: 'held-out' }), { code: 'bad-argument' });
});
