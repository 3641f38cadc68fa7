/**
 * `npm run bench:midset`: what the optimizer costs the show, and what the show costs it. The CPU renderer draws frames on their
 * deadlines while others are let run and held in short turns, so that whatever else the machine does falls on all alike: a burner at
 * equal priority as the yardstick, and the real optimizer at each of the priorities that the system has. Last, prompts are asked
 * for while all of it runs. Goals: p99 of a frame's time at most 1.10 times as long; a related picture within a second.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { inBackground, type Modesty, modestyHere } from '../../engine/background.io.ts';
import { monotonicClock } from '../../engine/clock.io.ts';
import { readLibrary } from '../../engine/cppn/preset-store.io.ts';
import { seedNet } from '../../engine/cppn/seed.ts';
import { openStartNets } from '../../engine/optimize/start-nets.io.ts';
import { type OrderMessage, reportMessage } from '../../engine/optimize/worker-protocol.ts';
import { seededRandom } from '../../engine/random.ts';
import { createCpuRenderer } from '../../engine/render/cpu.io.ts';
import { milliseconds, printTable, rounded, roundedMilliseconds, runBench, spreadOf } from '../helpers/bench.ts';
import { pause } from '../helpers/engine-process.ts';
import { SPEC_S, STYLE } from '../helpers/nets.ts';
import { treeSeconds } from '../helpers/processor.ts';
import { sceneOf } from '../helpers/scenes.ts';

const ROUNDS = 12;
const TURN_SECONDS = 1.5;
/** Left out at a turn's begin, while the other process is still stopping or starting. */
const SETTLE_SECONDS = 0.1;
/** A show on a processor is set up to leave some of it to the browser. */
const RATE = 30;

/** From the most modest on, as the system has them. */
const PRIORITIES: readonly Modesty[] = ['idle', 'nice', 'none'];
/** Steps of the optimizer's job: more than it can take. */
const STEPS = 5000;
/** How long each optimizer runs with the machine to itself. */
const ALONE_SECONDS = 6;

const BURNER = fileURLToPath(new URL('../helpers/burner.ts', import.meta.url));
const WORKER = fileURLToPath(new URL('../../engine/optimize-worker.io.ts', import.meta.url));
const PRESETS = fileURLToPath(new URL('../../presets', import.meta.url));

/** Never asked before, so that each is read anew. */
const PROMPTS = [
  'golden honeycomb',
  'a storm over the sea',
  'rusty machine',
  'cherry blossom in the wind',
  'laser show',
  'old paper map',
  'deep forest at night',
];

interface Neighbour {
  readonly name: string;
  readonly child?: ChildProcess;
  readonly frames: number[];
  /** Steps of its job so far; 0 for what has none. */
  steps: number;
  /** Steps a second with the machine to itself. */
  alone: number;
  /** Steps and processor seconds in its turns. */
  taken: number;
  used: number;
}

function neighbour(name: string, child?: ChildProcess): Neighbour {
  return { name, ...(child && { child }), frames: [], steps: 0, alone: 0, taken: 0, used: 0 };
}

/** Start a process that stands still until it is let run. */
async function startBurner(): Promise<Neighbour> {
  const args = ['--import', import.meta.resolve('tsx'), BURNER, String(availableParallelism())];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(child, 'message');
  child.kill('SIGSTOP');
  return neighbour('a burner, equal priority', child);
}

