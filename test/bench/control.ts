/**
 * What controllers cost the show: `npm run bench:control`. The real loop with the CPU renderer, 1,000 OSC messages a second over 200
 * addresses by UDP from another process and 500 MIDI messages a second through the hub, for a minute in all, in turns with
 * nothing, so that the machine's moods fall on both. Frame times with and without, time from message to scene, whether the last
 * value of each address is the one that stands, and the heap before and after.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createAnalyser } from '../../engine/audio/features.ts';
import { monotonicClock, timerScheduler } from '../../engine/clock.io.ts';
import { createMidiHub } from '../../engine/control/midi-hub.ts';
import { parseMidiMap } from '../../engine/control/midi-map.ts';
import { openOscPort } from '../../engine/control/osc/osc-port.io.ts';
import { addressOf, fromNormalised, type ParamSpec, positionOf } from '../../engine/control/parameter.ts';
import { findParam, REGISTRY } from '../../engine/control/registry.ts';
import { readLibrary } from '../../engine/cppn/preset-store.io.ts';
import { startEngine } from '../../engine/engine.ts';
import type { AudioSource, FeedbackPort, FrameSink } from '../../engine/ports.ts';
import { createCpuRenderer } from '../../engine/render/cpu.io.ts';
import {
  median,
  milliseconds,
  printSpreads,
  printTable,
  quantile,
  rounded,
  roundedMilliseconds,
  runBench,
} from '../helpers/bench.ts';
import { memoryMidi } from '../helpers/memory-midi.ts';

const OSC_RATE = 1000;
const MIDI_RATE = 500;
const ADDRESSES = 200;
const FPS = 60;
const TURN_SECONDS = 5;
const TURNS = 12;
/** Carries the time of sending as its value; what it moves is cheap. */
const CLOCK = 'latent.drift';
/** What MIDI has to itself, so that the last value of each is known. */
const KNOBS = Array.from({ length: 8 }, (_, i) => `input.${i + 1}.amount`);

