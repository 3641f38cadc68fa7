/**
 * What benches share: quantiles, tables, what the machine is, and the last line that `npm run bench` collects. Figures are
 * printed with three digits: more would be noise.
 */

import { cpus, loadavg, release, totalmem } from 'node:os';
import { describeError } from '../../engine/errors.ts';
import { processorShare, processorTime } from './processor.ts';

/** The figures of one bench, by name; a name says its unit. */
export type Figures = Readonly<Record<string, unknown>>;

/** How a set of values lies. NaN where there is none. */
export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly largest: number;
}

/** Give the value below which a share of all values lies, by linear interpolation; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (at - Math.floor(at)) * (above - below);
}

/** Give the middle value. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Sum up a set of values. */
export function spreadOf(values: readonly number[]): Spread {
  const [middle = Number.NaN, p95 = Number.NaN, p99 = Number.NaN, largest = Number.NaN] = [0.5, 0.95, 0.99, 1].map(
    (share) => quantile(values, share),
  );
  return { count: values.length, median: middle, p95, p99, largest };
}

/** Give Seconds as milliseconds with one digit: '8.3'. */
export function milliseconds(seconds: number): string {
  return Number.isFinite(seconds) ? (1000 * seconds).toFixed(1) : '–';
}

/** Round to three digits, for the figures. */
export function rounded(x: number): number | null {
  return Number.isFinite(x) ? Number(x.toPrecision(3)) : null;
}

/** Round Seconds to hundredths of a millisecond, in milliseconds. */
export function roundedMilliseconds(seconds: number): number | null {
  return Number.isFinite(seconds) ? Math.round(100_000 * seconds) / 100 : null;
}

/** Print rows under their column names; the first column is left-aligned, the others right. */
export function printTable(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const lines = [columns, ...rows].map((row) => row.map(String));
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
  for (const line of lines) {
    const cells = line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)));
    console.log(`  ${cells.join('  ')}`.trimEnd());
  }
}

/** Print a spread a row, in milliseconds; values are Seconds. */
export function printSpreads(what: string, rows: readonly (readonly [string, readonly number[]])[]): void {
  printTable(
    [what, 'n', 'median ms', 'p95', 'p99', 'largest'],
    rows.map(([name, values]) => {
      const { count, ...spread } = spreadOf(values);
      return [name, count, ...[spread.median, spread.p95, spread.p99, spread.largest].map(milliseconds)];
    }),
  );
}

/** What was measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly node: string;
  /** The minute's load before the bench. */
  readonly load: number;
}

/** Describe this machine. */
export function machine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release().split('-')[0]} ${process.arch}`,
    node: process.version,
    load: rounded(loadavg()[0] ?? 0) ?? 0,
  };
}

/**
 * Run a bench to its end: the machine first, the RESULT line last and before it what other programs took of the machine. A bench that cannot run here gives its reason as text,
 * which is printed and is no failure; one that throws fails.
 */
export async function runBench(bench: string, measure: () => Promise<Figures | string>): Promise<void> {
  const { cpu, cores, node, load } = machine();
  console.log(`bench:${bench} on ${cores} × ${cpu}, Node ${node}, load ${load}`);
  const since = processorTime();
  try {
    const figures = await measure();
    const { own, others } = processorShare(since);
    if (typeof figures === 'string') console.log(`not measured: ${figures}`);
    else
      console.log(
        `meanwhile other programs took ${others.toFixed(2)} of ${cores} processors, this bench ${own.toFixed(2)}`,
      );
    const said = typeof figures === 'string' ? { figures: {}, skipped: figures } : { figures, others: rounded(others) };
    console.log(`RESULT ${JSON.stringify({ bench, ...said })}`);
  } catch (error) {
    console.error(describeError(error));
    process.exitCode = 1;
  }
}
