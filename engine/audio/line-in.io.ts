/**
 * The line-in: blocks from the sound card, whatever becomes of it. A wish for a device in; blocks and status out. A device
 * that is absent, refuses or falls silent is 'lost': its capture process is ended and new ones look for it, by name, until
 * it is back. The show is told and never stopped.
 */

import type { AudioSource, AudioStatus, Clock } from '../ports.ts';
import type { Hertz } from '../units.ts';
import { type CaptureChild, startCapture } from './capture-child.io.ts';
import type { CaptureNotice } from './capture-notice.ts';
import type { AudioBlock } from './features.ts';

/** What is listened to. */
export interface LineInOptions {
  /** Name, part of it, or number; empty for the system's default. */
  readonly device: string;
  readonly hostApi: string;
  /** The pair that is heard, counted from 1; one number twice for a mono source. */
  readonly channels: readonly [number, number];
  /** 0 for the device's own. */
  readonly sampleRate: Hertz;
  /** Frames. */
  readonly blockSize: number;
}

/** A line-in that repairs itself. */
export interface LineIn extends AudioSource {
  /** Why PortAudio cannot be used at all, and how to mend it; set when only an installation helps. */
  readonly broken: { readonly message: string; readonly hint: string } | undefined;
}

/**
 * Open the line-in. Resolves as soon as it is known where it stands: 'running', or 'lost' with the reason; within 6 s.
 * Never rejects. Blocks are stamped on `clock`, which must run as evenly as the system's monotonic clock.
 */
export async function openLineIn(options: LineInOptions, clock: Clock): Promise<LineIn> {
  const offset = clock() - Number(process.hrtime.bigint()) / 1e9;
  let status: AudioStatus = { state: 'starting', source: sourceName(options.device) };
  let broken: LineIn['broken'];
  let device: { name: string; hostApi: string } | undefined;
  let child: CaptureChild | undefined;
  let startedAt = 0;
  let hasSpoken = false;
  let hasSound = false;
  let silentTicks = 0;
  let isClosed = false;
  let settle = () => {};
  const settled = new Promise<void>((done) => {
    settle = done;
  });

  const become = (next: AudioStatus) => {
    const isSame = next.state === status.state && next.source === status.source;
    if (isSame && (next.state !== 'lost' || status.state !== 'lost' || next.reason === status.reason)) return;
    status = next;
    source.onStatus(next);
    if (next.state !== 'starting') settle();
  };
  const lose = (reason: string) => become({ state: 'lost', source: status.source, reason });

  const onBlock = (block: AudioBlock) => {
    if (isClosed) return;
    const { sampleRate, channels } = block;
    if (!hasSound) {
      hasSound = true;
      become({ state: 'running', source: status.source, sampleRate, channels });
    }
    silentTicks = 0;
    source.onBlock({ ...block, time: block.time + offset });
  };

  const onNotice = (notice: CaptureNotice) => {
    silentTicks = 0;
    hasSpoken = true;
    if (notice.kind === 'opened') {
      device = { name: notice.name, hostApi: notice.hostApi };
      const named = `${sourceName(notice.name)} (${notice.hostApi})`;
      status = { ...status, source: notice.note ? `${named}; ${notice.note}` : named };
    } else if (notice.kind === 'absent') lose(withHint(notice));
    else if (notice.kind === 'broken') {
      broken = notice;
      lose(withHint(notice));
    }
  };

  const start = () => {
    if (isClosed) return;
    startedAt = Date.now();
    hasSpoken = false;
    hasSound = false;
    silentTicks = 0;
    const request = { mode: 'capture' as const, ...options, channels: [...options.channels] as [number, number] };
    child = startCapture(device ? { ...request, lost: device } : request, { onBlock, onNotice, onEnd: again });
  };

  const again = (reason: string) => {
    if (isClosed) return;
    if (status.state !== 'lost') lose(reason);
    // A process that never said a word will not do better at once; one that did was only at the end of its tries.
    const spacing = broken ? BROKEN_SPACING_MS : hasSpoken ? SPACING_MS : MUTE_SPACING_MS;
    retry = setTimeout(start, Math.max(0, startedAt + spacing - Date.now()));
  };

  let retry: NodeJS.Timeout | undefined;
  // Ticks, not a deadline: after the engine itself stood still, the blocks that waited are read before the next tick.
  const watch = setInterval(() => {
    silentTicks++;
    if (!child || silentTicks < (hasSound ? SILENT_TICKS : PATIENT_TICKS)) return;
    const wedged = child;
    child = undefined;
    wedged.kill().then(() => again('no answer from the capture process'), again);
    lose(hasSound ? 'it stopped sending sound; looking for it' : 'it opens but sends no sound');
  }, TICK_MS);

  const source: LineIn = {
    get status() {
      return status;
    },
    get broken() {
      return broken;
    },
    onBlock: () => {},
    onStatus: () => {},
    async close() {
      isClosed = true;
      clearInterval(watch);
      clearTimeout(retry);
      await child?.kill();
    },
  };
  start();
  await settled;
  return source;
}

// Implementation

const TICK_MS = 100;
const SILENT_TICKS = 5;
/** For a first block: a process starts and PortAudio looks through all hosts before it comes. */
const PATIENT_TICKS = 60;
const SPACING_MS = 500;
const MUTE_SPACING_MS = 2000;
const BROKEN_SPACING_MS = 10_000;

function sourceName(device: string): string {
  return device === '' ? 'line-in' : `line-in "${device}"`;
}

function withHint({ message, hint }: { message: string; hint: string }): string {
  return hint ? `${message} — ${hint}` : message;
}
