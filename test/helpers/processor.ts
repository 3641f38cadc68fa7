/**
 * Processor time as the system counts it: of one thread, of a process with all that it started, of the whole machine. So a
 * bench can say what a thing costs, and how much of the machine others took while it ran. Linux only; elsewhere NaN.
 */

import { readdirSync, readFileSync } from 'node:fs';
import type { Seconds } from '../../engine/units.ts';

/** What was used until now. */
export interface ProcessorTime {
  /** Of all processors, whoever used it. */
  readonly machine: Seconds;
  /** Of this process and everything under it. */
  readonly own: Seconds;
  /** Wall clock. */
  readonly time: Seconds;
}

/** Shares of one processor between two readings: 1 is one processor all the time. NaN where the system does not say. */
export interface ProcessorShare {
  readonly own: number;
  /** What programs took that are none of ours: the less, the more the figures are worth. */
  readonly others: number;
}

/** Read the counters. */
export function processorTime(): ProcessorTime {
  return { machine: machineSeconds(), own: treeSeconds(process.pid), time: performance.now() / 1000 };
}

/** Give what was used since a reading. */
export function processorShare(since: ProcessorTime, until = processorTime()): ProcessorShare {
  const span = until.time - since.time;
  const own = (until.own - since.own) / span;
  return { own, others: Math.max(0, (until.machine - since.machine) / span - own) };
}

/** Give the processor time of a process and its descendants, and of those that ended and were waited for. */
export function treeSeconds(root: number): Seconds {
  const children = new Map<number, number[]>();
  const used = new Map<number, number>();
  for (const name of listed('/proc')) {
    const fields = /^\d+$/.test(name) ? statOf(`/proc/${name}/stat`) : undefined;
    if (!fields) continue;
    used.set(Number(name), secondsIn(fields, true));
    const parent = Number(fields[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const sum = (pid: number): number =>
    (children.get(pid) ?? []).reduce((total, child) => total + sum(child), used.get(pid) ?? Number.NaN);
  return sum(root);
}

/** Give the processor time of the calling process' main thread alone. */
export function mainThreadSeconds(): Seconds {
  const fields = statOf(`/proc/self/task/${process.pid}/stat`);
  return fields ? secondsIn(fields) : Number.NaN;
}

// Implementation

/** The kernel counts in hundredths of a second for programs, whatever it does inside. */
const TICKS_A_SECOND = 100;

function machineSeconds(): Seconds {
  try {
    const [, user, nice, system, , , irq, soft] = readFileSync('/proc/stat', 'utf8').split(/\s+/).map(Number);
    return ((user ?? 0) + (nice ?? 0) + (system ?? 0) + (irq ?? 0) + (soft ?? 0)) / TICKS_A_SECOND;
  } catch {
    return Number.NaN;
  }
}

/** The fields behind the name, which may hold blanks: state, parent, … */
function statOf(path: string): string[] | undefined {
  try {
    return readFileSync(path, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return undefined;
  }
}

/** Own user and system time, and with `ended` that of children that were waited for. */
function secondsIn(fields: readonly string[], ended = false): Seconds {
  return fields.slice(11, ended ? 15 : 13).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_A_SECOND;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