/** An address as it is sent, the parameter that it means, and the range that its values are drawn from. */
interface Address {
  readonly id: string;
  readonly address: string;
  readonly low: number;
  readonly high: number;
  readonly isTravel: boolean;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const clock = monotonicClock;
const pause = (seconds: number) => new Promise((done) => setTimeout(done, 1000 * seconds));

await runBench('control', async () => {
  const { library } = await readLibrary(join(ROOT, 'presets'), []);
  const renderer = await createCpuRenderer({ threads: 1 });
  const frames = {
    times: [] as number[],
    gaps: [] as number[],
    ticks: [] as number[],
    shares: [] as number[],
    waits: [] as number[],
  };
  let begun = clock();
  let arrived: number[] = [];
  let lastStep = clock();
  const audio: AudioSource = {
    status: { state: 'starting', source: 'bench' },
    onBlock: () => {},
    onStatus: () => {},
    close: async () => {},
  };
  const sink: FrameSink = {
    format: 'i420',
    lead: 0,
    wantsPixels: true,
    sendScene() {},
    sendPreview() {},
    send(frame) {
      frames.times.push(clock() - begun);
      frame.release();
    },
    sendParams() {},
    sendMeters() {},
    sendStatus() {},
    log() {},
  };
  // What was put in before this frame began must be in its scene: the wait ends where the change is told.
  const feedback: FeedbackPort[] = [
    {
      sendParams(values) {
        const sent = values[CLOCK];
        if (typeof sent === 'number')
          frames.waits.push(modulo((performance.timeOrigin + performance.now()) / 1000 - sent));
      },
      sendBeat() {
        const now = clock();
        const tick = now - lastStep;
        lastStep = now;
        for (const time of arrived) {
          frames.ticks.push(now - time);
          frames.shares.push((now - time) / tick);
        }
        arrived = [];
      },
    },
  ];
  const engine = startEngine(
    {
      clock,
      scheduler: timerScheduler,
      audio,
      analyser: createAnalyser(),
      renderer,
      sink,
      feedback,
      library() {
        frames.gaps.push(clock() - begun);
        begun = clock();
        return library;
      },
    },
    { width: 160, height: 90, fps: FPS, adapt: false },
  );
  const control: typeof engine.control = (event) => {
    arrived.push(clock());
    engine.control(event);
  };
  const osc = await openOscPort({
    lan: false,
    port: 0,
    feedbackPort: 1,
    feedback: ['127.0.0.1'],
    rate: 30,
    tcpPort: 0,
    ableton: '',
    clock,
    control,
    tempo: engine.tempo,
    params: () => engine.params,
    notice: (_, text) => console.log(text),
  });
  feedback.push(osc);
  const knobs = plugKnobs(control, engine);
  const sender = fork(fileURLToPath(new URL('osc-sender.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const addresses = oscAddresses();

  /** A turn with messages; what came last must stand in the end. */
  async function busyTurn(): Promise<{ wrong: string[] }> {
    const ranges = addresses.map(({ address, low, high }) => [address, low, high]);
    const order = { port: osc.port, addresses: ranges, rate: OSC_RATE, clock: addressOf(specOf(CLOCK)) };
    sender.send(order);
    const stopKnobs = knobs.play();
    await pause(TURN_SECONDS);
    const wanted = stopKnobs();
    sender.send('stop');
    const [last] = (await once(sender, 'message')) as [Record<string, number>];
    await pause(0.2);
    // In the order of their last sending: of two addresses of one parameter the later counts.
    for (const [address, value] of Object.entries(last)) {
      const meant = addresses.find((one) => one.address === address);
      if (meant) wanted.set(meant.id, meant.isTravel ? fromNormalised(specOf(meant.id), value) : value);
    }
    return {
      wrong: [...wanted]
        .filter(([id, value]) => !isNear(id, engine.params[id], value))
        .map(([id, value]) => `${id} ${engine.params[id]} ${value}`),
    };
  }

  const clear = () => {
    for (const list of Object.values(frames)) list.length = 0;
  };
  const quiet = { times: [] as number[], gaps: [] as number[] };
  const busy: typeof frames = { times: [], gaps: [], ticks: [], shares: [], waits: [] };
  await busyTurn();
  const heapBefore = heapBytes();
  let wrong = 0;
  const ratios: number[] = [];
  const quietTurn = async () => {
    clear();
    await pause(TURN_SECONDS);
    quiet.times.push(...frames.times);
    quiet.gaps.push(...frames.gaps);
    return quantile(frames.times, 0.99);
  };
  for (let turn = 0; turn < TURNS; turn++) {
    // In turns first and second, so that what grows or falls over the minutes falls on both.
    let without = turn % 2 === 0 ? await quietTurn() : 0;
    clear();
    const ended = await busyTurn();
    wrong += ended.wrong.length;
    if (ended.wrong.length > 0) console.log(`wrong: ${ended.wrong.join(', ')}`);
    for (const name of ['times', 'gaps', 'ticks', 'shares', 'waits'] as const) busy[name].push(...frames[name]);
    const withMessages = quantile(frames.times, 0.99);
    if (turn % 2 === 1) without = await quietTurn();
    ratios.push(withMessages / without);
  }
  clear();
  // What this bench has noted down itself is not the show's memory.
  const noted = [...Object.values(quiet), ...Object.values(busy)];
  const kept = noted.map((list) => Float64Array.from(list));
  for (const list of noted) list.length = 0;
  const heapGrowth = (heapBytes() - heapBefore) / 2 ** 20;
  noted.forEach((list, i) => {
    for (const value of kept[i] ?? []) list.push(value);
  });
  sender.kill();
  engine.stop();
  await Promise.all([osc.close(), renderer.close()]);

  printSpreads('frame', [
    ['time, without messages', quiet.times],
    ['time, with messages', busy.times],
    ['begun after the one before, without', quiet.gaps],
    ['begun after the one before, with', busy.gaps],
    ['message → scene, from its arrival', busy.ticks],
    ['message → scene, from its sending', busy.waits],
  ]);
  const ratio = median(ratios);
  const gapRatio = quantile(busy.gaps, 0.99) / quantile(quiet.gaps, 0.99);
  const received = busy.ticks.length / (TURNS * TURN_SECONDS);
  printTable(
    ['', 'value'],
    [
      ['events a second, arrived', received.toFixed(0)],
      [
        `addresses and controls whose last value stands, of ${TURNS} × ${addresses.length + KNOBS.length}`,
        `all but ${wrong}`,
      ],
      ['frame time p99, with / without, median of the turns', ratio.toFixed(3)],
      ['the same, all turns as one', (quantile(busy.times, 0.99) / quantile(quiet.times, 0.99)).toFixed(3)],
      ['message → scene, p99, in ticks of the loop', quantile(busy.shares, 0.99).toFixed(2)],
      ['frame gap p99, with / without', gapRatio.toFixed(3)],
      ['one tick', milliseconds(1 / FPS)],
      ['heap, MiB more after a minute of messages', heapGrowth.toFixed(2)],
    ],
  );
  return {
    eventsPerSecond: rounded(received),
    wrongLastValues: wrong,
    frameP99Ratio: rounded(ratio),
    gapP99Ratio: rounded(gapRatio),
    ticksToSceneP99: rounded(quantile(busy.shares, 0.99)),
    arrivalToSceneP99Milliseconds: roundedMilliseconds(quantile(busy.ticks, 0.99)),
    sendingToSceneP99Milliseconds: roundedMilliseconds(quantile(busy.waits, 0.99)),
    heapGrowthMebibytes: rounded(heapGrowth),
  };
});
process.exit();

/**
 * Numbers that OSC may move at random without making the picture dearer than it was: under their own addresses, as places on
 * their travel, and as patterns that mean just them.
 */
function oscAddresses(): Address[] {
  const plain = REGISTRY.filter(({ id, kind, acts }) => {
    return kind === 'number' && !acts && !KNOBS.includes(id) && !/^(audio\.(gain|gate)|tempo|snapshot)/.test(id);
  });
  const own = plain.map((spec): Address => {
    // Weights of 0 would take nets out of the picture and make it cheaper.
    const isWeight = /^mix\.\d+\.weight$/.test(spec.id);
    return { id: spec.id, address: addressOf(spec), low: isWeight ? 0.5 : spec.min, high: spec.max, isTravel: false };
  });
  const free = own.filter(({ id }) => id !== CLOCK);
  const travels = free
    .filter(({ address }) => !/weight$/.test(address))
    .map((one): Address => {
      return { ...one, address: `/norm${one.address}`, low: 0, high: 1, isTravel: true };
    });
  const patterns = Array.from({ length: 8 }, (_, letter) => letter + 1).flatMap((at) =>
    free
      .filter(({ address }) => /\w/.test(address.charAt(at)))
      .map((one): Address => {
        const { address } = one;
        return { ...one, address: `${address.slice(0, at)}[${address.charAt(at)}]${address.slice(at + 1)}` };
      }),
  );
  return [...own, ...travels, ...patterns].slice(0, ADDRESSES);
}

/** Eight knobs on a device in memory, turned at random through the hub, the map and the parser. */
function plugKnobs(emit: Parameters<typeof createMidiHub>[0]['emit'], engine: ReturnType<typeof startEngine>) {
  const system = memoryMidi(clock);
  const device = system.plug('Bench');
  const text = {
    name: 'bench',
    match: '^Bench',
    ch: 1,
    controls: [{ type: 'cc', number: KNOBS.map((_, i) => i), target: KNOBS, takeover: 'jump' }],
  };
  const map = parseMidiMap('bench.json', JSON.stringify(text));
  const hub = createMidiHub({
    system,
    clock,
    maps: () => [map],
    learned: () => [],
    view: { value: (id) => engine.params[id], presets: () => [] },
    emit,
    tempo: engine.tempo,
    notice: (_, line) => console.log(line),
    keep: () => {},
    forget: () => {},
  });
  hub.scan();
  return {
    play(): () => Map<string, number> {
      const last = new Map<string, number>();
      let at = 0;
      let owed = 0;
      let before = performance.now();
      const timer = setInterval(() => {
        const now = performance.now();
        owed += ((now - before) * MIDI_RATE) / 1000;
        before = now;
        for (; owed >= 1; owed--) {
          const number = at++ % KNOBS.length;
          const value = Math.floor(128 * Math.random());
          last.set(KNOBS[number] ?? '', value);
          device.say([0xb0, number, value]);
        }
      }, 4);
      return () => {
        clearInterval(timer);
        return new Map([...last].map(([id, value]) => [id, fromNormalised(specOf(id), value / 127)]));
      };
    },
  };
}

function specOf(id: string): ParamSpec {
  const spec = findParam(id);
  if (!spec) throw new Error(`the registry has no ${id}`);
  return spec;
}

/** Equal up to the precision of a float and the parameter's step; a knob has 128 places. */
function isNear(id: string, value: unknown, wanted: number): boolean {
  const spec = specOf(id);
  const apart = Math.abs(positionOf(spec, Number(value)) - positionOf(spec, wanted));
  return apart <= (KNOBS.includes(id) ? 1 / 127 : 1e-5 + spec.step / (spec.max - spec.min));
}

function modulo(x: number): number {
  return x - Math.floor(x);
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
