/**
 * Records what is shown and heard to a file, while playing: frames and blocks go down one pipe to ffmpeg, a program of its own at
 * low priority. The show never waits for it: when the encoder is behind, pictures are left out, and the file keeps its time.
 *
 *   picture(frame), sound(block) → matroska.ts → ffmpeg's standard input → neonfern-DATE.mp4
 *
 * If the engine dies, the pipe closes and ffmpeg finishes the file.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join, resolve } from 'node:path';
import type { AudioBlock } from '../audio/features.ts';
import { describeError } from '../errors.ts';
import { FRAME_HEADROOM_BYTES, type Frame, type FrameStamp, type Recorder } from '../ports.ts';
import { resizeI420 } from '../render/pixel-format.ts';
import { clamp, type Hertz, type Seconds } from '../units.ts';
import { createStreamWriter } from './matroska.ts';

export interface RecorderOptions {
  /** Where files go; made when it is not there. */
  readonly folder: string;
  readonly format: 'mp4' | 'webm';
  /** ffmpeg's name for the picture's encoder; empty for the system's own. */
  readonly encoder: string;
  /** Frames a second of the file. */
  readonly fps: number;
  /** Pixels of the file, also when a busy machine renders fewer just then; the first picture's when left out. */
  readonly size?: { readonly width: number; readonly height: number };
  /** The ffmpeg program. */
  readonly program?: string;
}

/** Raw pictures waiting for the encoder; past this they are left out. */
const MOST_WAITING_BYTES = 64 << 20;
/** More than this between a sound's capture and its frame is a pause, not a delay. */
const LONGEST_DELAY: Seconds = 0.25;
/** Share of the newest delay that is taken over: pictures stay level however frames jitter. */
const DELAY_SHARE = 0.05;
const LOWER_PRIORITY = 10;

/** A file being written. */
interface Recording {
  readonly path: string;
  readonly encoder: ChildProcess;
  readonly writer: ReturnType<typeof createStreamWriter>;
  readonly width: number;
  readonly height: number;
  readonly sampleRate: Hertz;
  /** The engine's time that is 0 in the file. */
  readonly start: Seconds;
  delay: Seconds;
  lastPicture: Seconds;
  leftOut: number;
  otherRate: boolean;
  complaint: string;
}

/** Make a recorder that waits to be started. Nothing is written and no program runs until then. */
export function createRecorder(options: RecorderOptions): Recorder {
  let wanted = false;
  let recording: Recording | undefined;
  let sampleRate: Hertz = 48_000;
  let ended: Promise<void> = Promise.resolve();

  function begin(frame: Frame, stamp: FrameStamp): Recording | undefined {
    const path = join(resolve(options.folder), `neonfern-${dateName(new Date())}.${options.format}`);
    try {
      mkdirSync(resolve(options.folder), { recursive: true });
    } catch (error) {
      fail(`recording: ${options.folder} cannot be made: ${describeError(error)}; choose another with record.folder`);
      return undefined;
    }
    const { width, height } = frame;
    // Its own process group: Ctrl-C ends the show, and the encoder only when it has written all.
    const encoder = spawn(options.program ?? 'ffmpeg', encoderArguments(options, path, options.size ?? frame), {
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
    });
    const begun: Recording = {
      ...{ path, encoder, width, height, sampleRate },
      writer: createStreamWriter({ width, height, sampleRate, channels: 2 }),
      start: stamp.time - LONGEST_DELAY,
      delay: clamp(stamp.time - stamp.audioTime, 0, LONGEST_DELAY),
      ...{ lastPicture: -1, leftOut: 0, otherRate: false, complaint: '' },
    };
    ended = new Promise((done) => {
      const end = (error?: NodeJS.ErrnoException) => {
        if (error) begun.complaint = missing(error);
        closed(begun);
        done();
      };
      encoder.once('error', end);
      encoder.once('close', () => end());
    });
    encoder.stderr?.on('data', (text) => {
      begun.complaint = String(text).trim().split('\n').at(-1) ?? '';
    });
    // An encoder that ends early says why through `close`; the pipe's own error adds nothing.
    encoder.stdin?.on('error', () => {});
    if (encoder.pid !== undefined) lowerPriority(encoder.pid);
    write(begun, begun.writer.header);
    recorder.onNotice('info', `recording to ${path}`);
    return begun;
  }

  function closed(done: Recording): void {
    const { leftOut, path, complaint, encoder } = done;
    const early = recording === done;
    if (early) recording = undefined;
    if (early || encoder.exitCode !== 0) fail(`recording to ${path} ended: ${complaint || 'the encoder stopped'}`);
    else recorder.onNotice('info', `recorded ${path}${leftOut > 0 ? `, ${leftOut} pictures left out` : ''}`);
  }

  function fail(text: string): void {
    wanted = false;
    recorder.onNotice('warning', text);
    recorder.onStopped();
  }

  function end(): void {
    recording?.encoder.stdin?.end();
    recording = undefined;
  }

  const recorder: Recorder = {
    get isOn() {
      return wanted;
    },
    onNotice: () => {},
    onStopped: () => {},
    set(on) {
      if (wanted && !on) end();
      wanted = on;
    },
    sound(block) {
      sampleRate = block.sampleRate;
      if (!recording) return;
      if (block.sampleRate !== recording.sampleRate) {
        if (!recording.otherRate)
          recorder.onNotice('warning', `recording: the sound is now ${block.sampleRate} Hz and is left out`);
        recording.otherRate = true;
        return;
      }
      const time = block.time - block.frames / block.sampleRate - recording.start;
      if (time < 0 || waiting(recording) > 2 * MOST_WAITING_BYTES) return;
      const samples = stereo(block);
      const bytes = new Uint8Array(samples.buffer);
      write(recording, recording.writer.blockHead('sound', time, bytes.length), bytes);
    },
    picture(frame, stamp) {
      if (!wanted || frame.format !== 'i420') return;
      recording ??= begin(frame, stamp);
      if (!recording) return;
      const { width, height } = recording;
      recording.delay += DELAY_SHARE * (clamp(stamp.time - stamp.audioTime, 0, LONGEST_DELAY) - recording.delay);
      // Beside the sound that made it, not when it was ready: the file has no latency.
      const time = stamp.time - recording.delay - recording.start;
      if (waiting(recording) > MOST_WAITING_BYTES || time <= recording.lastPicture) {
        recording.leftOut++;
        return;
      }
      recording.lastPicture = time;
      const pixels = frame.bytes.subarray(FRAME_HEADROOM_BYTES);
      const kept =
        frame.width === width && frame.height === height
          ? new Uint8Array(pixels)
          : resizeI420(pixels, frame.width, frame.height, width, height);
      write(recording, recording.writer.blockHead('picture', time, kept.length), kept);
    },
    async close() {
      wanted = false;
      end();
      await ended;
    },
  };
  return recorder;
}

