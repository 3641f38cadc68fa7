/**
 * A headless Chromium with one page that nobody looks into. Playwright listens to a page's network, so every frame that comes
 * off a WebSocket is sent to it once more as base64 text: that cost as much as receiving and drawing it. Benches use this
 * instead: started as a person starts it, and asked for nothing but the value of an expression.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { findChromium } from './chromium.ts';

export interface BarePageOptions {
  readonly width: number;
  readonly height: number;
  /** Runs in the page before its own scripts. */
  readonly before?: string;
  readonly flags?: readonly string[];
}

/** A page. */
export interface BarePage {
  /** The browser's first process. */
  readonly pid: number;
  /** Evaluate an expression in the page; its value must be JSON. @throws Error when the page throws */
  evaluate<T>(expression: string): Promise<T>;
  /** End the browser and remove its profile. */
  close(): Promise<void>;
}

const FLAGS = [
  '--headless=new',
  '--remote-debugging-port=0',
  '--no-sandbox',
  '--no-first-run',
  '--hide-scrollbars',
  '--mute-audio',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

/** Open an address in a browser of its own. */
export async function openBarePage(url: string, options: BarePageOptions): Promise<BarePage> {
  const profile = mkdtempSync(join(tmpdir(), 'neonfern-chromium-'));
  const { width, height, before, flags = [] } = options;
  const args = [...FLAGS, ...flags, `--user-data-dir=${profile}`, `--window-size=${width},${height}`, 'about:blank'];
  const child = spawn(findChromium() ?? '', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(late);
    }
    // Its children may write for a moment more.
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }).catch(() => {});
  };
  try {
    const port = await debuggingPort(child.stderr);
    const line = await openLine(port);
    await line.ask('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    if (before) {
      await line.ask('Page.enable', {});
      await line.ask('Page.addScriptToEvaluateOnNewDocument', { source: before });
    }
    await line.ask('Page.navigate', { url });
    return {
      pid: child.pid ?? 0,
      async evaluate<T>(expression: string) {
        const { result, exceptionDetails } = await line.ask('Runtime.evaluate', { expression, returnByValue: true });
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result?.value as T;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

// Implementation

/** What of an answer is read here. */
interface Answer {
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

function debuggingPort(stderr: NodeJS.ReadableStream): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = '';
    stderr.on('data', (text) => {
      printed += text;
      const port = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(printed)?.[1];
      if (port) resolve(Number(port));
    });
    stderr.on('end', () => reject(new Error(`chromium does not start:\n${printed}`)));
  });
}

async function openLine(port: number): Promise<{ ask(method: string, params: object): Promise<Answer> }> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
    type: string;
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '', {
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let last = 0;
  socket.on('message', (text) => {
    const { id, result, error } = JSON.parse(String(text));
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error) asked?.reject(new Error(error.message));
    else asked?.resolve(result);
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('chromium ended'));
    waiting.clear();
  });
  socket.on('error', () => {});
  return {
    ask: (method, params) =>
      new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        socket.send(JSON.stringify({ id: last, method, params }));
      }),
  };
}
