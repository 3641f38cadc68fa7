/**
 * Processes that compute beside the show: they get what it leaves over, and nothing else. A command in; the same command out,
 * wrapped so that it runs at the lowest priority from its first instruction on. Setting it from outside comes too late: on Linux
 * it is each thread's own, and those that are there already keep theirs.
 *
 * Never start such a process in a session of its own (`detached`): Linux shares processors between sessions first, and only then
 * by priority within each.
 */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A command and its arguments. */
export type Command = readonly [command: string, ...args: string[]];

/** Ways to be modest, the most modest first; the programs that a system has decide. */
export type Modesty = 'idle' | 'nice' | 'none';

/** Tell how far below the show a background process can be put here: by the idle policy, by nice 19, or not at all. */
export function modestyHere(): Modesty {
  if (has('chrt') && has('nice') && canIdle()) return 'idle';
  return has('nice') ? 'nice' : 'none';
}

/** Wrap a command so that it runs in the background; on Windows set PRIORITY_LOW on the running process instead. */
export function inBackground(command: Command, modesty: Modesty = modestyHere()): Command {
  if (modesty === 'none') return command;
  const nice: Command = ['nice', '-n', '19', ...command];
  return modesty === 'nice' ? nice : ['chrt', '--idle', '0', ...nice];
}

// Implementation

function has(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function canIdle(): boolean {
  try {
    execFileSync('chrt', ['--idle', '0', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
