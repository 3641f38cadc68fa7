/**
 * Which sound format a file's bytes are in. Bytes in, a format or its plain name out.
 * The content decides, never the file's name: recordings are often named wrongly.
 */

/** The formats that can be played. */
export type AudioFormat = 'wav' | 'flac' | 'mp3' | 'ogg-vorbis';

/** What a file was recognised as; `supported` false carries the format's name for the person. */
export type SniffedFormat =
  | { readonly supported: true; readonly format: AudioFormat }
  | { readonly supported: false; readonly name: string };

/**
 * Recognise a sound file by its first bytes; undefined when they are no known format. Never throws.
 * @param bytes the file's beginning; 64 kB are enough, plus the ID3 tag where there is one
 */
export function sniffAudioFormat(bytes: Uint8Array): SniffedFormat | undefined {
  const magic = ascii(bytes, 0, 4);
  if (magic === 'RIFF' && ascii(bytes, 8, 4) === 'WAVE') return known('wav');
  if (magic === 'fLaC') return known('flac');
  if (magic === 'OggS') return sniffOgg(bytes);
  if (magic === 'RF64' || magic === 'BW64') return unknown('64-bit WAV (RF64)');
  if (magic === 'FORM' && ascii(bytes, 8, 3) === 'AIF') return unknown('AIFF');
  if (ascii(bytes, 4, 4) === 'ftyp') return unknown('MP4/M4A');
  if (magic === '\x1aE\xdf\xa3') return unknown('Matroska/WebM');
  // A tag says little about what follows it: FLAC files carry ID3 tags too.
  const start = id3Bytes(bytes);
  if (start > 0 && ascii(bytes, start, 4) === 'fLaC') return known('flac');
  return findMp3Frame(bytes, start) === undefined ? undefined : known('mp3');
}

/** Give the length of the ID3v2 tag that a file begins with, bytes; 0 when it has none. */
export function id3Bytes(bytes: Uint8Array): number {
  if (ascii(bytes, 0, 3) !== 'ID3' || bytes.length < 10) return 0;
  let size = 0;
  for (let i = 6; i < 10; i++) size = (size << 7) | ((bytes[i] ?? 0) & 0x7f);
  return size + 10;
}

/**
 * Find the first MPEG audio frame that another one follows, within 64 kB of `from`.
 * @returns its offset, or undefined. One sync pattern alone proves nothing: random bytes hold one every 2 kB.
 */
export function findMp3Frame(bytes: Uint8Array, from = 0): number | undefined {
  const end = Math.min(bytes.length - 4, from + 65536);
  for (let at = from; at <= end; at++) {
    const length = mp3FrameBytes(bytes, at);
    if (length > 0 && mp3FrameBytes(bytes, at + length) > 0) return at;
  }
  return undefined;
}

/** Give the length of the MPEG layer III frame at `at`, bytes, header included; 0 when there is none (ISO 11172-3). */
export function mp3FrameBytes(bytes: Uint8Array, at: number): number {
  const [b0 = 0, b1 = 0, b2 = 0] = bytes.subarray(at, at + 3);
  const version = (b1 >> 3) & 3;
  const bitrateIndex = b2 >> 4;
  const rateIndex = (b2 >> 2) & 3;
  if (b0 !== 0xff || (b1 & 0xe6) !== 0xe2 || version === 1 || rateIndex === 3) return 0;
  const mpeg1 = version === 3;
  const kilobits = (mpeg1 ? MPEG1_KILOBITS : MPEG2_KILOBITS)[bitrateIndex] ?? 0;
  if (kilobits === 0) return 0;
  const sampleRate = (MPEG1_RATES[rateIndex] ?? 0) / (mpeg1 ? 1 : version === 2 ? 2 : 4);
  return Math.floor(((mpeg1 ? 144000 : 72000) * kilobits) / sampleRate) + ((b2 >> 1) & 1);
}

// Implementation

const MPEG1_RATES = [44100, 48000, 32000];
const MPEG1_KILOBITS = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MPEG2_KILOBITS = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

function sniffOgg(bytes: Uint8Array): SniffedFormat {
  const packet = 27 + (bytes[26] ?? 0);
  if (ascii(bytes, packet, 7) === '\x01vorbis') return known('ogg-vorbis');
  if (ascii(bytes, packet, 5) === '\x7fFLAC') return known('flac');
  return unknown(ascii(bytes, packet, 8) === 'OpusHead' ? 'Ogg Opus' : 'Ogg without Vorbis sound');
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

function known(format: AudioFormat): SniffedFormat {
  return { supported: true, format };
}

function unknown(name: string): SniffedFormat {
  return { supported: false, name };
}
