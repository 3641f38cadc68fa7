/**
 * `npm run bench:wire`: frames on their way. First 1280×720 to three Node clients, sixty times a second, while the processor
 * renders flat out beside it; then to the stage page in headless Chromium, in both formats, three sizes and both ways of drawing.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { monotonicClock } from '../../engine/clock.io.ts';
import { seedNet } from '../../engine/cppn/seed.ts';
import { openPages } from '../../engine/pages.io.ts';
import { FRAME_HEADROOM_BYTES, type Frame } from '../../engine/ports.ts';
import { seededRandom } from '../../engine/random.ts';
import { createCpuRenderer } from '../../engine/render/cpu.io.ts';
import { type PixelFormat, pixelBytes } from '../../engine/render/pixel-format.ts';
import { openServer, type StageServer } from '../../engine/wire/server.io.ts';
import { openBarePage } from '../helpers/bare-chromium.ts';
import {
  milliseconds,
  printSpreads,
  printTable,
  rounded,
  roundedMilliseconds,
  runBench,
  spreadOf,
} from '../helpers/bench.ts';
import { chromiumMissing } from '../helpers/chromium.ts';
import { eventually, pause } from '../helpers/engine-process.ts';
import { SPEC_S, STYLE } from '../helpers/nets.ts';
import { mainThreadSeconds, processorTime, treeSeconds } from '../helpers/processor.ts';
import { sceneOf } from '../helpers/scenes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RATE = 60;
const CLIENTS = 3;
const CLIENT_SECONDS = 8;
const PAGE_SECONDS = 3;
const SCREEN = { width: 1280, height: 720 };
const SIZES = [
  [640, 360],
  [1280, 720],
  [1920, 1080],
] as const;
const WAYS = ['2d', 'webgl'] as const;
const FORMATS: readonly PixelFormat[] = ['i420', 'rgba'];
/** Frames that are sent in turn: no display still holds one when it is sent again. */
const RING = 8;

/** Call `send` sixty times a second on a drift-free grid, skipping what is missed. @returns the stop */
function everyFrame(send: (sequence: number) => void): () => void {
  let due = monotonicClock();
  let sequence = 0;
  let stopped = false;
  const tick = () => {
    if (stopped) return;
    send(++sequence);
    const now = monotonicClock();
    do due += 1 / RATE;
    while (due < now);
    setTimeout(tick, Math.max(0, Math.floor(1000 * (due - now))));
  };
  tick();
  return () => {
    stopped = true;
  };
}

function ringOf(format: PixelFormat, width: number, height: number): Frame[] {
  const random = seededRandom(7);
  return Array.from({ length: RING }, () => {
    const bytes = new Uint8Array(FRAME_HEADROOM_BYTES + pixelBytes(format, width, height));
    for (let i = FRAME_HEADROOM_BYTES; i < bytes.length; i++) bytes[i] = 256 * random();
    return { width, height, format, bytes, release: () => {} };
  });
}

function send(server: StageServer, frame: Frame | undefined, sequence: number): number {
  const before = monotonicClock();
  if (frame) server.send(frame, { sequence, time: before, audioTime: before, waited: 0 });
  return monotonicClock() - before;
}

