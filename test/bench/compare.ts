/**
 * `npm run bench:compare A B`: two files of `npm run bench` side by side. B / A for every figure that both have; what differs by more
 * than 10 % is marked. Whether more is better depends on the figure: its name says its unit.
 */

import { readFileSync } from 'node:fs';
import { describeError } from '../../engine/errors.ts';
import { printTable } from '../helpers/bench.ts';
import { compareFigures, THRESHOLD } from '../helpers/comparison.ts';
import type { BenchResults } from './all.ts';

const [first, second] = process.argv.slice(2);
try {
  if (!first || !second) throw new Error('usage: npm run bench:compare A.json B.json');
  const [a, b] = [read(first), read(second)];
  for (const [letter, { date, commit, machine }] of [
    ['A', a],
    ['B', b],
  ] as const) {
    console.log(
      `${letter}  ${date}  ${commit}  ${machine.cores} × ${machine.cpu}, Node ${machine.node}, load ${machine.load}`,
    );
  }
  if (a.machine.cpu !== b.machine.cpu || a.machine.cores !== b.machine.cores) console.log('! two different machines');
  const figures = compareFigures(a.benches, b.benches);
  printTable(
    ['figure', 'A', 'B', 'B / A', ''],
    figures.map(({ name, a, b, ratio, isFlagged }) => [name, a, b, ratio.toFixed(2), isFlagged ? '<<' : '']),
  );
  const flagged = figures.filter(({ isFlagged }) => isFlagged).length;
  console.log(`${flagged} of ${figures.length} figures differ by more than ${100 * THRESHOLD} %`);
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}

function read(path: string): BenchResults {
  const results = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof results?.benches !== 'object') throw new Error(`${path}: not a file of npm run bench`);
  return results;
}
