/**
 * `npm run bench:latency`: from a click in the cable to changed pixels in the browser, with the real engine, the real capture
 * process and a real page. Clicks come at irregular times, so that no period of the chain can agree with theirs.
 *
 *   click sounds → [input: card's piece, PortAudio, capture process, pipe] → [features] → [wait for the frame's begin]
 *   → [scene and render] → [encode, socket, decode] → [wait for the animation frame] → [upload] → [raster] → pixel read back
 *
 * A click's time is that of the independent listener (sink-listener.ts says how, and what it leaves out); a pixel's that of
 * its read-back (stage-probe.ts). What a screen adds after that (compositor, scan-out) is not in it.
 */

import { join } from 'node:path';
import { createAnalyser } from '../../engine/audio/features.ts';
import { normal, seededRandom } from '../../engine/random.ts';
import { median, milliseconds, printSpreads, roundedMilliseconds, runBench, spreadOf } from '../helpers/bench.ts';
import { type LiveRun, liveMissing, playLive } from '../helpers/live-rig.ts';
import { findStarts, type Recording } from '../helpers/sink-listener.ts';
import type { SeenFrame } from '../helpers/stage-probe.ts';
import { writeWav } from '../helpers/wav.ts';

const RATE = 48_000;
const CLICKS = 120;
/** A rise of the canvas' middle by this much (of 255) is a seen click. */
const RISE = 40;
/** A click that is not seen by then is missed. */
const LONGEST_WAIT = 0.3;

/** A click and the frame that showed it first. */
interface Sighting {
  readonly click: number;
  /** When the analysis of the recording itself finds it, over hop phases: capture time less the click's. */
  readonly hearing: number;
  readonly frame: SeenFrame;
}

/** Bursts of noise of 8 ms over a hiss of −70 dBFS, 0.35–0.7 s apart. */
function clickTrack(): Float32Array {
  const random = seededRandom(2026);
  const starts: number[] = [];
  for (let time = 1.5; starts.length < CLICKS; time += 0.35 + 0.35 * random()) starts.push(Math.round(time * RATE));
  const samples = Float32Array.from({ length: (starts.at(-1) ?? 0) + RATE }, () => 0.0003 * normal(random));
  for (const start of starts) {
    for (let i = 0; i < 0.06 * RATE; i++) {
      const value = 0.25 * normal(random) * Math.exp(-i / (0.008 * RATE));
      samples[start + i] = Math.max(-0.95, Math.min(0.95, i === 0 ? 0.5 : value));
    }
  }
  return samples;
}

function sightings(run: LiveRun): { seen: Sighting[]; missed: number; early: number } {
  const { frames, recording } = run;
  const hearing = hearingTimes(recording);
  const rises = frames.filter((frame, i) => i > 0 && frame.brightness - (frames[i - 1]?.brightness ?? 0) > RISE);
  const seen: Sighting[] = [];
  let missed = 0;
  const used = new Set<SeenFrame>();
  for (const start of findStarts(recording.samples)) {
    const click = recording.timeOf(start);
    const frame = rises.find(({ seen: at }) => at > click && at < click + LONGEST_WAIT);
    if (!frame) missed++;
    else {
      used.add(frame);
      seen.push({ click, hearing: hearing.get(start) ?? Number.NaN, frame });
    }
  }
  return { seen, missed, early: rises.length - used.size };
}

/** How long after each click the same analysis finds it, by start: the mean over four places of the click in a hop. */
function hearingTimes({ samples, sampleRate }: Recording): Map<number, number> {
  const starts = findStarts(samples);
  const times = new Map<number, number>();
  for (const shift of [0, 64, 128, 192]) {
    const analyser = createAnalyser();
    const block = { samples: samples.subarray(shift), frames: samples.length - shift, channels: 1, sampleRate };
    const found: number[] = [];
    let before = 0;
    analyser.push({ ...block, time: samples.length / sampleRate }, (frame) => {
      if (frame.onset - before > 0.25) found.push(frame.time);
      before = frame.onset;
    });
    for (const start of starts) {
      const at = found.find((time) => time > start / sampleRate) ?? Number.NaN;
      times.set(start, (times.get(start) ?? 0) + (at - start / sampleRate) / 4);
    }
  }
  return times;
}

/** The way's stages, in order; each Sighting's add up to its whole. */
const STAGES: readonly (readonly [string, (sighting: Sighting) => number])[] = [
  ['ear: click to the hop that finds it', ({ hearing }) => hearing],
  ['frame: until a frame takes that hop', ({ click, hearing, frame: { audioTime } }) => audioTime - click - hearing],
  ['input: that hop’s last sample to the engine', ({ frame: f }) => f.begun - f.waited - f.audioTime],
  ['hop: arrival to the frame’s begin', ({ frame }) => frame.waited],
  ['scene, render, encode', ({ frame }) => frame.made],
  ['socket, decode', ({ frame }) => frame.received - frame.begun - frame.made],
  ['vsync: waits for the animation frame', ({ frame }) => frame.animationFrame - frame.received],
  ['upload: the page draws', ({ frame }) => frame.drawn - frame.animationFrame],
  ['raster, read-back', ({ frame }) => frame.seen - frame.drawn],
];

async function measure() {
  const missing = liveMissing();
  if (missing) return missing;
  const [width = 640, height = 360] = (process.argv[2] ?? '640x360').split('x').map(Number);
  const run = await playLive(
    (folder) => {
      const path = join(folder, 'clicks.wav');
      writeWav(path, clickTrack());
      return path;
    },
    {
      from: 'onset',
      release: 0.03,
      screen: { width, height },
      flags: ['--renderer', 'cpu', '--size', '640x360', '--no-adapt', ...process.argv.slice(3)],
    },
  );
  const { seen, missed, early } = sightings(run);
  const whole = seen.map(({ click, frame }) => frame.seen - click);
  const { recording, frames } = run;
  const [first, last] = [frames[0], frames.at(-1)];
  const fps = (frames.length - 1) / ((last?.seen ?? 0) - (first?.seen ?? 0));
  const live = median(run.statuses.flatMap(({ latency }) => latency ?? []));

  console.log(`640×360 i420 on a ${width}×${height} screen; ${run.renderer}; ${fps.toFixed(1)} frames a second drawn`);
  console.log(
    `${seen.length} clicks seen, ${missed} missed, ${early} flashes without one; the sink hands over ` +
      `${milliseconds(recording.piece.median)} ms pieces (largest ${milliseconds(recording.piece.largest)})`,
  );
  console.log(
    `sure to: page clock ±${milliseconds(run.clockError)} ms, sample clock ±${milliseconds(recording.drift)} ms`,
  );
  printSpreads('from click to pixel', [['whole', whole], ...STAGES.map(([name, of]) => [name, seen.map(of)] as const)]);
  console.log(`the HUD says ${milliseconds(live)} ms (median over the run), this bench ${milliseconds(median(whole))}`);
  const { median: middle, p95, p99 } = spreadOf(whole);
  return {
    clicks: seen.length,
    missed,
    'fps drawn': Math.round(10 * fps) / 10,
    'median ms': roundedMilliseconds(middle),
    'p95 ms': roundedMilliseconds(p95),
    'p99 ms': roundedMilliseconds(p99),
    'live estimate ms': roundedMilliseconds(live),
    stages: Object.fromEntries(
      STAGES.map(([name, of]) => {
        const values = spreadOf(seen.map(of));
        return [name.split(':')[0], [roundedMilliseconds(values.median), roundedMilliseconds(values.p95)]];
      }),
    ),
  };
}

await runBench('latency', measure);
