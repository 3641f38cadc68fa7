/**
 * The line to the engine: opens it, keeps it, and opens it again. Text messages and frames come out, messages go in.
 * Pure: the socket, the probe and the clock are handed in, so a test runs it on a manual clock.
 *
 *   opening → open → lost → probing (every RETRY until the engine answers) → opening
 *
 * A socket is opened only after a plain HTTP request was answered: browsers hold back the sockets of a page whose sockets failed
 * often, requests they do not. After a minute without engine, Chromium was back after 12 s without the probe, after 0.3 s with it.
 */

import { describeError } from '../engine/errors.ts';
import type { Seconds } from '../engine/units.ts';
import {
  type ClientMessage,
  type EngineMessage,
  PROTOCOL_VERSION,
  parseEngineMessage,
  type Takes,
} from '../engine/wire/protocol.ts';

/** 'open' from the engine's welcome on, 'lost' before it and after the line broke. */
export type ConnectionState = 'open' | 'lost';

/** What a socket tells. After `onClose` nothing more comes. */
export interface SocketEvents {
  onOpen(): void;
  onText(text: string): void;
  onBytes(bytes: Uint8Array): void;
  onClose(): void;
}

/** An opened, or opening, socket. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

/** What the connection needs of the world. */
export interface ConnectionPorts {
  /** Open a socket. Failing to open is an `onClose`, never a throw. */
  openSocket(events: SocketEvents): Socket;
  /** Ask whether the engine answers at all. Settles within about a second, never rejects. */
  probe(): Promise<boolean>;
  /** Run something later. @returns what cancels it */
  after(delay: Seconds, run: () => void): () => void;
  now(): Seconds;
}

/** What comes out. */
export interface ConnectionEvents {
  /** `run` names the engine's run; another one than before means that it was started again. */
  onState(state: ConnectionState, run: string): void;
  onMessage(message: EngineMessage): void;
  onFrame(bytes: Uint8Array): void;
  /** Something came that could not be understood, or the engine refused something: one line for the person. */
  onProblem(text: string): void;
}

export interface ConnectionOptions {
  readonly role: 'stage' | 'control';
  readonly format: 'rgba' | 'i420';
  /** What a stage takes, asked each time that the line is opened; frames when left out. */
  readonly takes?: Takes;
}

/** A line that repairs itself until it is closed. */
export interface Connection {
  readonly state: ConnectionState;
  /** Send if the line is open. @returns whether it was */
  send(message: ClientMessage): boolean;
  close(): void;
}

/** Pause between two probes. */
export const RETRY: Seconds = 0.25;
/** A line on which nothing arrived for this long is taken for dead: the engine speaks twice a second at least. */
export const SILENCE: Seconds = 2;

/** Connect, and stay connected. */
export function connect(ports: ConnectionPorts, options: ConnectionOptions, events: ConnectionEvents): Connection {
  let state: ConnectionState = 'lost';
  let socket: Socket | undefined;
  let lastHeard = 0;
  let cancel = () => {};
  let closed = false;

  function open(): void {
    lastHeard = ports.now();
    const mine: Socket = ports.openSocket({
      onOpen: () => mine.send(hello(options)),
      onText: (text) => socket === mine && heardText(text),
      onBytes: (bytes) => {
        if (socket !== mine) return;
        lastHeard = ports.now();
        events.onFrame(bytes);
      },
      onClose: () => socket === mine && lose(),
    });
    socket = mine;
    watch();
  }

  function heardText(text: string): void {
    lastHeard = ports.now();
    let message: EngineMessage;
    try {
      message = parseEngineMessage(text);
    } catch (error) {
      events.onProblem(describeError(error));
      return;
    }
    if (message.type === 'refused') events.onProblem(message.message);
    if (message.type === 'welcome') {
      if (message.version !== PROTOCOL_VERSION) events.onProblem('the engine is of another version: reload this page');
      state = 'open';
      events.onState(state, message.run);
    }
    events.onMessage(message);
  }

  function watch(): void {
    cancel = ports.after(SILENCE / 4, () => {
      if (ports.now() - lastHeard >= SILENCE) lose();
      else watch();
    });
  }

  function lose(): void {
    const dead = socket;
    socket = undefined;
    dead?.close();
    cancel();
    if (closed) return;
    if (state === 'open') {
      state = 'lost';
      events.onState(state, '');
    }
    cancel = ports.after(RETRY, probe);
  }

  function probe(): void {
    void ports.probe().then((answered) => {
      if (closed) return;
      if (answered) open();
      else cancel = ports.after(RETRY, probe);
    });
  }

  open();
  return {
    get state() {
      return state;
    },
    send(message) {
      if (state !== 'open') return false;
      socket?.send(JSON.stringify(message));
      return true;
    },
    close() {
      closed = true;
      lose();
      state = 'lost';
    },
  };
}

// Implementation

function hello({ role, format, takes = 'frames' }: ConnectionOptions): string {
  return JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, role, format, takes } satisfies ClientMessage);
}
