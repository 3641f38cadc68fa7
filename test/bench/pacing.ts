/**
 * `npm run bench:pacing`: whether sound is heard on time while frames are rendered flat out. Blocks come from a line-in (a null
 * sink, through PortAudio and the capture process) or, without PulseAudio, from the paced demo; each is analysed as in the show.
 * A block's delay is from its capture time to the end of its analysis; its jitter is how far that lies from the median.
 */

import { createAnalyser } from '../../engine/audio/features.ts';
import { openLineIn } from '../../engine/audio/line-in.io.ts';
import { monotonicClock, timerScheduler } from '../../engine/clock.io.ts';
import { seedNet } from '../../engine/cppn/seed.ts';
import { seededRandom } from '../../engine/random.ts';
import { createCpuRenderer } from '../../engine/render/cpu.io.ts';
import { median, milliseconds, printSpreads, roundedMilliseconds, runBench, spreadOf } from '../helpers/bench.ts';
import { eventually, pause } from '../helpers/engine-process.ts';
import { SPEC_S, STYLE } from '../helpers/nets.ts';
import { pulseMissing, startPulse } from '../helpers/pulse.ts';
import { sceneOf } from '../helpers/scenes.ts';
import { listenToSink } from '../helpers/sink-listener.ts';

const SECONDS = 15;
const RATE = 60;

/** What came of some seconds of listening. */
interface Stretch {
  /** How far each block's delay lies from the median, and how long its analysis took. */
  readonly jitter: readonly number[];
  readonly analysis: readonly number[];
  /** How late timers on a 60 Hz grid came. */
  readonly lateness: readonly number[];
  readonly fps: number;
}

async function measure() {
  const missing = pulseMissing();
  if (missing) return missing;
  const pulse = await startPulse();
  const listener = listenToSink(pulse.env);
  // The capture process inherits where the sound server is.
  Object.assign(process.env, pulse.env);
  const stopTone = pulse.tone(110, 0.3);
  const line = await openLineIn(
    { device: 'pulse', hostApi: '', channels: [1, 2], sampleRate: 0, blockSize: 256 },
    monotonicClock,
  );
  const renderer = await createCpuRenderer();
  const analyser = createAnalyser();
  const net = seedNet(SPEC_S, STYLE, seededRandom(1));
  await renderer.prepare(net);
  const scene = sceneOf([net], { width: 640, height: 360 });

  async function listen(isRendering: boolean): Promise<Stretch> {
    const delays: number[] = [];
    const analysis: number[] = [];
    const lateness: number[] = [];
    let isOver = false;
    let frames = 0;
    line.onBlock = (block) => {
      const came = monotonicClock();
      analyser.push(block, () => {});
      const done = monotonicClock();
      analysis.push(done - came);
      delays.push(done - block.time);
    };
    let due = monotonicClock();
    const tick = () => {
      lateness.push(monotonicClock() - due);
      due = Math.max(due + 1 / RATE, monotonicClock());
      if (!isOver) timerScheduler.at(due, tick);
    };
    timerScheduler.at(due, tick);
    const rendering = (async () => {
      while (isRendering && !isOver) {
        (await renderer.render(scene, 'i420')).release();
        frames++;
      }
    })();
    await pause(SECONDS);
    isOver = true;
    await rendering;
    line.onBlock = () => {};
    const middle = median(delays);
    return { jitter: delays.map((delay) => Math.abs(delay - middle)), analysis, lateness, fps: frames / SECONDS };
  }

  try {
    await eventually('sound comes', () => line.status.state === 'running');
    // The first seconds are the compiler's.
    await pause(3);
    await listen(true);
    const idle = await listen(false);
    const busy = await listen(true);
    console.log(
      `blocks of 256 frames from PortAudio; ${renderer.detail}, 640×360 flat out: ${busy.fps.toFixed(1)} fps`,
    );
    printSpreads('the loop that listens', [
      ['jitter, not rendering', idle.jitter],
      ['jitter, rendering flat out', busy.jitter],
      ['analysis of a block, not rendering', idle.analysis],
      ['analysis of a block, rendering flat out', busy.analysis],
      ['lateness of a frame’s timer, not rendering', idle.lateness],
      ['lateness of a frame’s timer, rendering flat out', busy.lateness],
    ]);
    const p99 = (values: readonly number[]) => roundedMilliseconds(spreadOf(values).p99);
    console.log(`jitter p99 while rendering flat out: ${milliseconds(spreadOf(busy.jitter).p99)} ms (goal 3 ms)`);
    return {
      'jitter p99 ms': p99(busy.jitter),
      'jitter p99 ms, not rendering': p99(idle.jitter),
      'analysis p99 ms': p99(busy.analysis),
      'timer lateness p99 ms': p99(busy.lateness),
      fps: Math.round(10 * busy.fps) / 10,
    };
  } finally {
    stopTone();
    await line.close();
    await renderer.close();
    listener.stop();
    await pulse.stop();
  }
}

await runBench('pacing', measure);
