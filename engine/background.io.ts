/**
 * Processes that compute beside the show: they get what it leaves over, and nothing else. A command in; the same command out,
 * wrapped so that it runs at the lowest priority from its first instruction on. Setting it from outside comes too late: on Linux
 * it is each thread's own, and those that are there already keep theirs.
 *
 * Never start such a process in a session of its own (`detached`): Linux shares processors between sessions first, and only then
 * by priority within each.
 */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A command and its arguments. */
export type Command = readonly [command: string, ...args: string[]];

/** Ways to be modest: by nice 19, or not at all where no program for it is there. */
export type Modesty = 'nice' | 'none';

/** Tell how far below the show a background process can be put here. */
export function modestyHere(): Modesty {
  return has('nice') ? 'nice' : 'none';
}

/**
 * Wrap a command so that it runs in the background; on Windows set PRIORITY_LOW on the running process instead. Linux' idle policy
 * would be one step lower still: it costs the show nothing, but beside a CPU renderer a prompt then stands still.
 */
export function inBackground(command: Command, modesty: Modesty = modestyHere()): Command {
  return modesty === 'none' ? command : ['nice', '-n', '19', ...command];
}

// Implementation

function has(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
