/**
 * An independent ear on the null sink, beside the engine's: it records what the sink's monitor gives and says at what time, on
 * the system's monotonic clock, each sample sounded.
 *
 * A sound card hands sound over in pieces, each after its last sample. A null sink has no converter; it is taken for the best card
 * that could have delivered as it did: sample n sounded at t₀ + n / rate, with the latest t₀ for which no sample came before it
 * sounded. So what a piece takes to fill counts as latency, as it does with a card; the card's own converter, 1–2 ms, does not.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import type { Seconds } from '../../engine/units.ts';

const RATE = 48_000;

/** What was recorded. */
export interface Recording {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** When a sample sounded. */
  timeOf(sample: number): Seconds;
  /** How far the clock's anchor differs between the first and the second half: what the times are sure to. */
  readonly drift: Seconds;
  /** Median and largest samples in one piece, as Seconds. */
  readonly piece: { readonly median: Seconds; readonly largest: Seconds };
}

/** A listener at work. */
export interface SinkListener {
  stop(): Recording;
}

/** Listen to the sink until stopped. Asking for small pieces makes the sink work in small ones, as a card would. */
export function listenToSink(env: NodeJS.ProcessEnv, pieceMilliseconds = 5): SinkListener {
  const format = ['--format=float32le', `--rate=${RATE}`, '--channels=1', '--raw'];
  const child: ChildProcess = spawn(
    'parec',
    ['--device=line.monitor', ...format, `--latency-msec=${pieceMilliseconds}`],
    { env, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const pieces: { bytes: Buffer; arrival: Seconds }[] = [];
  child.stdout?.on('data', (bytes: Buffer) => pieces.push({ bytes, arrival: Number(process.hrtime.bigint()) / 1e9 }));
  return {
    stop() {
      child.kill();
      const all = Buffer.concat(pieces.map(({ bytes }) => bytes));
      const samples = new Float32Array(all.buffer.slice(all.byteOffset, all.byteOffset + (all.length & ~3)));
      let bytes = 0;
      const anchors = pieces.map((piece) => {
        bytes += piece.bytes.length;
        return piece.arrival - bytes / (4 * RATE);
      });
      // The first pieces are what lay ready when the listener came.
      const settled = anchors.slice(Math.min(50, anchors.length >> 1));
      const half = settled.length >> 1;
      const first = Math.min(...settled.slice(0, half));
      const second = Math.min(...settled.slice(half));
      const anchor = Math.min(first, second);
      const lengths = pieces.slice(50).map((piece) => piece.bytes.length / (4 * RATE));
      lengths.sort((a, b) => a - b);
      return {
        samples,
        sampleRate: RATE,
        timeOf: (sample) => anchor + sample / RATE,
        drift: Math.abs(second - first),
        piece: { median: lengths[lengths.length >> 1] ?? 0, largest: lengths.at(-1) ?? 0 },
      };
    },
  };
}

/** Find the first sample of every sound that stands out of at least 0.15 s of near silence, as indices. */
export function findStarts(samples: Float32Array, threshold = 0.1, sampleRate = RATE): number[] {
  const starts: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < samples.length; i++) {
    if (Math.abs(samples[i] ?? 0) < threshold) continue;
    if (i - last > 0.15 * sampleRate) starts.push(i);
    last = i;
  }
  return starts;
}
