/**
 * An engine without sound, GPU and presets on disk, for tests of the two pages: it serves the built display, speaks the real
 * protocol, and sends moving colours and made-up meters. Unlike the real one it can be told to misbehave.
 */

import { createReadStream, existsSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Acting, act } from '../../engine/acts.ts';
import { applyEvents, type ControlState, defaultControls } from '../../engine/control/control-state.ts';
import type { ControlEvent, ParamValue } from '../../engine/control/parameter.ts';
import { createMemory } from '../../engine/memory-news.ts';
import { type JobEvent, type JobQueue, reduceJobs } from '../../engine/optimize/job.ts';
import { slugOf } from '../../engine/optimize/prompt.ts';
import type { PixelFormat } from '../../engine/render/pixel-format.ts';
import { editRoutes, routesAt } from '../../engine/route-edits.ts';
import {
  type ClientMessage,
  type EngineMessage,
  type JobInfo,
  PROTOCOL_VERSION,
  type PresetInfo,
  parseClientMessage,
  type Status,
  writeFrameHeader,
} from '../../engine/wire/protocol.ts';
import { createRouteFeed, type RouteFeed, type RouteView } from '../../engine/wire/route-feed.ts';
import { writeNet } from '../../engine/wire/scene-message.ts';
import { LOOP, loopOf, metersAt, thumbnail } from './fake-show.ts';
import { tinyPreset } from './nets.ts';

export interface FakeEngineOptions {
  readonly port?: number;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  readonly presets?: number;
}

/** A running fake. */
export interface FakeEngine {
  readonly url: string;
  readonly port: number;
  /** Everything that pages said, oldest first. */
  readonly heard: ClientMessage[];
  /** Frames sent and acknowledged over all stages. */
  readonly counts: { sent: number; drawn: number };
  /** Changed in place by tests; sent with the next status. */
  readonly status: Status;
  controls(): ControlState;
  control(event: Pick<ControlEvent, 'param' | 'value'>): void;
  /** Send this picture of the loop again and again; undefined lets it move. */
  hold(picture: number | undefined): void;
  /** Let something happen to the prompt queue, as its optimizer would. */
  job(event: JobEvent): void;
  /** Say nothing more on any line, and keep the lines open. */
  stall(): void;
  /** Let nothing be heard, or the made-up music again. */
  silence(is: boolean): void;
  /** Send a text to all pages as it is. */
  say(text: string): void;
  close(): Promise<void>;
}

const NET = tinyPreset('any', 1).net;
const DIST = join(import.meta.dirname, '../../display/dist');
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const NAMES = [
  'Fern at night',
  'Glass tide',
  'Ember lattice',
  'Deep bloom',
  'Violet static',
  'Salt desert',
  'Cathedral of reeds',
  'Oil on water',
  'Paper moons',
  'Slow lightning',
  'Kelp forest',
  'Coral clock',
];
const INPUTS = [
  { label: 'USB mixer', detail: 'ALSA, 2 ch, 48000 Hz', isDefault: true },
  { label: 'broken card', detail: 'ALSA, 2 ch, 44100 Hz', isDefault: false },
];
/** Frames on their way to one stage, as in the protocol. */
const CREDIT = 2;

