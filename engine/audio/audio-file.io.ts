/**
 * A sound file, whole and decoded. A path in; interleaved samples at the file's own rate out. What cannot be read is one
 * EngineError; what is damaged but still mostly there is played and comes with a warning. Non-finite samples never
 * leave here and all others lie in −1…1, whatever the file holds.
 */

import { readFile } from 'node:fs/promises';
import decodeWav from '@audio/decode-wav';
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { MPEGDecoder } from 'mpg123-decoder';
import { describeError, EngineError } from '../errors.ts';
import { clamp, type Hertz, type Seconds } from '../units.ts';
import { describeDamage } from './audio-damage.ts';
import { type AudioFormat, sniffAudioFormat } from './audio-format.ts';

/** A decoded sound file. */
export interface DecodedAudio {
  /** Interleaved, [frames, channels], −1…1, finite. */
  readonly samples: Float32Array;
  readonly channels: number;
  readonly sampleRate: Hertz;
  readonly duration: Seconds;
  /** What is wrong with the file although it plays, one line; absent when nothing is. */
  readonly warning?: string;
}

/** The longest sound that is held in memory: an hour of 48 kHz stereo takes 1.4 GB. */
export const LONGEST_SOUND: Seconds = 3600;

/**
 * Read and decode a WAV, FLAC, MP3 or OGG Vorbis file, recognised by its content.
 * @throws EngineError 'audio-file' when it is missing, unreadable, empty, of another format, too long or holds no sound
 */
export async function decodeAudioFile(path: string): Promise<DecodedAudio> {
  const bytes = await readSound(path);
  const sniffed = sniffAudioFormat(bytes);
  if (!sniffed?.supported) {
    const found = sniffed ? `it is ${sniffed.name}` : 'its content is none of these';
    throw fileError(path, `expected WAV, FLAC, MP3 or OGG Vorbis, but ${found}`, CONVERT);
  }
  const { pieces, sampleRate, errors } = await decodePieces(path, sniffed.format, bytes);
  const { samples, channels } = interleave(pieces);
  const frames = channels > 0 ? samples.length / channels : 0;
  if (frames === 0) throw fileError(path, `its ${sniffed.format} data is damaged or empty: no sound in it`, CONVERT);
  const decoded = { samples, channels, sampleRate, duration: frames / sampleRate };
  const damage =
    describeDamage(sniffed.format, bytes, frames) ??
    (errors > 0 ? `is damaged: ${errors} of its packets could not be decoded` : undefined);
  return damage ? { ...decoded, warning: `${path} ${damage}; what can be read is played` } : decoded;
}

// Implementation

const CONVERT = 'convert it, for instance with: ffmpeg -i IN OUT.flac';

/** Bytes given to a decoder at once: it works for 20 ms at most, then the event loop gets its turn. */
const PIECE_BYTES = 32768;

/** One decoder call's result, planar: [channels][frames]. */
type Piece = readonly Float32Array[];

interface StreamDecoder {
  decode(bytes: Uint8Array): Promise<DecodedPiece> | DecodedPiece;
  flush?(): Promise<DecodedPiece> | DecodedPiece;
  free(): void;
}

interface DecodedPiece {
  readonly channelData: Float32Array[];
  readonly sampleRate: number;
  readonly errors?: readonly unknown[];
}

async function readSound(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    const file = await readFile(path);
    // The WAV decoder copies misaligned data with slice(), which on a Buffer copies nothing: give it a plain array.
    bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  } catch (error) {
    throw unreadable(path, error);
  }
  if (bytes.length === 0) throw fileError(path, 'the file is empty', 'give another file');
  return bytes;
}

function unreadable(path: string, error: unknown): EngineError {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT') return fileError(path, 'there is no such file', 'check the path; --audio demo needs no file');
  if (code === 'EACCES') return fileError(path, 'reading it is not permitted', `make it readable: chmod u+r ${path}`);
  if (code === 'EISDIR') return fileError(path, 'expected a sound file, this is a folder', 'name one file in it');
  if (code === 'ERR_FS_FILE_TOO_LARGE')
    return fileError(path, 'the file is larger than 2 GB', 'cut it, or make it FLAC');
  return fileError(path, `it cannot be read (${describeError(error)})`, 'try another file');
}

async function decodePieces(path: string, format: AudioFormat, bytes: Uint8Array) {
  const pieces: Piece[] = [];
  let sampleRate = 0;
  let errors = 0;
  let duration = 0;
  const take = (piece: DecodedPiece) => {
    errors += piece.errors?.length ?? 0;
    const frames = piece.channelData[0]?.length ?? 0;
    if (frames === 0) return;
    // The first rate counts: after damage a decoder may take noise for a new stream's header.
    sampleRate ||= piece.sampleRate;
    if (!(sampleRate >= 4000 && sampleRate <= 768000)) {
      throw fileError(path, `expected a sample rate of 4–768 kHz, it says ${sampleRate} Hz`, CONVERT);
    }
    duration += frames / sampleRate;
    pieces.push(piece.channelData);
    if (duration > LONGEST_SOUND)
      throw fileError(path, 'it is longer than an hour', 'cut it, or play it into the line-in');
  };
  const decoder = await openDecoder(format);
  try {
    const step = format === 'wav' ? bytes.length : PIECE_BYTES;
    for (let at = 0; at < bytes.length; at += step) {
      take(await quietly(() => decoder.decode(bytes.subarray(at, at + step))));
      await new Promise(setImmediate);
    }
    if (decoder.flush) take(await quietly(() => decoder.flush?.() ?? NOTHING));
  } catch (error) {
    if (error instanceof EngineError) throw error;
    // A decoder that gives up halfway leaves what it had: the caller says how much is missing.
    if (pieces.length === 0) throw fileError(path, `it cannot be decoded (${describeError(error)})`, CONVERT);
    errors++;
  } finally {
    decoder.free();
  }
  return { pieces, sampleRate, errors };
}

const NOTHING: DecodedPiece = { channelData: [], sampleRate: 0 };

async function openDecoder(format: AudioFormat): Promise<StreamDecoder> {
  if (format === 'wav') return { decode: decodeWav, free: () => {} };
  const decoder = format === 'flac' ? new FLACDecoder() : format === 'mp3' ? new MPEGDecoder() : new OggVorbisDecoder();
  await decoder.ready;
  return decoder;
}

/** The decoders report damage to the console as well as in their result; the performer gets one line, from us. */
function quietly<T>(decode: () => T): T {
  const speak = console.error;
  console.error = () => {};
  try {
    return decode();
  } finally {
    console.error = speak;
  }
}

function interleave(pieces: readonly Piece[]): { samples: Float32Array; channels: number } {
  const channels = pieces[0]?.length ?? 0;
  const frames = pieces.reduce((sum, piece) => sum + (piece[0]?.length ?? 0), 0);
  const samples = new Float32Array(frames * channels);
  let start = 0;
  for (const piece of pieces) {
    for (let c = 0; c < channels; c++) {
      const from = piece[c] ?? piece[0] ?? new Float32Array(0);
      for (let i = 0, to = start + c; i < from.length; i++, to += channels) {
        const value = from[i] ?? 0;
        // Loud masters decode to a little over 1, and a float WAV may hold anything.
        samples[to] = Number.isFinite(value) ? clamp(value, -1, 1) : 0;
      }
    }
    start += (piece[0]?.length ?? 0) * channels;
  }
  return { samples, channels };
}

function fileError(path: string, what: string, hint: string): EngineError {
  return new EngineError('audio-file', `${path}: ${what}`, hint);
}
