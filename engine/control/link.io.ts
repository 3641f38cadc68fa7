/**
 * Ableton Link, where the user has installed it: tempo and beat of the session on the network, as reports for the transport. The
 * package `@ktamas77/abletonlink` holds Ableton's Link, which is GPL-2.0-or-later; so it is no dependency of ours, is loaded
 * only when asked for, and nothing else here knows it.
 */

import { describeError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Seconds } from '../units.ts';
import type { TempoReport } from './transport.ts';

/** What is used of the package. */
export interface LinkSession {
  enable(isEnabled: boolean): void;
  getTempo(): number;
  getBeat(): number;
  getNumPeers(): number;
}

export interface LinkOptions {
  readonly clock: Clock;
  readonly tempo: (report: TempoReport) => void;
  readonly notice: (level: 'info' | 'warning', text: string) => void;
  /** Load the package; tests hand in their own. */
  readonly load?: () => Promise<{ readonly AbletonLink: new (bpm: number) => LinkSession }>;
}

const PACKAGE = '@ktamas77/abletonlink';
/** Reports a second: the transport runs on by itself in between. */
const EVERY: Seconds = 0.05;

/** Join the session. @returns undefined when the package is not there; that was said */
export async function openLink({ clock, tempo, notice, load = loadPackage }: LinkOptions) {
  let session: LinkSession;
  try {
    const { AbletonLink } = await load();
    session = new AbletonLink(120);
    session.enable(true);
  } catch (error) {
    const reason = describeError(error).split('\n')[0] ?? '';
    notice('warning', `Ableton Link: ${reason} — npm install ${PACKAGE} (it holds code under GPL-2.0-or-later)`);
    return undefined;
  }
  let peers = 0;
  const report = () => {
    const now = session.getNumPeers();
    if (now !== peers) notice('info', `Ableton Link: ${now === 1 ? '1 peer' : `${now} peers`}`);
    // Alone in the session there is no beat but our own: it claims nothing.
    if (now > 0 || peers > 0) {
      const bpm = session.getTempo();
      tempo({ source: 'link', time: clock(), bpm, beat: session.getBeat(), isRunning: now > 0 });
    }
    peers = now;
  };
  const timer = setInterval(report, 1000 * EVERY);
  return {
    close() {
      clearInterval(timer);
      session.enable(false);
    },
  };
}

// Implementation

function loadPackage(): Promise<{ AbletonLink: new (bpm: number) => LinkSession }> {
  // In a variable: TypeScript must not ask for a package that most have not.
  const name: string = PACKAGE;
  return import(name);
}
