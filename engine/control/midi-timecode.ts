/**
 * MIDI time code: where a tape, a video player or a show controller stands. Eight quarter frames make one time, two frames after
 * it was true; a full frame (SysEx) says it at once. Read only.
 * @see MIDI Time Code, RP004/008, MIDI Manufacturers Association, 1987
 */

import type { Seconds } from '../units.ts';
import type { MidiMessage } from './midi-message.ts';

/** A place on the timeline. */
export interface Timecode {
  /** Of the timeline, at `time`. */
  readonly position: Seconds;
  /** 24, 25, 29.97 (drop frame) or 30. */
  readonly framesPerSecond: number;
  readonly running: boolean;
  readonly time: Seconds;
}

export interface TimecodeReader {
  take(message: MidiMessage, time: Seconds): void;
  /** Give where the timeline stands at a time; undefined before the first whole time was read. */
  at(time: Seconds): Timecode | undefined;
}

const RATES = [24, 25, 30_000 / 1001, 30] as const;
/** A timeline that says nothing for this long stands still: quarter frames come every 10 ms or less. */
const SILENCE: Seconds = 0.1;
const QUARTER_FRAMES = 8;

/** Make a reader that has heard nothing. */
export function createTimecodeReader(): TimecodeReader {
  let pieces: number[] = [];
  let last: Timecode | undefined;
  let heardAt = 0;

  function quarterFrame(piece: number, value: number, time: Seconds): void {
    // Only an unbroken run from piece 0 counts: a time put together from two moments would jump.
    pieces = piece === 0 ? [value] : piece === pieces.length ? [...pieces, value] : [];
    const isMoving = last !== undefined && time - heardAt <= SILENCE;
    heardAt = time;
    if (last && isMoving) last = { ...last, position: last.position + (time - last.time), time, running: true };
    if (pieces.length < QUARTER_FRAMES) return;
    const at = (i: number) => (pieces[i] ?? 0) | ((pieces[i + 1] ?? 0) << 4);
    const hours = at(6);
    const position = positionOf(hours & 0x1f, at(4), at(2), at(0), hours >> 5);
    pieces = [];
    const framesPerSecond = rateOf(hours >> 5);
    // The time was true at piece 0; the last piece comes seven quarter frames later.
    const late = (QUARTER_FRAMES - 1) / 4 / framesPerSecond;
    last = { position: position + late, framesPerSecond, running: true, time };
  }

  return {
    take(message, time) {
      if (message.type === 'quarter-frame') quarterFrame(message.piece, message.value, time);
      if (message.type !== 'sysex' || message.bytes.length !== 10) return;
      const [start, realTime, , subId, fullFrame, hours = 0, minutes = 0, seconds = 0, frames = 0] = message.bytes;
      if (start !== 0xf0 || realTime !== 0x7f || subId !== 1 || fullFrame !== 1) return;
      pieces = [];
      const position = positionOf(hours & 0x1f, minutes, seconds, frames, hours >> 5);
      last = { position, framesPerSecond: rateOf(hours >> 5), running: false, time };
    },
    at(time) {
      if (!last) return undefined;
      const running = last.running && time - heardAt <= SILENCE;
      return running ? { ...last, position: last.position + (time - last.time), time } : { ...last, running, time };
    },
  };
}

/** Write a place on the timeline as people do: 01:02:03:04. */
export function timecodeText({ position, framesPerSecond }: Pick<Timecode, 'position' | 'framesPerSecond'>): string {
  const whole = Math.floor(position + 1e-6);
  const frame = Math.floor((position - whole + 1e-6) * framesPerSecond);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60, Math.max(0, frame)];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

// Implementation

function rateOf(code: number): number {
  return RATES[code & 3] ?? 30;
}

function positionOf(hours: number, minutes: number, seconds: number, frames: number, rate: number): Seconds {
  return hours * 3600 + (minutes & 0x3f) * 60 + (seconds & 0x3f) + (frames & 0x1f) / rateOf(rate);
}
