/**
 * `npm run bench:midset`: what a process that computes beside the show costs it, by the priority that the process is given. The
 * CPU renderer draws frames on their deadlines while others are let run and held in short turns, so that whatever else the machine
 * does falls on all alike. Goal: p99 of a frame's time at most 1.10 times as long with one at the optimizer's priority.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Command, inBackground, modestyHere } from '../../engine/background.io.ts';
import { monotonicClock } from '../../engine/clock.io.ts';
import { seedNet } from '../../engine/cppn/seed.ts';
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

const BURNER = fileURLToPath(new URL('../helpers/burner.ts', import.meta.url));

interface Neighbour {
  readonly name: string;
  readonly child?: ChildProcess;
  readonly frames: number[];
  used: number;
}

/** Start a burner that stands still until it is let run. */
async function startBurner(name: string, wrap: (command: Command) => Command): Promise<Neighbour> {
  const threads = String(availableParallelism());
  const [command, ...args] = wrap([process.execPath, '--import', import.meta.resolve('tsx'), BURNER, threads]);
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(child, 'message');
  child.kill('SIGSTOP');
  return { name, child, frames: [], used: 0 };
}

async function measure() {
  if (process.platform === 'win32') return 'processes cannot be held on Windows';
  const modesty = modestyHere();
  const neighbours: Neighbour[] = [{ name: 'alone', frames: [], used: 0 }];
  const renderer = await createCpuRenderer();
  try {
    neighbours.push(await startBurner('equal priority', (command) => command));
    if (modesty !== 'none') neighbours.push(await startBurner('nice 19', (command) => inBackground(command, 'nice')));
    if (modesty === 'idle')
      neighbours.push(await startBurner('idle policy', (command) => inBackground(command, 'idle')));
    const net = seedNet(SPEC_S, STYLE, seededRandom(1));
    await renderer.prepare(net);
    const scene = sceneOf([net], { width: 640, height: 360 });
    for (let round = 0; round < ROUNDS; round++) {
      for (const neighbour of neighbours) {
        const pid = neighbour.child?.pid;
        const before = pid === undefined ? 0 : treeSeconds(pid);
        neighbour.child?.kill('SIGCONT');
        await pause(SETTLE_SECONDS);
        const end = monotonicClock() + TURN_SECONDS;
        for (let due = monotonicClock(); due < end; due += 1 / RATE) {
          await pause(Math.max(0, due - monotonicClock()));
          const begun = monotonicClock();
          (await renderer.render(scene, 'i420')).release();
          neighbour.frames.push(monotonicClock() - begun);
        }
        neighbour.child?.kill('SIGSTOP');
        if (pid !== undefined)
          neighbour.used += (treeSeconds(pid) - before) / (ROUNDS * (TURN_SECONDS + SETTLE_SECONDS));
      }
    }
  } finally {
    await renderer.close();
    for (const { child } of neighbours) child?.kill('SIGKILL');
  }
  const alone = spreadOf(neighbours[0]?.frames ?? []);
  const figures: Record<string, unknown> = { 'the optimizer’s priority': modesty };
  console.log(
    `640×360, ${RATE} frames a second, ${renderer.detail}; beside it a process of ${availableParallelism()} threads`,
  );
  printTable(
    ['beside the show', 'frames', 'p50 ms', 'p99 ms', 'p50 ratio', 'p99 ratio', 'it got of a processor'],
    neighbours.map(({ name, frames, used }) => {
      const { median, p99 } = spreadOf(frames);
      const ratios = [median / alone.median, p99 / alone.p99];
      figures[name] = {
        'p50 ms': roundedMilliseconds(median),
        'p99 ms': roundedMilliseconds(p99),
        'p50 ratio': rounded(ratios[0] ?? 0),
        'p99 ratio': rounded(ratios[1] ?? 0),
        'it got': rounded(used),
      };
      return [
        name,
        frames.length,
        milliseconds(median),
        milliseconds(p99),
        ...ratios.map((r) => r.toFixed(2)),
        used.toFixed(2),
      ];
    }),
  );
  return figures;
}

await runBench('midset', measure);
