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
  // State lives in an object's fields: a captured variable that holds a fraction costs an allocation a write.
  const s = atRest();

  function reset(): void {
    line.fill(0);
    end = length;
    filled = 0;
    started = false;
    Object.assign(s, atRest());
    framing.power = framing.peak = framing.side = framing.mid = 0;
  }

  function closeHop(): void {
    framing.power = s.sumMono / hop;
    framing.peak = s.peak;
    s.slowLeft += slow * (s.sumLeft / hop - s.slowLeft);
    s.slowRight += slow * (s.sumRight / hop - s.slowRight);
    s.slowMid += slow * (s.sumMid / hop - s.slowMid);
    const deadLeft = s.slowLeft < DEAD_RATIO * s.slowRight;
    const deadRight = s.slowRight < DEAD_RATIO * s.slowLeft;
    const cancels = s.slowMid < CANCEL_RATIO * (s.slowLeft + s.slowRight);
    framing.mid = s.sumMid / hop;
    framing.side = deadLeft || deadRight ? 0 : s.sumSide / hop;
    s.gainLeft += s.stepLeft * hop;
    s.gainRight += s.stepRight * hop;
    const toLeft = deadLeft ? 0 : deadRight || cancels ? 1 : 0.5;
    // The mix moves over one hop: a step would be heard as an onset.
    s.stepLeft = (toLeft - s.gainLeft) / hop;
    s.stepRight = (1 - toLeft - s.gainRight) / hop;
    s.sumLeft = s.sumRight = s.sumMid = s.sumSide = s.sumMono = s.peak = 0;
    filled = 0;
  }

  /** Take the frames from…to of a block, which all belong to the hop in progress. */
  function fill(block: AudioBlock, gain: number, from: number, to: number): void {
    const { samples, channels } = block;
    const second = channels > 1 ? 1 : 0;
    let { inLeft, inRight, outLeft, outRight, sumLeft, sumRight, sumMid, sumSide, sumMono, peak } = s;
    const { gainLeft, gainRight, stepLeft, stepRight } = s;
    let write = end;
    for (let i = from; i < to; i++) {
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
      line[write++] = mono;
      filled++;
    }
    end = write;
    s.inLeft = inLeft;
    s.inRight = inRight;
    s.outLeft = outLeft;
    s.outRight = outRight;
    s.sumLeft = sumLeft;
    s.sumRight = sumRight;
    s.sumMid = sumMid;
    s.sumSide = sumSide;
    s.sumMono = sumMono;
    s.peak = peak;
  }

  function push(block: AudioBlock, gain: number, onHop: (left: number) => void): void {
    const { frames } = block;
    let i = 0;
    while (i < frames) {
      if (end + hop > line.length) {
        line.copyWithin(0, end - length, end);
        end = length;
      }
      const to = Math.min(frames, i + hop - filled);
      fill(block, gain, i, to);
      i = to;
      if (filled === hop) {
        closeHop();
        onHop(frames - i);
      }
    }
  }

  const framing: Framing = { hop, line, power: 0, peak: 0, side: 0, mid: 0, at: (count) => end - count, push, reset };
  reset();
  return framing;
}

// Implementation

/** Filter memories, sums over the hop in progress, slow powers, and what of each channel goes into the mono mix. */
function atRest() {
  return {
    ...{ inLeft: 0, inRight: 0, outLeft: 0, outRight: 0 },
    ...{ sumLeft: 0, sumRight: 0, sumMid: 0, sumSide: 0, sumMono: 0, peak: 0 },
    ...{ slowLeft: 0, slowRight: 0, slowMid: 0 },
    ...{ gainLeft: 0.5, gainRight: 0.5, stepLeft: 0, stepRight: 0 },
  };
}

function finite(x: number | undefined): number {
  // A driver's NaN must not live on in the filters; nothing real is 40 dB over full scale.
  return x !== undefined && x > -100 && x < 100 ? x : 0;
}