/** 1280×720 i420 to Node clients, with every processor but one rendering at it all the while. */
async function toNodeClients(server: StageServer) {
  const script = fileURLToPath(new URL('../helpers/wire-clients.ts', import.meta.url));
  const clients = fork(script, [server.url, String(CLIENTS)], { execArgv: ['--import', 'tsx'] });
  const ask = async () => {
    clients.send('count');
    const [counts] = (await once(clients, 'message')) as [number[]];
    return counts;
  };
  await once(clients, 'message');
  const renderer = await createCpuRenderer({ threads: 1 });
  const net = seedNet(SPEC_S, STYLE, seededRandom(1));
  await renderer.prepare(net);
  const scene = sceneOf([net], { width: 1280, height: 720 });
  // The last four rendered frames are sent in turn: on a processor fewer are rendered than sent.
  const held: Frame[] = [];
  let rendered = 0;
  let isOver = false;
  const rendering = (async () => {
    while (!isOver) {
      held.push(await renderer.render(scene, 'i420'));
      rendered++;
      if (held.length > 4) held.shift()?.release();
    }
  })();
  await eventually('four frames are rendered', () => held.length >= 4);
  const encodes: number[] = [];
  const stop = everyFrame((sequence) => {
    const frame = held[sequence % 4];
    encodes.push(send(server, frame && { ...frame, release: () => {} }, sequence));
  });
  await pause(1);
  encodes.length = 0;
  const [countsBefore, before, mainBefore, clientsBefore, renderedBefore] = [
    await ask(),
    processorTime(),
    mainThreadSeconds(),
    treeSeconds(clients.pid ?? 0),
    rendered,
  ];
  await pause(CLIENT_SECONDS);
  const counts = await ask();
  const span = processorTime().time - before.time;
  const main = (mainThreadSeconds() - mainBefore) / span;
  const receiving = (treeSeconds(clients.pid ?? 0) - clientsBefore) / span;
  const rates = counts.map((count, i) => (count - (countsBefore[i] ?? 0)) / span);
  stop();
  isOver = true;
  await rendering;
  await renderer.close();
  clients.disconnect();
  const encode = spreadOf(encodes);
  console.log(
    `1280×720 i420 at ${RATE} a second to ${CLIENTS} Node clients, one thread rendering (${((rendered - renderedBefore) / span).toFixed(1)} fps):`,
  );
  console.log(
    `  ${rates.map((rate) => rate.toFixed(1)).join(', ')} messages a second; sending takes ${(100 * main).toFixed(0)} % of a processor ` +
      `(${((1000 * main) / (CLIENTS * RATE)).toFixed(2)} ms a message with its copy into the kernel), receiving ${(100 * receiving).toFixed(0)} %`,
  );
  printSpreads('  header and hand-over to three sockets', [['encode', encodes]]);
  return {
    'messages a second': rates.map(rounded),
    'sending, share of a processor': rounded(main),
    'receiving, share of a processor': rounded(receiving),
    'encode median ms': roundedMilliseconds(encode.median),
    'encode p99 ms': roundedMilliseconds(encode.p99),
  };
}

interface PageRow {
  readonly fps: number;
  readonly dropped: number;
  readonly seconds: number;
}

/** Frames to the stage page: drawn a second, share dropped, processor time of browser a drawn frame. */
async function toPage(
  server: StageServer,
  way: string,
  format: PixelFormat,
  [width, height]: readonly [number, number],
): Promise<PageRow> {
  const page = await openBarePage(`${server.url}/?draw=${way}&format=${format}`, SCREEN);
  const frames = ringOf(format, width, height);
  let sent = 0;
  const stop = everyFrame((sequence) => {
    if (server.format !== format) return;
    send(server, frames[sequence % RING], sequence);
    sent++;
  });
  try {
    const drawn = () => page.evaluate<number>('Number(document.documentElement?.dataset.drawn ?? 0)');
    await eventually('the page draws', async () => (await drawn()) > 10, 60);
    const before = [await drawn(), sent, treeSeconds(page.pid), monotonicClock()] as const;
    await pause(PAGE_SECONDS);
    const count = (await drawn()) - before[0];
    return {
      fps: count / (monotonicClock() - before[3]),
      dropped: Math.max(0, 1 - count / (sent - before[1])),
      seconds: (treeSeconds(page.pid) - before[2]) / count,
    };
  } finally {
    stop();
    await page.close();
  }
}

async function measure() {
  const pages = await openPages(ROOT, console.log);
  const server = await openServer({
    ...{ host: '127.0.0.1', port: 0, pages, clock: monotonicClock },
    thumbnail: () => '',
    onControl: () => {},
    snapshot: () => ({ params: {}, presets: [] }),
    log: (_, text) => console.log(text),
  });
  try {
    const figures: Record<string, unknown> = await toNodeClients(server);
    const missing = chromiumMissing();
    if (missing) {
      console.log(`no page: ${missing}`);
      return { ...figures, page: missing };
    }
    const rows: string[][] = [];
    for (const way of WAYS) {
      for (const format of FORMATS) {
        for (const size of SIZES) {
          const { fps, dropped, seconds } = await toPage(server, way, format, size);
          const name = `${way} ${format} ${size.join('×')}`;
          rows.push([name, fps.toFixed(1), `${(100 * dropped).toFixed(0)} %`, milliseconds(seconds)]);
          figures[name] = { fps: rounded(fps), dropped: rounded(dropped), 'browser ms': roundedMilliseconds(seconds) };
        }
      }
    }
    console.log(
      `the stage page, ${SCREEN.width}×${SCREEN.height}, sent ${RATE} frames a second; WebGL is software here`,
    );
    printTable(['way, format, size', 'fps drawn', 'dropped', 'browser ms a frame'], rows);
    return figures;
  } finally {
    await server.close();
  }
}

await runBench('wire', measure);
