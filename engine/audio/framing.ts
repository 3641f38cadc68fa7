/**
 * From blocks of any size to hops of one size: takes the offset (DC) out of each channel, mixes what is alive to mono and
 * keeps the last samples in a line that windows can be cut from. Everything depends on the samples alone, never on how
 * they were cut into blocks.
 */

import type { Hertz, Unit } from '../units.ts';
import { approach } from './envelope.ts';
import type { AudioBlock } from './features.ts';

/** The newest samples, hop by hop. Its fields are overwritten by every hop. */
export interface Framing {
  /** Samples a hop. */
  readonly hop: number;
  /** The mono signal; the newest `length` samples begin at `at()`. */
  readonly line: Float64Array;
  /** Mean square of the newest hop, mono, offset taken out. */
  power: number;
  /** Largest magnitude in the newest hop before the offset was taken out; ≥ 0.999 is clipping. */
  peak: Unit;
  /** Ratio of side to mid of the newest hop, mean squares. */
  side: number;
  mid: number;
  /** Index in `line` of the oldest of the newest `count` samples. */
  at(count: number): number;
  /** Take a block; `onHop(left)` is called for each full hop, with the frames of the block that are still to come. */
  push(block: AudioBlock, gain: number, onHop: (left: number) => void): void;
  reset(): void;
}

/** Below this cut-off only offset and drift are taken out; 20 Hz loses 0.3 dB. */
const OFFSET_CUTOFF: Hertz = 5;
/** A channel this far (power) under the other is a cable that is not plugged in. */
const DEAD_RATIO = 1e-5;
/** A mid this far (power) under the channels is one of them wired backwards. */
const CANCEL_RATIO = 1e-2;

/**
 * Prepare framing.
 * @param length how many of the newest samples can be asked for
 */
export function createFraming(hop: number, length: number, sampleRate: Hertz): Framing {
  const line = new Float64Array(4 * length);
  const keep = Math.exp((-2 * Math.PI * OFFSET_CUTOFF) / sampleRate);
  const slow = approach(hop / sampleRate, 1);
  let end = 0;
  let filled = 0;
  let started = false;
  let inLeft = 0;
  let inRight = 0;
  let outLeft = 0;
  let outRight = 0;
  // Sums over the hop in progress.
  let sumLeft = 0;
  let sumRight = 0;
  let sumMid = 0;
  let sumSide = 0;
  let sumMono = 0;
  let peak = 0;
  // What of each channel goes into the mono mix, now and at the end of the hop.
  let slowLeft = 0;
  let slowRight = 0;
  let slowMid = 0;
  let gainLeft = 0.5;
  let gainRight = 0.5;
  let stepLeft = 0;
  let stepRight = 0;

  function reset(): void {
    line.fill(0);
    end = length;
    filled = 0;
    started = false;
    inLeft = inRight = outLeft = outRight = 0;
    sumLeft = sumRight = sumMid = sumSide = sumMono = peak = 0;
    slowLeft = slowRight = slowMid = 0;
    gainLeft = gainRight = 0.5;
    stepLeft = stepRight = 0;
    framing.power = framing.peak = framing.side = framing.mid = 0;
  }

  function closeHop(): void {
    framing.power = sumMono / hop;
    framing.peak = peak;
    slowLeft += slow * (sumLeft / hop - slowLeft);
    slowRight += slow * (sumRight / hop - slowRight);
    slowMid += slow * (sumMid / hop - slowMid);
    const deadLeft = slowLeft < DEAD_RATIO * slowRight;
    const deadRight = slowRight < DEAD_RATIO * slowLeft;
    const cancels = slowMid < CANCEL_RATIO * (slowLeft + slowRight);
    framing.mid = sumMid / hop;
    framing.side = deadLeft || deadRight ? 0 : sumSide / hop;
    gainLeft += stepLeft * hop;
    gainRight += stepRight * hop;
    const toLeft = deadLeft ? 0 : deadRight || cancels ? 1 : 0.5;
    // The mix moves over one hop: a step would be heard as an onset.
    stepLeft = (toLeft - gainLeft) / hop;
    stepRight = (1 - toLeft - gainRight) / hop;
    sumLeft = sumRight = sumMid = sumSide = sumMono = peak = 0;
    filled = 0;
  }

  function push(block: AudioBlock, gain: number, onHop: (left: number) => void): void {
    const { samples, frames, channels } = block;
    const second = channels > 1 ? 1 : 0;
    for (let i = 0; i < frames; i++) {
      const rawLeft = gain * finite(samples[i * channels]);
      const rawRight = gain * finite(samples[i * channels + second]);
      if (!started) {
        started = true;
        inLeft = rawLeft;
        inRight = rawRight;
      }
      outLeft = rawLeft - inLeft + keep * outLeft;
      outRight = rawRight - inRight + keep * outRight;
      inLeft = rawLeft;
      inRight = rawRight;
      const mono = (gainLeft + stepLeft * filled) * outLeft + (gainRight + stepRight * filled) * outRight;
      const mid = (outLeft + outRight) / 2;
      const side = (outLeft - outRight) / 2;
      peak = Math.max(peak, Math.abs(rawLeft), Math.abs(rawRight));
      sumLeft += outLeft * outLeft;
      sumRight += outRight * outRight;
      sumMid += mid * mid;
      sumSide += side * side;
      sumMono += mono * mono;
      if (end === line.length) {
        line.copyWithin(0, end - length, end);
        end = length;
      }
      line[end++] = mono;
      if (++filled === hop) {
        closeHop();
        onHop(frames - 1 - i);
      }
    }
  }

  const framing: Framing = { hop, line, power: 0, peak: 0, side: 0, mid: 0, at: (count) => end - count, push, reset };
  reset();
  return framing;
}

// Implementation

function finite(x: number | undefined): number {
  // A driver's NaN must not live on in the filters; nothing real is 40 dB over full scale.
  return x !== undefined && x > -100 && x < 100 ? x : 0;
}
