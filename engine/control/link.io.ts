/**
 * Ableton Link, where the user has installed it: tempo and beat of the session on the network, as reports for the transport. The
 * package `abletonlink` holds Ableton's Link, which is GPL-2.0-or-later; so it is no dependency of ours, runs in a process of its
 * own, and only when asked for.
 */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Clock } from '../ports.ts';
import type { TempoReport } from './transport.ts';

export interface LinkOptions {
  readonly clock: Clock;
  readonly tempo: (report: TempoReport) => void;
  readonly notice: (level: 'info' | 'warning', text: string) => void;
  /** The program that joins the session; tests hand in their own. */
  readonly program?: string;
}

const PACKAGE = 'abletonlink';
const said = z.union([
  z.object({ beat: z.number(), bpm: z.number(), peers: z.number() }),
  z.object({ reason: z.string() }),
]);

/** Join the session. What goes wrong is said once, and the beat then comes from elsewhere. */
export function openLink({ clock, tempo, notice, program }: LinkOptions): { close(): void } {
  const child = fork(program ?? fileURLToPath(new URL('link-child.io.mjs', import.meta.url)), { execArgv: [] });
  let peers = 0;
  let isOver = false;
  child.on('message', (message) => {
    const news = said.safeParse(message);
    if (!news.success || isOver) return;
    if ('reason' in news.data)
      return end(`${news.data.reason} — npm install ${PACKAGE} (it holds code under GPL-2.0-or-later)`);
    const { beat, bpm, peers: now } = news.data;
    if (now !== peers) notice('info', `Ableton Link: ${now === 1 ? '1 peer' : `${now} peers`}`);
    // Alone in the session there is no beat but our own: it claims nothing.
    if (now > 0 || peers > 0) tempo({ source: 'link', time: clock(), bpm, beat, isRunning: now > 0 });
    peers = now;
  });
  child.on('error', (error) => end(error.message));
  child.on('exit', () => end('its process ended'));

  function end(reason: string): void {
    if (isOver) return;
    isOver = true;
    notice('warning', `Ableton Link: ${reason}`);
    child.kill('SIGKILL');
  }

  return {
    close() {
      isOver = true;
      child.kill('SIGKILL');
    },
  };
}
