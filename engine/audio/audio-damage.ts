/**
 * What a sound file's own bookkeeping says is missing or damaged. Its bytes and the number of decoded frames in, a
 * phrase for the person out. The decoders keep silent about most damage: a FLAC that breaks in the middle just ends,
 * and a flipped bit in an Ogg page comes out as a bang, so lengths and checksums are compared here.
 */

import { type AudioFormat, id3Bytes } from './audio-format.ts';

/**
 * Say what is wrong with a sound file, as a phrase that follows the file's name; undefined when nothing shows.
 * @param frames how many frames were decoded from it
 */
export function describeDamage(format: AudioFormat, bytes: Uint8Array, frames: number): string | undefined {
  if (format === 'wav') return wavDamage(bytes);
  if (format === 'flac') return missing(flacFrames(bytes), frames);
  if (format === 'ogg-vorbis') return oggDamage(bytes);
  return undefined;
}

/** Give the frames that a FLAC file's STREAMINFO promises; 0 when it promises nothing (RFC 9639, 8.2). */
export function flacFrames(bytes: Uint8Array): number {
  const at = id3Bytes(bytes);
  const isNative = bytes[at] === 0x66 && bytes[at + 1] === 0x4c && ((bytes[at + 4] ?? 1) & 0x7f) === 0;
  if (!isNative || bytes.length < at + 26) return 0;
  const info = new DataView(bytes.buffer, bytes.byteOffset + at + 8);
  return (info.getUint8(13) & 0x0f) * 2 ** 32 + info.getUint32(14);
}

/** Give an Ogg page's checksum over all its bytes, its own field counted as zero (RFC 3533, 6). */
export function oggChecksum(page: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : (page[i] ?? 0);
    sum = (sum << 8) ^ (OGG_TABLE[((sum >>> 24) ^ byte) & 0xff] ?? 0);
  }
  return sum >>> 0;
}

// Implementation

/** Polynomial 0x04c11db7, most significant bit first, start 0, not inverted. */
const OGG_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit++) sum = (sum << 1) ^ (sum < 0 ? 0x04c11db7 : 0);
  return sum >>> 0;
});

function missing(promised: number, found: number): string | undefined {
  if (promised === 0 || found >= promised) return undefined;
  return `is cut off or damaged: ${percent(found / promised)} of the sound it promises can be read`;
}

function wavDamage(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    // 0 and all ones are what recorders write that were never told the length.
    if (view.getUint32(at) === 0x64617461)
      return size === 0xffffffff ? undefined : missing(size, bytes.length - at - 8);
    at += 8 + size + (size & 1);
  }
  return undefined;
}

function oggDamage(bytes: Uint8Array): string | undefined {
  let pages = 0;
  let damaged = 0;
  let hasEnd = false;
  for (let at = findOggPage(bytes, 0); at >= 0; at = findOggPage(bytes, at)) {
    const segments = bytes.subarray(at + 27, at + 27 + (bytes[at + 26] ?? 0));
    const page = bytes.subarray(at, at + 27 + segments.length + segments.reduce((sum, length) => sum + length, 0));
    const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
    const isWhole = page.length >= 27 && view.getUint32(22, true) === oggChecksum(page);
    pages++;
    if (!isWhole) damaged++;
    hasEnd = isWhole && ((page[5] ?? 0) & 4) !== 0;
    at += isWhole ? page.length : 4;
  }
  if (damaged > 0) return `is damaged: ${damaged} of its ${pages} pages have a wrong checksum`;
  return hasEnd ? undefined : 'is cut off: its last page is missing';
}

function findOggPage(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 4 <= bytes.length; at++) {
    if (bytes[at] === 0x4f && bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53) return at;
  }
  return -1;
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
