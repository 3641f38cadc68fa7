/**
 * OSC at the edge: datagrams (and SLIP over TCP, where asked for) in, events out to the engine; changes, answers, features and
 * beats back to the subscribers. Nothing here throws into the show: a port that is taken is said once, bytes that are no OSC
 * are dropped.
 */

import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server, type Socket as Stream } from 'node:net';
import { describeError, EngineError } from '../../errors.ts';
import type { Clock, FeedbackPort } from '../../ports.ts';
import { clamp, type Seconds } from '../../units.ts';
import { addressOf, type ControlEvent, type ParamSpec, type ParamValue } from '../parameter.ts';
import { findParam } from '../registry.ts';
import type { TempoReport, Transport } from '../transport.ts';
import type { Aliases } from './aliases.ts';
import { NO_BEATS, reportBeat } from './beat-report.ts';
import { decodeOsc, encodeBundle, encodeOsc, type OscArgument, type OscMessage } from './codec.ts';
import { interpretOsc, type OscAct } from './messages.ts';
import { encodeSlip, slipReader } from './slip.ts';
import { beatMessage, telemetryMessages } from './telemetry.ts';

export interface OscSettings {
  /** Listen on the whole network, not on this machine only. */
  readonly lan: boolean;
  readonly port: number;
  /** Where subscribers listen, unless they say otherwise. */
  readonly feedbackPort: number;
  /** Hosts that are told everything from the start. */
  readonly feedback: readonly string[];
  /** Tellings of features and beat a second; 0 for none. */
  readonly rate: number;
  /** Port for SLIP over TCP; 0 for none. */
  readonly tcpPort: number;
  /** Host of an Ableton Live with AbletonOSC, whose tempo and beat are wanted; empty for none. */
  readonly ableton: string;
}

export interface OscPortOptions extends OscSettings {
  /** Other programs' addresses for ours, from the first map that knows one. */
  readonly aliases?: readonly Aliases[];
  readonly clock: Clock;
  readonly control: (event: ControlEvent) => void;
  readonly tempo: (report: TempoReport) => void;
  readonly params: () => Readonly<Record<string, ParamValue>>;
  readonly notice: (level: 'info' | 'warning', text: string) => void;
}

export interface OscPort extends FeedbackPort {
  /** The UDP port that is listened on; it differs from the asked-for one when that was 0. */
  readonly port: number;
  readonly tcpPort: number;
  /** Take in a packet that came another way (OSCQuery's WebSocket). */
  receive(bytes: Uint8Array): void;
  close(): Promise<void>;
}

/** AbletonOSC listens here and answers there, whatever port it was asked from. */
const ABLETON_PORT = 11000;
const ABLETON_REPLY_PORT = 11001;
const ABLETON_PROPERTIES = ['tempo', 'beat', 'is_playing'];
/** Live may be started after the show; asking again costs three datagrams. */
const ABLETON_ASK_AGAIN: Seconds = 5;
const MOST_SUBSCRIBERS = 16;
/** A bundle of the future waits at most this long: a clock that is wrong must not lose it. */
const LONGEST_WAIT: Seconds = 10;
const MOST_WAITING = 1024;
/** Parameters told in one bundle: it stays under an Ethernet frame. */
const BUNDLE_SIZE = 24;

interface Peer {
  readonly host: string;
  readonly port: number;
}

