/**
 * A Matroska stream of raw pictures and raw sound, written as it happens: the one pipe that carries both to an encoder, each
 * with its time. Pictures may come late, early or not at all; the encoder sees true times and no buffer has to be kept full.
 *
 *   header     EBML · Segment (open end) · Info · Tracks: 1 pictures (I420, full range), 2 sound (float, interleaved)
 *   block      a cluster's start where one is due, then one SimpleBlock; ticks are 0.1 ms
 *
 * @see RFC 8794 (EBML), RFC 9559 (Matroska)
 */

import type { Seconds } from '../units.ts';

/** What a stream carries. */
export interface StreamShape {
  readonly width: number;
  readonly height: number;
  readonly sampleRate: number;
  readonly channels: number;
}

/** Writes blocks with their times, ≥ 0 from the stream's start, and keeps clusters short enough for 16-bit offsets. */
export interface StreamWriter {
  /** The bytes that come before any block. */
  readonly header: Uint8Array;
  /** Give the bytes that precede a block's payload: write these, then the payload as it is. Times may jump back by 2 s at most. */
  blockHead(track: 'picture' | 'sound', time: Seconds, payloadBytes: number): Uint8Array;
}

/** Begin a stream. */
export function createStreamWriter(shape: StreamShape): StreamWriter {
  let cluster: number | undefined;
  return {
    header: streamHeader(shape),
    blockHead(track, time, payloadBytes) {
      const tick = Math.max(0, Math.round(time * TICKS_A_SECOND));
      const parts: Uint8Array[] = [];
      if (cluster === undefined || tick - cluster > CLUSTER_TICKS || tick - cluster < -CLUSTER_TICKS) {
        cluster = tick;
        parts.push(id(0x1f43b675), UNKNOWN_SIZE, element(0xe7, uint(tick)));
      }
      const offset = tick - cluster;
      parts.push(id(0xa3), size(payloadBytes + 4));
      parts.push(Uint8Array.of(track === 'picture' ? 0x81 : 0x82, (offset >> 8) & 0xff, offset & 0xff, 0x80));
      return concat(parts);
    },
  };
}

// Implementation

const TICKS_A_SECOND = 10_000;
/** Half of what a block's signed 16-bit offset can say. */
const CLUSTER_TICKS = 16_000;
const UNKNOWN_SIZE = Uint8Array.of(0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

function streamHeader({ width, height, sampleRate, channels }: StreamShape): Uint8Array {
  const ebml = element(
    0x1a45dfa3,
    element(0x4286, uint(1)),
    element(0x42f7, uint(1)),
    element(0x42f2, uint(4)),
    element(0x42f3, uint(8)),
    element(0x4282, text('matroska')),
    element(0x4287, uint(4)),
    element(0x4285, uint(2)),
  );
  const info = element(
    0x1549a966,
    element(0x2ad7b1, uint(1e9 / TICKS_A_SECOND)),
    element(0x4d80, text('neonfern')),
    element(0x5741, text('neonfern')),
  );
  // BT.709 matrix and primaries, sRGB's curve, full range.
  const colour = element(
    0x55b0,
    element(0x55b1, uint(1)),
    element(0x55b9, uint(2)),
    element(0x55ba, uint(13)),
    element(0x55bb, uint(1)),
  );
  const picture = element(
    0xe0,
    element(0xb0, uint(width)),
    element(0xba, uint(height)),
    element(0x2eb524, text('I420')),
    colour,
  );
  const sound = element(
    0xe1,
    element(0xb5, float64(sampleRate)),
    element(0x9f, uint(channels)),
    element(0x6264, uint(32)),
  );
  const tracks = [track(1, 'V_UNCOMPRESSED', picture), track(2, 'A_PCM/FLOAT/IEEE', sound)];
  return concat([ebml, id(0x18538067), UNKNOWN_SIZE, info, element(0x1654ae6b, ...tracks)]);
}

/** A track's number is also its identity and, as it happens, its kind: 1 pictures, 2 sound. */
function track(number: 1 | 2, codec: string, content: Uint8Array): Uint8Array {
  const numbers = [0xd7, 0x73c5, 0x83].map((elementId) => element(elementId, uint(number)));
  return element(0xae, ...numbers, element(0x86, text(codec)), content);
}

function element(elementId: number, ...content: Uint8Array[]): Uint8Array {
  const body = concat(content);
  return concat([id(elementId), size(body.length), body]);
}

/** An element's id already holds its length marker. */
function id(value: number): Uint8Array {
  return uint(value);
}

/** A size as a variable-length number of one, four or eight bytes. */
function size(value: number): Uint8Array {
  if (value < 0x7f) return Uint8Array.of(0x80 | value);
  const bytes = new Uint8Array(value < 0x0fffffff ? 4 : 8);
  const view = new DataView(bytes.buffer);
  if (bytes.length === 4) view.setUint32(0, 0x10000000 + value);
  else view.setBigUint64(0, (1n << 56n) | BigInt(value));
  return bytes;
}

/** The shortest big-endian bytes of a whole number ≥ 0. */
function uint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

function float64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

function text(value: string): Uint8Array {
  return Uint8Array.from(value, (letter) => letter.charCodeAt(0));
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
