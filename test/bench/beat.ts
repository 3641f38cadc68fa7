/**
 * `npm run bench:beat`: whether what moves with the beat lands on it. A steady track of kicks and hats is played into the line; a
 * preset flashes with the transport's beat, which the show asks for at the time at which a frame will be seen (`sink.lead`). Error is
 * from a beat's sound to the first pixel of its flash; negative is early.
 */

import { join } from 'node:path';
import { normal, seededRandom } from '../../engine/random.ts';
import { median, milliseconds, printSpreads, roundedMilliseconds, runBench, spreadOf } from '../helpers/bench.ts';
import { type LiveRun, liveMissing, playLive } from '../helpers/live-rig.ts';
import { findStarts } from '../helpers/sink-listener.ts';
import { writeWav } from '../helpers/wav.ts';

const RATE = 48_000;
const BPM = 124;
const BEATS = 96;
/** Beats in which the ear may find the tempo. */
const LEARNING_BEATS = 24;
const LEAD_IN = 1;
const RISE = 40;

const beatSeconds = 60 / BPM;

/** Four on the floor: a kick on each beat, a snare on every other, a quieter hat between two. */
function track(): Float32Array {
  const random = seededRandom(3);
  const samples = new Float32Array(Math.ceil((LEAD_IN + BEATS * beatSeconds + 1) * RATE));
  const add = (time: number, seconds: number, value: (t: number) => number) => {
    const start = Math.round(time * RATE);
    for (let i = 0; i < seconds * RATE; i++) samples[start + i] = (samples[start + i] ?? 0) + value(i / RATE);
  };
  const kick = (t: number) =>
    0.8 * Math.exp(-t / 0.09) * Math.cos(2 * Math.PI * (50 * t + 3 * (1 - Math.exp(-t / 0.03))));
  for (let beat = 0; beat < BEATS; beat++) {
    const time = LEAD_IN + beat * beatSeconds;
    add(time, 0.3, kick);
    if (beat % 2 === 1) add(time, 0.2, (t) => 0.3 * normal(random) * Math.exp(-t / 0.05));
    add(time + beatSeconds / 2, 0.05, (t) => 0.05 * normal(random) * Math.exp(-t / 0.015));
  }
  return samples;
}

/** Each flash's distance from the nearest beat, in order. */
function errorsOf({ frames, recording }: LiveRun): number[] {
  const first = recording.timeOf(findStarts(recording.samples)[0] ?? 0);
  const flashes = frames.filter((frame, i) => i > 0 && frame.brightness - (frames[i - 1]?.brightness ?? 0) > RISE);
  return flashes.flatMap(({ seen }) => {
    const beat = Math.round((seen - first) / beatSeconds);
    return beat >= LEARNING_BEATS && beat < BEATS ? [seen - first - beat * beatSeconds] : [];
  });
}

async function measure() {
  const missing = liveMissing();
  if (missing) return missing;
  const run = await playLive(
    (folder) => {
      const path = join(folder, 'beat.wav');
      writeWav(path, track());
      return path;
    },
    {
      from: 'beat',
      release: 0.03,
      screen: { width: 640, height: 360 },
      flags: ['--renderer', 'cpu', '--size', '640x360', '--no-adapt', ...process.argv.slice(2)],
    },
  );
  const errors = errorsOf(run);
  const distances = errors.map(Math.abs);
  const latency = median(run.statuses.flatMap(({ latency }) => latency ?? []));
  console.log(`${errors.length} flashes on ${BEATS - LEARNING_BEATS} beats of ${BPM} bpm; ${run.renderer}`);
  printSpreads('flash and beat', [
    ['distance', distances],
    ['early (−) or late', errors],
  ]);
  console.log(
    `without prediction a flash would come as late as any sound is seen: ${milliseconds(latency)} ms by the HUD`,
  );
  const { median: middle, p95 } = spreadOf(distances);
  return {
    flashes: errors.length,
    'distance median ms': roundedMilliseconds(middle),
    'distance p95 ms': roundedMilliseconds(p95),
    'signed median ms': roundedMilliseconds(median(errors)),
  };
}

await runBench('beat', measure);