/** Listen. @throws EngineError 'port-in-use' when the UDP port is taken */
export async function openOscPort(options: OscPortOptions): Promise<OscPort> {
  const { clock, notice, aliases = [] } = options;
  const host = options.lan ? '0.0.0.0' : '127.0.0.1';
  const socket = await bindUdp(host, options.port);
  const subscribers = new Map<string, Peer>();
  const streams = new Set<Stream>();
  const waiting = new Set<NodeJS.Timeout>();
  let beats = NO_BEATS;
  let lastTransport: Transport | null = null;
  let nextTelling = 0;
  const subscribe = (peer: Peer) => {
    const [oldest] = subscribers.keys();
    if (subscribers.size >= MOST_SUBSCRIBERS && oldest !== undefined) subscribers.delete(oldest);
    subscribers.set(keyOf(peer), peer);
  };
  for (const name of options.feedback) subscribe({ host: name, port: options.feedbackPort });

  function receive(bytes: Uint8Array, from?: Peer, stream?: Stream): void {
    for (const message of decodeOsc(bytes)) {
      const wait = message.due === null ? 0 : clamp(message.due - Date.now() / 1000, 0, LONGEST_WAIT);
      if (wait < 0.001 || waiting.size >= MOST_WAITING) take(message, from, stream);
      else {
        const timer = setTimeout(() => {
          waiting.delete(timer);
          take(message, from, stream);
        }, 1000 * wait);
        waiting.add(timer);
      }
    }
  }

  function take(message: OscMessage, from?: Peer, stream?: Stream): void {
    const meant = aliases.reduce((said, alias) => alias(said), message);
    for (const act of interpretOsc(meant, options.params())) perform(act, from, stream);
  }

  function perform(act: OscAct, from?: Peer, stream?: Stream): void {
    switch (act.act) {
      case 'control':
        options.control({ ...act.event, time: clock() });
        break;
      case 'query':
        answer(encodeParam(act.spec, options.params()[act.spec.id]), from, stream);
        break;
      case 'tempo': {
        const { line, report } = reportBeat(beats, act, clock());
        beats = line;
        if (report) options.tempo(report);
        break;
      }
      case 'subscribe':
      case 'unsubscribe': {
        if (!from) break;
        const peer = { host: from.host, port: act.port ?? options.feedbackPort };
        if (act.act === 'unsubscribe') subscribers.delete(keyOf(peer));
        else {
          subscribe(peer);
          for (const bundle of bundlesOf(options.params())) send(bundle, peer);
        }
      }
    }
  }

  /** To where the question came from, and to where feedback is listened for on that host: programs differ in where they hear. */
  function answer(bytes: Uint8Array, from?: Peer, stream?: Stream): void {
    if (stream) stream.write(encodeSlip(bytes));
    if (!from) return;
    send(bytes, from);
    if (from.port !== options.feedbackPort) send(bytes, { host: from.host, port: options.feedbackPort });
  }

  function send(bytes: Uint8Array, { host: to, port }: Peer): void {
    // Without a callback an unreachable host would be an 'error' event; with one it is nothing.
    socket.send(bytes, port, to, () => {});
  }

  function tell(bytes: Uint8Array): void {
    for (const peer of subscribers.values()) send(bytes, peer);
    for (const stream of streams) if (stream.writableLength < 1 << 16) stream.write(encodeSlip(bytes));
  }

  socket.on('message', (bytes, { address, port }) => receive(bytes, { host: address, port }));
  socket.on('error', (error) => notice('warning', `OSC: ${describeError(error)}`));

  const tcp = options.tcpPort === 0 ? undefined : await openTcp(host, options.tcpPort, streams, receive, notice);
  const ableton = options.ableton === '' ? undefined : await listenToAbleton(options, receive);

  return {
    port: socket.address().port,
    tcpPort: portOf(tcp),
    receive: (bytes) => receive(bytes),
    sendParams(values) {
      for (const bundle of bundlesOf(values)) tell(bundle);
    },
    sendBeat(transport, features) {
      const meter = Number(options.params()['tempo.meter'] ?? 4);
      const beat = options.rate > 0 ? beatMessage(lastTransport, transport, meter) : undefined;
      lastTransport = transport;
      if (beat) tell(encodeOsc(beat.address, ...beat.args));
      const now = clock();
      if (options.rate === 0 || now < nextTelling || subscribers.size + streams.size === 0) return;
      nextTelling = Math.max(nextTelling + 1 / options.rate, now);
      tell(encodeBundle(telemetryMessages(features, transport)));
    },
    async close() {
      for (const timer of waiting) clearTimeout(timer);
      ableton?.close();
      for (const stream of streams) stream.destroy();
      tcp?.close();
      await new Promise<void>((done) => socket.close(done));
    },
  };
}