/** Start a real optimizer on a long job, see how fast it is alone, and hold it. */
async function startOptimizer(modesty: Modesty): Promise<Neighbour> {
  const node = [process.execPath, '--import', import.meta.resolve('tsx'), WORKER, PRESETS, '1'] as const;
  const [command, ...args] = inBackground(node, modesty);
  const child = spawn(command, args, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const one = neighbour(`the optimizer, ${modesty}`, child);
  const order = {
    id: `midset-${modesty}`,
    prompt: 'golden honeycomb',
    negative: '',
    seed: 1,
    steps: STEPS,
    slug: 'midset',
  };
  await new Promise<void>((done, fail) => {
    child.once('exit', () => fail(new Error('the optimizer ended')));
    child.on('message', (message) => {
      const report = reportMessage.parse(message);
      if (report.type === 'ready') child.send({ type: 'run', order } satisfies OrderMessage);
      if (report.type === 'unable' || report.type === 'failed') fail(new Error(report.reason));
      if (report.type !== 'progress') return;
      one.steps = report.progress * STEPS;
      done();
    });
  });
  const [begun, before] = [monotonicClock(), one.steps];
  await pause(ALONE_SECONDS);
  one.alone = (one.steps - before) / (monotonicClock() - begun);
  child.kill('SIGSTOP');
  return one;
}

async function measure() {
  if (process.platform === 'win32') return 'processes cannot be held on Windows';
  const neighbours: Neighbour[] = [neighbour('alone')];
  const renderer = await createCpuRenderer();
  const { library } = await readLibrary(PRESETS, []);
  const startNets = openStartNets({ presets: () => library, notice: (_, text) => console.log(text) });
  const asked: number[] = [];
  try {
    neighbours.push(await startBurner());
    for (const priority of PRIORITIES.slice(PRIORITIES.indexOf(modestyHere())))
      neighbours.push(await startOptimizer(priority));
    const net = seedNet(SPEC_S, STYLE, seededRandom(1));
    await renderer.prepare(net);
    const scene = sceneOf([net], { width: 640, height: 360 });
    const draw = async (seconds: number, frames: number[]) => {
      const end = monotonicClock() + seconds;
      for (let due = monotonicClock(); due < end; due += 1 / RATE) {
        await pause(Math.max(0, due - monotonicClock()));
        const begun = monotonicClock();
        (await renderer.render(scene, 'i420')).release();
        frames.push(monotonicClock() - begun);
      }
    };
    for (let round = 0; round < ROUNDS; round++) {
      for (const one of neighbours) {
        const pid = one.child?.pid;
        const [used, steps] = [pid === undefined ? 0 : treeSeconds(pid), one.steps];
        one.child?.kill('SIGCONT');
        await pause(SETTLE_SECONDS);
        await draw(TURN_SECONDS, one.frames);
        one.child?.kill('SIGSTOP');
        one.taken += one.steps - steps;
        if (pid !== undefined) one.used += treeSeconds(pid) - used;
      }
    }
    // All at once: no show is busier.
    for (const { child } of neighbours) child?.kill('SIGCONT');
    for (const prompt of PROMPTS) {
      const begun = monotonicClock();
      const found = startNets.nearest(prompt).then(() => asked.push(monotonicClock() - begun));
      await draw(TURN_SECONDS, []);
      await found;
    }
  } finally {
    await renderer.close();
    startNets.close();
    for (const { child } of neighbours) child?.kill('SIGKILL');
  }
  const turns = ROUNDS * (TURN_SECONDS + SETTLE_SECONDS);
  const alone = spreadOf(neighbours[0]?.frames ?? []);
  const figures: Record<string, unknown> = {};
  console.log(`640×360, ${RATE} frames a second, ${renderer.detail}`);
  printTable(
    [
      'beside the show',
      'frames',
      'p50 ms',
      'p99 ms',
      'p50 ratio',
      'p99 ratio',
      'it got of a processor',
      'steps/s',
      'alone',
    ],
    neighbours.map(({ name, frames, used, taken, alone: freely }) => {
      const { median, p99 } = spreadOf(frames);
      const ratios = [median / alone.median, p99 / alone.p99];
      figures[name] = {
        'p50 ms': roundedMilliseconds(median),
        'p99 ms': roundedMilliseconds(p99),
        'p50 ratio': rounded(ratios[0] ?? 0),
        'p99 ratio': rounded(ratios[1] ?? 0),
        'it got': rounded(used / turns),
        ...(freely > 0 && { 'steps/s': rounded(taken / turns), 'steps/s alone': rounded(freely) }),
      };
      return [
        name,
        frames.length,
        milliseconds(median),
        milliseconds(p99),
        ...ratios.map((r) => r.toFixed(2)),
        (used / turns).toFixed(2),
        ...(freely > 0 ? [(taken / turns).toFixed(1), freely.toFixed(1)] : ['', '']),
      ];
    }),
  );
  const first = spreadOf(asked);
  console.log(
    `a prompt's start net, with all of it running: ${milliseconds(first.median)} ms median, ${milliseconds(first.largest)} ms at most of ${first.count}`,
  );
  figures['start net'] = {
    'median ms': roundedMilliseconds(first.median),
    'largest ms': roundedMilliseconds(first.largest),
  };
  return figures;
}

await runBench('midset', measure);
