/**
 * The engine's side of the wire: pages and thumbnails over HTTP, messages, frames and scenes over WebSocket at /ws.
 * Every display has room for two frames on their way; who has none misses the frame, and nobody waits for anybody.
 */

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FeatureFrame } from '../audio/features.ts';
import type { ControlEvent, ParamValue } from '../control/parameter.ts';
import type { Transport } from '../control/transport.ts';
import { describeError, EngineError } from '../errors.ts';
import type { Clock, FrameSink, FrameStamp } from '../ports.ts';
import type { PixelFormat } from '../render/pixel-format.ts';
import type { Seconds } from '../units.ts';
import { type HttpOptions, isOwnOrigin, openHttp } from './http.io.ts';
import { MAX_CLIENT_MESSAGE_BYTES } from './image-message.ts';
import { createPreviewFeed, type PreviewFeed } from './preview-feed.ts';
import {
  type ClientMessage,
  type EngineMessage,
  type Ghost,
  type InputsNews,
  type JobInfo,
  type MemoryNews,
  type Meters,
  type MidiNews,
  PROTOCOL_VERSION,
  type PresetInfo,
  parseClientMessage,
  type Takes,
  writeFrameHeader,
} from './protocol.ts';
import { createRouteFeed, type RouteFeed, type RouteView } from './route-feed.ts';
import { createSceneFeed, type SceneFeed } from './scene-feed.ts';
import { createShelf } from './shelf.ts';

export interface ServerOptions extends HttpOptions {
  readonly clock: Clock;
  readonly onControl: (event: ControlEvent) => void;
  /** A page asks for a preset or changes the queue. @throws EngineError, told to that page */
  readonly onPrompt?: (message: PromptMessage) => void;
  /** Called when a page asks something of MIDI. */
  readonly onMidi?: (wish: Pick<Extract<ClientMessage, { type: 'midi' }>, 'action' | 'value'>) => void;
  /** Called when a page wants the audio inputs looked for. */
  readonly onInputs?: () => void;
  /** A page changes routes. @throws EngineError, told to that page */
  readonly onRoutes?: (message: RoutesMessage) => void;
  /** Called when a page wants the session saved. */
  readonly onSave?: () => void;
  /** What a page that just came needs to know. */
  readonly snapshot: () => {
    params: Readonly<Record<string, ParamValue>>;
    presets: PresetInfo[];
    jobs?: JobInfo[];
    memory?: MemoryNews | undefined;
  };
  readonly log: (level: 'info' | 'warning', text: string) => void;
  /** Called with what a display wants the performer to know. */
  readonly notice?: (level: 'info' | 'warning', text: string) => void;
}

/** What a page may say about prompts. */
export type PromptMessage = Extract<ClientMessage, { type: 'prompt' | 'job' | 'job-move' | 'job-show' }>;

/** What a page may say about routes. */
export type RoutesMessage = Extract<ClientMessage, { type: 'routes' | 'routes-back' | 'routes-save' }>;

/** A listening server; it is the engine's FrameSink. */
export interface StageServer extends FrameSink {
  /** http://host:port */
  readonly url: string;
  sendPresets(presets: PresetInfo[]): void;
  sendJobs(jobs: JobInfo[]): void;
  /** Tell the pages of MIDI; one that comes later is told the newest. */
  sendMidi(midi: MidiNews): void;
  sendGhosts(ghosts: Ghost[]): void;
  sendMemory(memory: MemoryNews): void;
  /** Let the pages that watch routes see them: called with every frame, it costs the others nothing. */
  sendRoutes(view: RouteView): void;
  /** Tell the pages of the audio inputs; one that comes later is told the newest. */
  sendInputs(inputs: InputsNews): void;
  close(): Promise<void>;
}