/** Write a parameter's value as its OSC message: numbers as floats, whole ones as integers, toggles as 1 and 0. */
export function encodeParam(spec: ParamSpec, value: ParamValue | undefined): Uint8Array {
  return encodeOsc(addressOf(spec), argumentOf(spec, value));
}

// Implementation

function argumentOf(spec: ParamSpec, value: ParamValue | undefined): OscArgument {
  const known = value ?? spec.default;
  if (spec.kind === 'toggle' || spec.kind === 'trigger') return { type: 'integer', value: known === true ? 1 : 0 };
  if (spec.kind !== 'number') return String(known);
  return spec.step >= 1 ? { type: 'integer', value: Math.round(Number(known)) } : Number(known);
}

function bundlesOf(values: Readonly<Record<string, ParamValue>>): Uint8Array[] {
  const messages = Object.entries(values).flatMap(([id, value]) => {
    const spec = findParam(id);
    return spec ? [{ address: addressOf(spec), args: [argumentOf(spec, value)] }] : [];
  });
  const bundles: Uint8Array[] = [];
  const [first] = messages;
  // A single change goes as a plain message, which even the simplest receivers read.
  if (messages.length === 1 && first) return [encodeOsc(first.address, ...first.args)];
  for (let i = 0; i < messages.length; i += BUNDLE_SIZE) bundles.push(encodeBundle(messages.slice(i, i + BUNDLE_SIZE)));
  return bundles;
}

function keyOf({ host, port }: Peer): string {
  return `${host}:${port}`;
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function bindUdp(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      const hint = 'stop the other program, or choose another port with --osc-port';
      reject(new EngineError('port-in-use', `OSC: UDP port ${port} cannot be had: ${error.message}`, hint));
    });
    socket.bind(port, host, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

async function openTcp(
  host: string,
  port: number,
  streams: Set<Stream>,
  receive: (bytes: Uint8Array, from: undefined, stream: Stream) => void,
  notice: OscPortOptions['notice'],
): Promise<Server | undefined> {
  const server = createServer((stream) => {
    streams.add(stream);
    const read = slipReader((packet) => receive(packet, undefined, stream));
    stream.on('data', read);
    stream.on('close', () => streams.delete(stream));
    stream.on('error', () => stream.destroy());
  });
  return new Promise((resolve) => {
    server.once('error', (error) => {
      notice('warning', `OSC over TCP: port ${port} cannot be had: ${error.message}`);
      resolve(undefined);
    });
    // −1 stands for any free port: 0 says that none is wanted.
    server.listen(Math.max(0, port), host, () => resolve(server));
  });
}

/** Ask AbletonOSC for tempo and beat, again and again until it is there; its answers come to a port of their own. */
async function listenToAbleton(
  { ableton, notice, lan }: OscPortOptions,
  receive: (bytes: Uint8Array) => void,
): Promise<{ close(): void } | undefined> {
  const socket = await bindUdp(lan ? '0.0.0.0' : '127.0.0.1', ABLETON_REPLY_PORT).catch((error) => {
    notice('warning', `Ableton Live: ${describeError(error)}`);
    return undefined;
  });
  if (!socket) return undefined;
  let lastHeard = Number.NEGATIVE_INFINITY;
  socket.on('message', (bytes) => {
    lastHeard = performance.now();
    receive(bytes);
  });
  socket.on('error', () => {});
  const ask = () => {
    if (performance.now() - lastHeard < 1000 * ABLETON_ASK_AGAIN) return;
    for (const name of ABLETON_PROPERTIES) {
      const bytes = encodeOsc(`/live/song/start_listen/${name}`);
      socket.send(bytes, ABLETON_PORT, ableton, () => {});
    }
  };
  ask();
  const timer = setInterval(ask, 1000 * ABLETON_ASK_AGAIN);
  return {
    close() {
      clearInterval(timer);
      socket.close();
    },
  };
}
