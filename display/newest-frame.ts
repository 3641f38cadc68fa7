/**
 * The slot between the network and the screen: holds the newest frame, forgets the older one, and remembers which frames
 * the engine has yet to be told of. Every frame that came in is acknowledged exactly once, drawn or replaced.
 */

import { type FrameHeader, readFrame } from '../engine/wire/protocol.ts';

/** A frame as it came: a view into the message's bytes. */
export interface ReceivedFrame {
  readonly header: FrameHeader;
  readonly pixels: Uint8Array;
}

/** The slot. */
export interface NewestFrame {
  /** Frames that were replaced before they were drawn, since the page was opened. */
  readonly replaced: number;
  /** Frames that the engine rendered but did not send to this display: gaps in the sequence. */
  readonly skipped: number;
  /** Put a message's bytes in. @throws EngineError 'bad-message' when they are no frame; the slot stays as it was */
  put(bytes: Uint8Array): void;
  /** Take the frame out, or undefined when none came since; its pixels stay valid. */
  take(): ReceivedFrame | undefined;
  /** Take the sequence numbers that are to be acknowledged, oldest first. */
  takeUnacknowledged(): readonly number[];
  /** Forget what was on its way: a new connection owes nothing to the old one. */
  reset(): void;
}

/** Make an empty slot. */
export function newestFrame(): NewestFrame {
  let held: ReceivedFrame | undefined;
  let unacknowledged: number[] = [];
  let last: number | undefined;
  let replaced = 0;
  let skipped = 0;
  return {
    get replaced() {
      return replaced;
    },
    get skipped() {
      return skipped;
    },
    put(bytes) {
      const frame = readFrame(bytes);
      const { sequence } = frame.header;
      if (held) replaced++;
      if (last !== undefined && sequence > last) skipped += sequence - last - 1;
      last = sequence;
      held = frame;
      unacknowledged.push(sequence);
    },
    take() {
      const frame = held;
      held = undefined;
      return frame;
    },
    takeUnacknowledged() {
      const taken = unacknowledged;
      unacknowledged = [];
      return taken;
    },
    reset() {
      unacknowledged = [];
      last = undefined;
    },
  };
}