/** Frames that may be on their way to one display. Two keep the line busy while the first is being drawn. */
const FRAMES_IN_FLIGHT = 2;
/** A display that says nothing for this long has lost count; it starts again with full room. */
const CREDIT_TIMEOUT: Seconds = 2;
/** More sound than this between two frames is a pause, not a latency. */
const LONGEST_GAP: Seconds = 0.25;
/** Share of a frame's lead that is taken over: a second of frames settles it, one late frame moves it little. */
const LEAD_SHARE = 0.05;
/** A stage has figures, not meters: it is told each so many-th of them. */
const STAGE_METERS_EVERY = 6;
/** A display that takes nothing off the line for this long is let go; it will come back when it can. */
const STUCK_TIMEOUT: Seconds = 10;
/** News for a display that has this much unread would only pile up. */
const MAX_UNREAD_BYTES = 64 << 10;
/** Bad messages from one connection before it is closed. */
const MAX_BAD_MESSAGES = 20;

interface Client {
  readonly socket: WebSocket;
  role: 'new' | 'stage' | 'control';
  format: PixelFormat;
  takes: Takes;
  readonly scenes: SceneFeed;
  readonly previews: PreviewFeed;
  readonly routes: RouteFeed;
  /** Frames, or scenes, on their way, oldest first. */
  inFlight: { sequence: number; begun: Seconds; audioTime: Seconds; sent: Seconds }[];
  /** Capture time of the newest sound in the frame that it shows. */
  shownAudio: Seconds | undefined;
  lastDrained: Seconds;
  badMessages: number;
}

/**
 * Listen.
 * @throws EngineError 'port-in-use', or 'bad-argument' for a host that is not this machine's
 */