/** Start it; port 0 takes a free one. */
export async function startFakeEngine(options: FakeEngineOptions = {}): Promise<FakeEngine> {
  const { width = 640, height = 360, fps = 60 } = options;
  const presets = NAMES.slice(0, options.presets ?? NAMES.length).map(presetNamed);
  const run = Math.random().toString(36).slice(2);
  const started = performance.now();
  const now = () => (performance.now() - started) / 1000;
  const heard: ClientMessage[] = [];
  const counts = { sent: 0, drawn: 0 };
  const stages = new Map<WebSocket, { format: PixelFormat; owed: number }>();
  const pages = new Set<WebSocket>();
  const pictures = new Map<PixelFormat, Uint8Array[]>();
  let state = withFirstPresets(presets);
  let fade: { from: number[]; slot: number; start: number } | undefined;
  let jobs: JobQueue = [];
  let stalled = false;
  let held: number | undefined;
  let silent = false;
  let kept: Omit<Acting, 'controls'> = {
    fade: null,
    move: null,
    morph: null,
    waiting: [],
    snapshots: {},
    undo: [],
    routes: {},
  };
  let saved = -100;
  const library = presets.map(({ slug, name }) => ({ ...tinyPreset(slug), name }));
  const feeds = new Map<WebSocket, RouteFeed>();
  const view: RouteView = (place) => {
    const played = routesAt(place, { controls: state, routes: kept.routes, envelopes: [] }, library, 8);
    const { routes = [], ...what } = played ?? { slug: '', name: '', inputs: 0, isEdited: false, given: [] };
    const { kick } = metersAt(now());
    return { ...what, routes: [...routes], envelopes: routes.map(() => kick), given: what.given.map(() => kick) };
  };
  const memory = createMemory({
    set: 'test',
    show: {
      get snapshots() {
        return kept.snapshots;
      },
      get undo() {
        return kept.undo;
      },
    },
    standing: () => ({ state: 'saved', saved, reason: '' }),
    send(news) {
      for (const page of pages) tell(page, { type: 'memory', memory: news });
    },
    clock: now,
    unixTime: now,
  });
  let sequence = 0;
  const status = firstStatus(width, height, fps);

  const http = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://fake').pathname;
    const preset = presets.find(({ slug }) => path === `/presets/${slug}/thumbnail.png`);
    if (preset) {
      response.setHeader('content-type', 'image/png').end(thumbnail(presets.indexOf(preset), NAMES.length));
    } else if (/^\/presets\/[\w-]+\/net$/.test(path)) response.end(writeNet(0, NET));
    else serveFile(response, path === '/' ? 'index.html' : path === '/control' ? 'control.html' : path);
  });
  const sockets = new WebSocketServer({ server: http, path: '/ws', perMessageDeflate: false });
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => hear(socket, parseClientMessage(String(data))));
    socket.on('close', () => {
      stages.delete(socket);
      pages.delete(socket);
      feeds.delete(socket);
    });
  });

  function hear(socket: WebSocket, message: ClientMessage): void {
    heard.push(message);
    if (message.type === 'drawn') {
      counts.drawn++;
      const stage = stages.get(socket);
      if (stage) stage.owed--;
    } else if (message.type === 'control') {
      const before = state.targets['audio.input'] ?? '';
      control({ param: message.param, value: message.value });
      // As the engine does with a device that does not open.
      if (message.value === 'broken card') setTimeout(() => control({ param: 'audio.input', value: before }), 100);
    } else if (message.type === 'watch') feeds.get(socket)?.watch(message.place);
    else if (message.type === 'routes' || message.type === 'routes-back') {
      const routes = message.type === 'routes' ? message.routes : null;
      kept = editRoutes(kept, [{ slug: message.slug, routes }], library, now());
      for (const page of pages) tell(page, { type: 'memory', memory: memory.now() });
    } else if (message.type === 'save') {
      saved = now();
      tell(socket, { type: 'memory', memory: memory.now() });
    } else if (message.type === 'inputs') {
      tell(socket, { type: 'inputs', inputs: { inputs: INPUTS, reason: '' } });
    } else if (message.type === 'prompt') {
      const { type: _, image, ...asked } = message;
      const like = image && { image: image.name };
      job({
        type: 'add',
        job: { ...asked, ...like, slug: slugOf(asked.prompt) } as Extract<JobEvent, { type: 'add' }>['job'],
      });
    } else if (message.type === 'job') job({ type: message.act === 'play' ? 'shown' : message.act, id: message.id });
    else if (message.type === 'job-show') job({ type: 'show', id: message.id, show: message.show });
    else if (message.type === 'job-move') job({ type: 'move', id: message.id, before: message.before });
    else if (message.type === 'hello') {
      tell(socket, { type: 'welcome', version: PROTOCOL_VERSION, run });
      if (message.role === 'stage') {
        if (!pictures.has(message.format)) pictures.set(message.format, loopOf(message.format, width, height));
        stages.set(socket, { format: message.format, owed: 0 });
      } else {
        pages.add(socket);
        feeds.set(socket, createRouteFeed());
        tell(socket, { type: 'presets', presets });
        tell(socket, { type: 'params', values: state.targets });
        tell(socket, { type: 'jobs', jobs: jobInfos() });
        tell(socket, { type: 'memory', memory: memory.now() });
        tell(socket, { type: 'inputs', inputs: { inputs: INPUTS, reason: '' } });
        tell(socket, { type: 'status', status: { ...status, displays: stages.size } });
      }
    }
  }

  function tell(socket: WebSocket, message: EngineMessage): void {
    if (!stalled) socket.send(JSON.stringify(message));
  }

  function jobInfos(): JobInfo[] {
    return jobs.map(({ from = '', curve, ...job }) => ({ ...job, from, judge: 'fake', curve: [...curve] }));
  }

  function job(event: JobEvent): void {
    jobs = reduceJobs(jobs, event);
    for (const page of pages) tell(page, { type: 'jobs', jobs: jobInfos() });
  }

  function control(event: Pick<ControlEvent, 'param' | 'value'>): void {
    const before = state;
    const events: ControlEvent[] = [{ ...event, op: 'set', origin: 'page' }];
    state = applyEvents(state, events);
    // Snapshots and undo are the engine's own; a recall arrives at once.
    const { controls, ...rest } = act({ ...kept, controls: state }, before, events, events, now());
    const arrived = Object.entries(rest.morph?.to ?? {}).map(([param, value]) => set(param, value));
    state = applyEvents(controls, arrived);
    kept = { ...rest, morph: null };
    for (const page of pages) tell(page, { type: 'memory', memory: memory.now() });
    if (event.param === 'preset.go') startFade(String(event.value));
    tellChanges(before);
  }

  function startFade(slug: string): void {
    const slots = [1, 2, 3, 4, 5, 6, 7, 8];
    const from = slots.map((n) => Number(state.targets[`mix.${n}.weight`]));
    let slot = slots.findIndex((n) => state.targets[`mix.${n}.preset`] === slug);
    if (slot < 0) {
      slot = from.indexOf(Math.min(...from));
      state = applyEvents(state, [set(`mix.${slot + 1}.preset`, slug)]);
    }
    fade = { from, slot, start: now() };
  }

  function advanceFade(): void {
    if (!fade) return;
    const { from, slot, start } = fade;
    const progress = Math.min(1, (now() - start) / Math.max(1e-3, Number(state.targets['fade.time'])));
    const before = state;
    state = applyEvents(
      state,
      from.map((weight, i) => set(`mix.${i + 1}.weight`, weight + progress * ((i === slot ? 1 : 0) - weight))),
    );
    if (progress === 1) fade = undefined;
    tellChanges(before);
  }

  function tellChanges(before: ControlState): void {
    const changed = Object.entries(state.targets).filter(([id, value]) => before.targets[id] !== value);
    if (changed.length === 0) return;
    for (const page of pages) tell(page, { type: 'params', values: Object.fromEntries(changed) });
  }

  function sendFrame(): void {
    sequence++;
    for (const [socket, stage] of stages) {
      const picture = pictures.get(stage.format)?.[held ?? sequence % LOOP];
      if (!picture || stalled || stage.owed >= CREDIT) continue;
      writeFrameHeader(picture, {
        ...{ format: stage.format, sequence, width, height },
        ...{ time: now(), audioTime: now(), waited: 0, made: 0 },
      });
      socket.send(picture);
      stage.owed++;
      counts.sent++;
    }
  }

  let ticks = 0;
  const timers = [
    setInterval(sendFrame, 1000 / fps),
    setInterval(() => {
      advanceFade();
      ticks++;
      for (const [page, feed] of feeds) for (const message of feed.take(view, now())) tell(page, message);
      for (const page of [...pages, ...stages.keys()]) {
        tell(page, { type: 'meters', meters: { ...metersAt(now()), gateOpen: !silent } });
        if (ticks % 15 === 0) tell(page, { type: 'status', status: { ...status, displays: stages.size } });
      }
    }, 33),
  ];
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    heard,
    counts,
    status,
    controls: () => state,
    control,
    job,
    hold(picture) {
      held = picture;
    },
    silence(is) {
      silent = is;
    },
    stall() {
      stalled = true;
    },
    say(text) {
      for (const socket of sockets.clients) socket.send(text);
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

// Implementation

const set = (param: string, value: ParamValue): ControlEvent => ({ param, op: 'set', value, origin: 'engine' });

function presetNamed(name: string, i: number): PresetInfo {
  return {
    slug: name.toLowerCase().replaceAll(' ', '-'),
    name,
    prompt: `${name}, a painting`,
    tags: i % 2 === 0 ? ['dark'] : ['dark', 'bright'],
    revision: `${i}`,
  };
}

function withFirstPresets(presets: readonly PresetInfo[]): ControlState {
  return applyEvents(
    defaultControls(),
    presets.slice(0, 8).map(({ slug }, i) => set(`mix.${i + 1}.preset`, slug)),
  );
}

function firstStatus(width: number, height: number, fps: number): Status {
  return {
    audio: { state: 'running', source: 'USB mixer', detail: '48000 Hz, 2 ch' },
    renderer: 'webgpu',
    rendererDetail: 'a graphics card',
    width,
    height,
    fps,
    renderSeconds: 0.0042,
    late: 0,
    displays: 0,
    drawing: 0,
    dropped: 0,
    memory: 312e6,
    optimizer: 'idle',
    latency: 0.041,
    notices: [{ time: 0, level: 'info', text: 'listening to USB mixer' }],
  };
}

function serveFile(response: ServerResponse, path: string): void {
  const file = join(DIST, normalize(path));
  if (!file.startsWith(DIST) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
  createReadStream(file).pipe(response);
}
