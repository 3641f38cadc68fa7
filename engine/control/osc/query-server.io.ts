/**
 * OSCQuery at the edge: the tree over HTTP, values over WebSocket as OSC packets to those who LISTEN, packets from them back in,
 * and the service's name on the network by zeroconf.
 */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { Bonjour } from 'bonjour-service';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { describeError, EngineError } from '../../errors.ts';
import { addressOf, type ParamValue } from '../parameter.ts';
import { findParam } from '../registry.ts';
import { encodeParam } from './osc-port.io.ts';
import { answerQuery, paramAt, type QueryWorld } from './query.ts';

export interface QueryServerOptions {
  readonly lan: boolean;
  readonly port: number;
  /** The OSC port that the tree's addresses are heard on. */
  readonly oscPort: number;
  /** Tell the network that the service is here. */
  readonly advertise: boolean;
  readonly world: () => QueryWorld;
  /** Take in an OSC packet that came over a WebSocket. */
  readonly receive: (bytes: Uint8Array) => void;
}

export interface QueryServer {
  readonly port: number;
  /** Send what changed to those who listen to it. */
  sendParams(values: Readonly<Record<string, ParamValue>>): void;
  /** Say that the presets to choose from are others. */
  presetsChanged(): void;
  close(): Promise<void>;
}

const NAME = 'Neonfern';
const MOST_MESSAGE_BYTES = 64 << 10;
/** Who does not read what is sent is not sent more than this. */
const MOST_BUFFERED = 256 << 10;

const command = z.object({ COMMAND: z.string(), DATA: z.unknown() });

/** Listen. @throws EngineError 'port-in-use' */
export async function openQueryServer(options: QueryServerOptions): Promise<QueryServer> {
  const { world, oscPort } = options;
  const listeners = new Map<WebSocket, Set<string>>();
  const http = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://engine');
    const path = decoded(pathname);
    const { status, body } = answerQuery(path, search.slice(1), world(), { name: NAME, oscPort, wsPort: portOf(http) });
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  await listen(http, options);
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: MOST_MESSAGE_BYTES,
    perMessageDeflate: false,
    // A page of another site must not steer the show; programs say no origin.
    verifyClient: ({ origin }: { origin: string | undefined }) => options.lan || !origin || isLocal(origin),
  });
  sockets.on('connection', (socket) => {
    const wanted = new Set<string>();
    listeners.set(socket, wanted);
    socket.on('message', (data, isBinary) => {
      if (isBinary) options.receive(data as Buffer);
      else obey(socket, wanted, String(data));
    });
    socket.on('close', () => listeners.delete(socket));
    socket.on('error', () => socket.terminate());
  });

  function obey(socket: WebSocket, wanted: Set<string>, text: string): void {
    const asked = command.safeParse(jsonOf(text));
    if (!asked.success || typeof asked.data.DATA !== 'string') return;
    const spec = paramAt(asked.data.DATA);
    if (asked.data.COMMAND === 'IGNORE') wanted.delete(asked.data.DATA);
    if (asked.data.COMMAND !== 'LISTEN' || !spec) return;
    wanted.add(asked.data.DATA);
    if (spec.kind !== 'trigger') socket.send(encodeParam(spec, world().params[spec.id]));
  }

  const bonjour = options.advertise ? advertise(portOf(http), oscPort) : undefined;

  return {
    port: portOf(http),
    sendParams(values) {
      if (listeners.size === 0) return;
      for (const [id, value] of Object.entries(values)) {
        const spec = findParam(id);
        if (!spec) continue;
        const hearing = [...listeners].filter(([socket, wanted]) => {
          return wanted.has(addressOf(spec)) && socket.bufferedAmount < MOST_BUFFERED;
        });
        if (hearing.length === 0) continue;
        const bytes = encodeParam(spec, value);
        for (const [socket] of hearing) socket.send(bytes);
      }
    },
    presetsChanged() {
      for (const path of ['/preset/go', '/mix']) {
        const text = JSON.stringify({ COMMAND: 'PATH_CHANGED', DATA: path });
        for (const socket of listeners.keys()) socket.send(text);
      }
    },
    async close() {
      bonjour?.close();
      for (const socket of listeners.keys()) socket.terminate();
      await new Promise<void>((done) => http.close(() => done()));
    },
  };
}

// Implementation

/** Publish `_oscjson._tcp` (and `_osc._udp`, which TouchOSC and others look for). A machine without a network has nobody to tell. */
function advertise(port: number, oscPort: number): { close(): void } | undefined {
  const name = `${NAME} on ${hostname()}`;
  try {
    const bonjour = new Bonjour({}, () => {});
    bonjour.publish({ name, type: 'oscjson', port, probe: false }).on('error', () => {});
    bonjour.publish({ name, type: 'osc', protocol: 'udp', port: oscPort, probe: false }).on('error', () => {});
    return { close: () => bonjour.unpublishAll(() => bonjour.destroy()) };
  } catch {
    return undefined;
  }
}

function listen(http: Server, { lan, port }: QueryServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (error) => {
      const hint = 'stop the other program, or choose another port with --osc-query-port';
      reject(new EngineError('port-in-use', `OSCQuery: port ${port} cannot be had: ${describeError(error)}`, hint));
    });
    http.listen(port, lan ? '0.0.0.0' : '127.0.0.1', resolve);
  });
}

function portOf(http: Server): number {
  return (http.address() as AddressInfo | null)?.port ?? 0;
}

function isLocal(origin: string): boolean {
  try {
    return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname);
  } catch {
    return false;
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
