/**
 * The real engine in a process of its own, started as a person starts it, in an empty folder. What it prints is kept.
 * And a plain client on its wire that can do what a page never would.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { type EngineMessage, PROTOCOL_VERSION, parseEngineMessage } from '../../engine/wire/protocol.ts';

const COMMAND = fileURLToPath(new URL('../../bin/neonfern.mjs', import.meta.url));

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Where it runs; an empty folder of its own when not given. */
  readonly cwd?: string;
}

/** A running engine. */
export interface EngineProcess {
  /** http://host:port */
  readonly url: string;
  readonly pid: number;
  /** Everything printed until now. */
  readonly printed: string;
  /** Wait until what was printed matches. @throws Error with all that was printed when it never does */
  until(pattern: RegExp, seconds?: number): Promise<void>;
  /** End it and wait for its end. SIGKILL leaves it no time for anything. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Start the engine and wait until it says where the stage is. */
export async function startEngineProcess(args: readonly string[], options: StartOptions = {}): Promise<EngineProcess> {
  // Without its optimizer, which would take a core from what is tested; a test that wants it says so.
  const run = launch(['--no-open', '--no-osc', '--optimizer-threads', '0', ...args], options);
  const until = async (pattern: RegExp, seconds = 30) => {
    const deadline = Date.now() + 1000 * seconds;
    while (!pattern.test(run.printed())) {
      const why = run.child.exitCode !== null ? `it ended with ${run.child.exitCode}` : 'it did not';
      if (run.child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`expected the engine to print ${pattern}, ${why}; it printed:\n${run.printed()}`);
      }
      await pause(0.02);
    }
  };
  try {
    await until(/^picture /m, 90);
  } catch (error) {
    await end(run, 'SIGKILL');
    throw error;
  }
  return {
    url: /^stage +(http:\/\/\S+?)\/?$/m.exec(run.printed())?.[1] ?? '',
    pid: run.child.pid ?? 0,
    get printed() {
      return run.printed();
    },
    until,
    stop: (signal = 'SIGTERM') => end(run, signal),
  };
}

/** Run a command that is to end by itself. @throws Error when it is still running after `seconds` */
export async function runNeonfern(
  args: readonly string[],
  options: StartOptions & { readonly seconds?: number } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const run = launch(args, options);
  const late = setTimeout(() => run.child.kill('SIGKILL'), 1000 * (options.seconds ?? 60));
  if (run.child.exitCode === null && run.child.signalCode === null) await once(run.child, 'close');
  clearTimeout(late);
  run.clean();
  if (run.child.signalCode === 'SIGKILL') throw new Error(`neonfern ${args.join(' ')} did not end:\n${run.printed()}`);
  return { code: run.child.exitCode, stdout: run.stdout(), stderr: run.stderr() };
}

/** A client on the wire. */
export interface WireClient {
  readonly socket: WebSocket;
  /** Frames that came. */
  readonly frames: number;
  /** The newest message of a type. */
  last<T extends EngineMessage['type']>(type: T): Extract<EngineMessage, { type: T }> | undefined;
  say(message: unknown): void;
  close(): void;
}

/** Connect to an engine and say hello. */
export async function connectWire(url: string, role: 'stage' | 'control'): Promise<WireClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
  const newest = new Map<string, EngineMessage>();
  let frames = 0;
  socket.on('message', (bytes, isBinary) => {
    if (isBinary) {
      frames++;
      return;
    }
    const message = parseEngineMessage(String(bytes));
    newest.set(message.type, message);
  });
  socket.on('error', () => {});
  await once(socket, 'open');
  const say = (message: unknown) => socket.send(JSON.stringify(message));
  say({ type: 'hello', version: PROTOCOL_VERSION, role, format: 'i420' });
  return {
    socket,
    get frames() {
      return frames;
    },
    last: (type) => newest.get(type) as Extract<EngineMessage, { type: typeof type }> | undefined,
    say,
    close: () => socket.terminate(),
  };
}

/** Wait until `isSo`. @throws Error saying what was waited for */
export async function eventually(what: string, isSo: () => boolean | Promise<boolean>, seconds = 15): Promise<number> {
  const start = Date.now();
  while (!(await isSo())) {
    if (Date.now() - start > 1000 * seconds) throw new Error(`after ${seconds} s still not: ${what}`);
    await pause(0.02);
  }
  return (Date.now() - start) / 1000;
}

/** Wait for a number of seconds. */
export function pause(seconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, 1000 * seconds));
}

/** Find a port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

// Implementation

interface Run {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly printed: () => string;
  readonly clean: () => void;
}

function launch(args: readonly string[], { env = process.env, cwd }: StartOptions): Run {
  const own = cwd === undefined ? mkdtempSync(join(tmpdir(), 'neonfern-run-')) : undefined;
  const child = spawn(process.execPath, [COMMAND, ...args], {
    env,
    cwd: cwd ?? own,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    printed: () => stdout + stderr,
    clean: () => own && rmSync(own, { recursive: true, force: true }),
  };
}

async function end(run: Run, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const { child } = run;
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(late);
  }
  run.clean();
}