export async function openServer(options: ServerOptions): Promise<StageServer> {
  const { clock, log } = options;
  const run = randomBytes(6).toString('hex');
  const clients = new Set<Client>();
  const stages = new Set<Client>();
  const latencies: { at: Seconds; value: Seconds }[] = [];
  let dropped = 0;
  let metersSent = 0;
  let lead: Seconds = 0;
  let midi: MidiNews | undefined;
  let ghosts: Ghost[] = [];
  let inputs: InputsNews | undefined;
  const { server: http, url } = await openHttp(options);
  const sockets = new WebSocketServer({
    server: http,
    path: '/ws',
    // A longer message closes the connection.
    maxPayload: MAX_CLIENT_MESSAGE_BYTES,
    perMessageDeflate: false,
    verifyClient: ({ origin, req }: { origin: string; req: IncomingMessage }) => isOwnOrigin(origin, req.headers.host),
  });
  sockets.on('connection', (socket) => {
    const shelf = createShelf();
    const client: Client = {
      socket,
      role: 'new',
      format: 'i420',
      takes: 'frames',
      scenes: createSceneFeed(shelf),
      previews: createPreviewFeed(shelf),
      routes: createRouteFeed(),
      inFlight: [],
      shownAudio: undefined,
      lastDrained: clock(),
      badMessages: 0,
    };
    clients.add(client);
    socket.on('message', (data, isBinary) => hear(client, isBinary ? '(bytes)' : String(data)));
    socket.on('close', () => {
      clients.delete(client);
      stages.delete(client);
    });
    socket.on('error', () => socket.terminate());
  });

  function hear(client: Client, text: string): void {
    try {
      act(client, parseClientMessage(text));
    } catch (error) {
      const message = describeError(error);
      if (client.badMessages++ === 0) log('warning', message);
      tell(client, { type: 'refused', message });
      if (client.badMessages > MAX_BAD_MESSAGES) client.socket.close(1008, 'too many bad messages');
    }
  }

  function act(client: Client, message: ClientMessage): void {
    if (message.type === 'drawn') drawn(client, message.sequence);
    else if (message.type === 'control') {
      const { param, op, value } = message;
      options.onControl({ param, op, value, origin: 'page' });
    } else if (message.type === 'hello') greet(client, message);
    else if (message.type === 'take') take(client, message);
    else if (message.type === 'watch') client.routes.watch(message.place);
    else if (message.type === 'routes' || message.type === 'routes-back' || message.type === 'routes-save')
      options.onRoutes?.(message);
    else if (message.type === 'preview') client.previews.want(message.way);
    else if (message.type === 'midi') options.onMidi?.({ action: message.action, value: message.value });
    else if (message.type === 'inputs') options.onInputs?.();
    else if (message.type === 'save') options.onSave?.();
    else options.onPrompt?.(message);
  }

  function greet(client: Client, message: Extract<ClientMessage, { type: 'hello' }>): void {
    if (message.version !== PROTOCOL_VERSION) {
      throw new EngineError(
        'bad-message',
        `a display speaks version ${message.version}, expected ${PROTOCOL_VERSION}`,
        'reload the page',
      );
    }
    client.role = message.role;
    client.format = message.format;
    client.takes = message.takes;
    client.scenes.clear();
    client.previews.want('none');
    if (client.role === 'stage') stages.add(client);
    else stages.delete(client);
    const { params, presets, jobs, memory } = options.snapshot();
    tell(client, { type: 'welcome', version: PROTOCOL_VERSION, run });
    tell(client, { type: 'presets', presets });
    tell(client, { type: 'params', values: { ...params } });
    if (jobs) tell(client, { type: 'jobs', jobs });
    if (client.role !== 'control') return;
    if (midi) tell(client, { type: 'midi', midi });
    if (memory) tell(client, { type: 'memory', memory });
    if (inputs) tell(client, { type: 'inputs', inputs });
    else options.onInputs?.();
    tell(client, { type: 'ghosts', ghosts });
  }

  function take(client: Client, { takes, why }: Extract<ClientMessage, { type: 'take' }>): void {
    client.takes = takes;
    // What is on its way is of the kind before, and counted by another sequence.
    client.inFlight.length = 0;
    if (why) options.notice?.('warning', `a display takes ${takes}: ${why}`);
  }

  function drawn(client: Client, sequence: number): void {
    const at = client.inFlight.findIndex((frame) => frame.sequence === sequence);
    const frame = client.inFlight[at];
    if (!frame) return;
    client.inFlight.splice(0, at + 1);
    const now = clock();
    const { audioTime, begun } = frame;
    const before = client.shownAudio ?? audioTime;
    // The sound that this frame is the first to show came in since the frame before: on average at the middle between.
    const newSound = Math.min(audioTime - before, LONGEST_GAP);
    latencies.push({ at: now, value: now - audioTime + Math.max(0, newSound) / 2 });
    client.shownAudio = audioTime;
    lead = lead === 0 ? now - begun : lead + LEAD_SHARE * (now - begun - lead);
  }

  function hasRoom(client: Client, now: Seconds): boolean {
    const { socket, inFlight } = client;
    if (socket.bufferedAmount === 0) client.lastDrained = now;
    else if (now - client.lastDrained > STUCK_TIMEOUT) socket.terminate();
    if (inFlight.length > 0 && now - (inFlight[0]?.sent ?? now) > CREDIT_TIMEOUT) inFlight.length = 0;
    return socket.readyState === socket.OPEN && socket.bufferedAmount === 0 && inFlight.length < FRAMES_IN_FLIGHT;
  }

  /** Put down that something is on its way, for which the client will say `drawn`. */
  function depart(client: Client, { sequence, time, audioTime }: FrameStamp, now: Seconds): void {
    client.inFlight.push({ sequence, begun: time, audioTime, sent: now });
  }

  function broadcast(message: EngineMessage, roles: readonly Client['role'][]): void {
    const text = JSON.stringify(message);
    for (const client of clients) {
      // A display that is not reading gets the next.
      if (!roles.includes(client.role) || client.socket.bufferedAmount >= MAX_UNREAD_BYTES) continue;
      client.socket.send(text);
      client.scenes.count(text.length, clock());
    }
  }

  const server: StageServer = {
    url,
    get format() {
      let majority = 0;
      for (const { takes, format } of stages) if (takes !== 'scenes') majority += format === 'rgba' ? 1 : -1;
      return majority > 0 ? 'rgba' : 'i420';
    },
    get wantsPixels() {
      for (const { takes } of stages) if (takes !== 'scenes') return true;
      return stages.size === 0;
    },
    get lead() {
      return lead;
    },
    send(frame, stamp) {
      const { width, height, format } = frame;
      const now = clock();
      writeFrameHeader(frame.bytes, { width, height, format, ...stamp, made: now - stamp.time });
      let holders = 1;
      const done = () => {
        if (--holders === 0) frame.release();
      };
      for (const client of stages) {
        if (client.takes === 'scenes') continue;
        if (!hasRoom(client, now)) {
          dropped++;
          continue;
        }
        holders++;
        depart(client, stamp, now);
        client.socket.send(frame.bytes, { binary: true }, done);
      }
      done();
    },
    sendScene(scene, stamp, follow) {
      const now = clock();
      for (const client of stages) {
        if (client.takes === 'frames') continue;
        if (!hasRoom(client, now)) {
          if (client.takes === 'scenes') dropped++;
          continue;
        }
        // While a display takes both, it counts by its frames.
        if (client.takes === 'scenes') depart(client, stamp, now);
        for (const bytes of client.scenes.take(scene, stamp, follow, now)) client.socket.send(bytes);
      }
    },
    sendPreview(preview, stamp) {
      const now = clock();
      for (const { role, previews, socket } of clients) {
        if (role !== 'control') continue;
        const hasRoom = () => socket.bufferedAmount === 0;
        for (const bytes of previews.take(preview, stamp, now, hasRoom)) socket.send(bytes);
      }
    },
    sendParams: (values) => broadcast({ type: 'params', values: { ...values } }, ['control']),
    sendMeters(features, transport) {
      const isForStages = metersSent++ % STAGE_METERS_EVERY === 0;
      broadcast(
        { type: 'meters', meters: metersOf(features, transport) },
        isForStages ? ['control', 'stage'] : ['control'],
      );
    },
    sendJobs: (jobs) => broadcast({ type: 'jobs', jobs }, ['control']),
    sendMidi(news) {
      midi = news;
      broadcast({ type: 'midi', midi: news }, ['control']);
    },
    sendGhosts(all) {
      ghosts = all;
      broadcast({ type: 'ghosts', ghosts: all }, ['control']);
    },
    sendRoutes(view) {
      const now = clock();
      for (const client of clients) {
        if (client.role !== 'control' || client.socket.bufferedAmount > 0) continue;
        for (const message of client.routes.take(view, now)) tell(client, message);
      }
    },
    sendMemory: (memory) => broadcast({ type: 'memory', memory }, ['control']),
    sendInputs(news) {
      inputs = news;
      broadcast({ type: 'inputs', inputs: news }, ['control']);
    },
    sendPresets: (presets) => broadcast({ type: 'presets', presets }, ['control', 'stage']),
    sendStatus(status) {
      const now = clock();
      while (latencies[0] && now - latencies[0].at > 1) latencies.shift();
      const displays = stages.size;
      const drawing = [...stages].filter(({ takes }) => takes === 'scenes').length;
      const latency = median(latencies.map(({ value }) => value));
      broadcast({ type: 'status', status: { ...status, displays, drawing, dropped, latency } }, ['control', 'stage']);
    },
    log,
    async close() {
      for (const { socket } of clients) socket.close(1001, 'the engine stops');
      const letGo = () => {
        for (const socket of sockets.clients) socket.terminate();
      };
      setTimeout(letGo, 200).unref();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
  return server;
}

// Implementation

function tell(client: Client, message: EngineMessage): void {
  client.socket.send(JSON.stringify(message));
}

function metersOf(features: Readonly<FeatureFrame>, transport: Transport): Meters {
  const { bands, hits, time, gateOpen, level, rms, peak, onset, kick, snare, hat } = features;
  const { isOnset, isKick, isSnare, isHat, isDrop, isBreakdown } = features;
  const { beat, beatPhase, barPhase, confidence, source } = transport;
  // The beat runs on while the ear knows none; a page need not say so.
  const bpm = source === 'audio' && confidence === 0 ? 0 : transport.bpm;
  const rounded = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 1000) / 1000);
  return {
    ...{ time, gateOpen, level, rms, peak, bands: rounded(bands), hits: rounded(hits), onset, kick, snare, hat },
    ...{ isOnset, isKick, isSnare, isHat, isDrop, isBreakdown },
    ...{ bpm, tempoConfidence: confidence, beat, beatPhase, barPhase, tempoSource: source },
  };
}

function median(values: number[]): number | null {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