// Implementation

function encoderArguments(
  { format, encoder, fps }: RecorderOptions,
  path: string,
  { width, height }: { readonly width: number; readonly height: number },
): string[] {
  const usual = format === 'webm' ? 'libvpx-vp9' : process.platform === 'darwin' ? 'h264_videotoolbox' : 'libx264';
  const picture = encoder || usual;
  // Screens and editors expect limited range; the quality is one at which no banding shows on smooth pictures.
  const range = `scale=${width}:${height}:in_range=full:out_range=limited:in_color_matrix=bt709:out_color_matrix=bt709`;
  const quality: Record<string, string[]> = {
    libx264: ['-preset', 'superfast', '-crf', '16'],
    'libvpx-vp9': ['-deadline', 'realtime', '-cpu-used', '8', '-row-mt', '1', '-crf', '24', '-b:v', '0'],
  };
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-f', 'matroska', '-i', 'pipe:0'],
    ...[
      '-vf',
      `${range},format=yuv420p`,
      '-r',
      String(fps),
      '-vsync',
      'cfr',
      '-c:v',
      picture,
      ...(quality[picture] ?? ['-b:v', '24M']),
    ],
    ...['-color_range', 'tv', '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'iec61966-2-1'],
    // Lost blocks become silence, so that sound and picture stay together.
    ...['-af', 'aresample=async=1000:first_pts=0', '-c:a', format === 'webm' ? 'libopus' : 'aac', '-b:a', '256k'],
    ...['-threads', '2', '-y', path],
  ];
}

function write({ encoder }: Recording, ...parts: Uint8Array[]): void {
  for (const part of parts) if (encoder.stdin?.writable) encoder.stdin.write(part);
}

function waiting({ encoder }: Recording): number {
  return encoder.stdin?.writableLength ?? 0;
}

function stereo({ samples, frames, channels }: AudioBlock): Float32Array {
  const pairs = new Float32Array(2 * frames);
  for (let i = 0; i < frames; i++) {
    const left = samples[i * channels] ?? 0;
    pairs[2 * i] = left;
    pairs[2 * i + 1] = channels > 1 ? (samples[i * channels + 1] ?? 0) : left;
  }
  return pairs;
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, LOWER_PRIORITY);
  } catch {
    // It may have ended already; `close` says so.
  }
}

function missing(error: NodeJS.ErrnoException): string {
  if (error.code !== 'ENOENT') return describeError(error);
  return 'ffmpeg is not installed: apt install ffmpeg, or brew install ffmpeg';
}

/** 2026-11-24-21-05-09, local time. */
function dateName(date: Date): string {
  const parts = [
    date.getFullYear(),
    date.getMonth() + 1,
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
    date.getSeconds(),
  ];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
