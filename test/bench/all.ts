/**
 * `npm run bench`: every bench but the half hour of `bench:optimize`, one after the other, each in a process of its own; what they
 * print passes through. Their figures go into bench-results/DATE-TIME.json beside the machine's description and the commit. Names on
 * the command line choose some.
 */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figures, machine } from '../helpers/bench.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BENCHES = [
  'render',
  'pacing',
  'latency',
  'beat',
  'wire',
  'page',
  'recording',
  'midset',
  'looks',
  'control',
  'ears',
];

/** What `npm run bench` writes and `npm run bench:compare` reads. */
export interface BenchResults {
  readonly date: string;
  readonly commit: string;
  readonly machine: ReturnType<typeof machine>;
  readonly benches: Readonly<Record<string, Figures>>;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !BENCHES.includes(name));
if (unknown.length > 0) {
  console.error(`no bench "${unknown[0]}"; there are ${BENCHES.join(', ')}`);
  process.exit(1);
}

const date = new Date();
const before = machine();
const benches: Record<string, Figures> = {};
for (const name of asked.length > 0 ? asked : BENCHES) {
  console.log(`\n== bench:${name}`);
  const figures = await run(name);
  if (figures) benches[name] = figures;
}
const results: BenchResults = { date: date.toISOString(), commit: commit(), machine: before, benches };
mkdirSync(join(ROOT, 'bench-results'), { recursive: true });
const path = join('bench-results', `${date.toISOString().slice(0, 19).replaceAll(':', '')}.json`);
writeFileSync(join(ROOT, path), `${JSON.stringify(results, null, 2)}\n`);
console.log(`\n${path}`);

/** Run one bench and give its figures; undefined when it failed or has none. */
async function run(name: string): Promise<Figures | undefined> {
  const args = ['--import', 'tsx', join(ROOT, 'test', 'bench', `${name}.ts`)];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (text) => {
    printed += text;
    process.stdout.write(text);
  });
  const [code] = await once(child, 'close');
  const line = /^RESULT (.+)$/m.exec(printed)?.[1];
  if (code === 0 && line) return JSON.parse(line);
  console.log(`bench:${name} gave no result`);
  process.exitCode = 1;
  return undefined;
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') ? ' and changes' : ''}`;
  } catch {
    return 'unknown';
  }
}
