/**
 * Blocks of sound as bytes, for the pipe from the capture process. Records of sound and of text follow one another; each
 * is a 32-byte little-endian header and its payload. The decoder takes pieces cut anywhere and keeps one buffer for all
 * blocks; what is no record is an EngineError, never a wrong block.
 *
 *     0 u32 mark "NFB1"   4 u32 kind 1 sound, 2 text   8 f64 time   16 u32 frames (text: characters)
 *    20 u32 channels (text: 0)   24 f64 sample rate (text: 0)   32 f32[frames × channels], or UTF-16 text
 */

import { EngineError } from '../errors.ts';
import type { AudioBlock } from './features.ts';

/** Bytes of a record's header. */
export const BLOCK_HEADER_BYTES = 32;

/** Receives what a stream of records holds. */
export interface BlockReceiver {
  /** A block; its samples are overwritten by the next: copy what is kept. */
  onBlock(block: AudioBlock): void;
  onText(text: string): void;
}

/** Give a block's record. Allocates. */
export function encodeBlock(block: AudioBlock): Uint8Array {
  const count = block.frames * block.channels;
  const bytes = record(SOUND, block.time, block.frames, block.channels, block.sampleRate, count * 4);
  new Float32Array(bytes.buffer, BLOCK_HEADER_BYTES, count).set(block.samples.subarray(0, count));
  return bytes;
}

/** Give a text's record. Allocates. */
export function encodeText(text: string): Uint8Array {
  const bytes = record(TEXT, 0, text.length, 0, 0, text.length * 2);
  const units = new Uint16Array(bytes.buffer, BLOCK_HEADER_BYTES, text.length);
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  return bytes;
}

/**
 * Make a decoder. Each call takes the stream's next bytes, cut anywhere, and hands out every record that they complete.
 * The call throws EngineError 'audio-system' at the first byte that cannot be of a record; the stream is lost then.
 */
export function createBlockDecoder(receiver: BlockReceiver): (bytes: Uint8Array) => void {
  const header = new Uint8Array(BLOCK_HEADER_BYTES);
  const view = new DataView(header.buffer);
  let payload = new Uint8Array(4096);
  let have = 0;
  let payloadBytes = 0;

  const finish = () => {
    const length = view.getUint32(16, true);
    if (view.getUint32(4, true) === TEXT) {
      receiver.onText(textOf(new Uint16Array(payload.buffer, 0, length)));
      return;
    }
    const channels = view.getUint32(20, true);
    receiver.onBlock({
      samples: new Float32Array(payload.buffer, 0, length * channels),
      frames: length,
      channels,
      sampleRate: view.getFloat64(24, true),
      time: view.getFloat64(8, true),
    });
  };

  return (bytes) => {
    let at = 0;
    while (at < bytes.length) {
      if (have < BLOCK_HEADER_BYTES) {
        const part = bytes.subarray(at, at + BLOCK_HEADER_BYTES - have);
        header.set(part, have);
        have += part.length;
        at += part.length;
        if (have < BLOCK_HEADER_BYTES) return;
        payloadBytes = checkedPayload(view);
        if (payloadBytes > payload.length) payload = new Uint8Array(payloadBytes);
      }
      const filled = have - BLOCK_HEADER_BYTES;
      const part = bytes.subarray(at, at + payloadBytes - filled);
      payload.set(part, filled);
      have += part.length;
      at += part.length;
      if (have < BLOCK_HEADER_BYTES + payloadBytes) return;
      have = 0;
      finish();
    }
  };
}

// Implementation

/** "NFB1". */
const MARK = 0x3142464e;
const SOUND = 1;
const TEXT = 2;
const MOST_FRAMES = 65536;
const MOST_CHANNELS = 64;
const MOST_CHARACTERS = 1 << 20;

function record(kind: number, time: number, length: number, channels: number, sampleRate: number, payload: number) {
  const bytes = new Uint8Array(BLOCK_HEADER_BYTES + payload);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MARK, true);
  view.setUint32(4, kind, true);
  view.setFloat64(8, time, true);
  view.setUint32(16, length, true);
  view.setUint32(20, channels, true);
  view.setFloat64(24, sampleRate, true);
  return bytes;
}

/** Check a header and give its payload's length, bytes. */
function checkedPayload(view: DataView): number {
  const mark = view.getUint32(0, true);
  if (mark !== MARK) throw broken('mark', MARK.toString(16), mark.toString(16));
  const kind = view.getUint32(4, true);
  const length = view.getUint32(16, true);
  if (kind === TEXT) {
    if (length > MOST_CHARACTERS) throw broken('characters', `at most ${MOST_CHARACTERS}`, length);
    return length * 2;
  }
  if (kind !== SOUND) throw broken('kind', '1 or 2', kind);
  const channels = view.getUint32(20, true);
  const sampleRate = view.getFloat64(24, true);
  if (length < 1 || length > MOST_FRAMES) throw broken('frames', `1 to ${MOST_FRAMES}`, length);
  if (channels < 1 || channels > MOST_CHANNELS) throw broken('channels', `1 to ${MOST_CHANNELS}`, channels);
  if (!(sampleRate >= 1 && sampleRate <= 1e6)) throw broken('sample rate', '1 to 1000000', sampleRate);
  if (!Number.isFinite(view.getFloat64(8, true))) throw broken('time', 'a number', view.getFloat64(8, true));
  return length * channels * 4;
}

function broken(field: string, expected: string, got: string | number): EngineError {
  return new EngineError('audio-system', `capture stream: ${field}: expected ${expected}, got ${got}`);
}

function textOf(units: Uint16Array): string {
  let text = '';
  // In pieces, because a call takes a limited number of arguments.
  for (let at = 0; at < units.length; at += 4096) text += String.fromCharCode(...units.subarray(at, at + 4096));
  return text;
}
