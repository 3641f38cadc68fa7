/**
 * Stands in for the optimizer process: speaks its protocol and does what the prompt says, so that a test can have a job that
 * finishes, fails, hangs or crashes when it wants it to.
 *
 *   "…"        a net, progress, finished          "hang"     a net, then nothing
 *   "fail"     failed                              "crash N"  a net, then the process ends; the N+1st try finishes
 *   "image"    failed, saying what image came with it
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrderMessage, ReportMessage } from '../../engine/optimize/worker-protocol.ts';
import { tinyPreset } from './nets.ts';

const [folder = '.'] = process.argv.slice(2);

process.on('disconnect', () => process.exit(0));
process.on('message', (message) => take(message as OrderMessage));
say({ type: 'ready', judge: 'fake', heldOut: 'fake' });

function take(message: OrderMessage): void {
  if (message.type !== 'run') return;
  const { id, prompt, seed } = message.order;
  if (prompt === 'fail') {
    say({ type: 'failed', id, reason: 'the disk is full' });
    return;
  }
  if (prompt === 'image') {
    const { image } = message.order;
    say({ type: 'failed', id, reason: `${image?.name}, weight ${image?.weight}, ${image?.bytes.length} bytes` });
    return;
  }
  sayNet(id, seed);
  const crashes = Number(/^crash (\d+)$/.exec(prompt)?.[1] ?? 0);
  if (prompt === 'hang') return;
  if (countTry(id) <= crashes) process.exit(1);
  say({ type: 'progress', id, progress: 0.5, stepsPerSecond: 5, likeness: 0.4, heldOut: 0.3 });
  sayNet(id, seed + 1);
  say({ type: 'finished', id });
}

function sayNet(id: string, seed: number): void {
  const { spec, weights } = tinyPreset('', seed).net;
  say({ type: 'net', id, spec, weights: new Map(weights) });
}

/** Tries outlast the process in a file. */
function countTry(id: string): number {
  const path = join(folder, `${id}.tries`);
  const tries = existsSync(path) ? Number(readFileSync(path, 'utf8')) + 1 : 1;
  writeFileSync(path, String(tries));
  return tries;
}

function say(message: ReportMessage): void {
  process.send?.(message);
}
