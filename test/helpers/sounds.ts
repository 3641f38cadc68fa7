/** Sounds with known answers, and a way to play them to the analysis. */

import {
  type AnalyserOptions,
  type AudioBlock,
  copyFeatures,
  createAnalyser,
  type FeatureFrame,
  restingFeatures,
} from '../../engine/audio/features.ts';
import { seededRandom } from '../../engine/random.ts';

export const RATE = 48000;

/** Make a mono sound of `seconds` from a function of the sample's time. */
export function sound(seconds: number, at: (time: number, n: number) => number, sampleRate = RATE): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, n) => at(n / sampleRate, n));
}

/** Make white noise of an RMS. */
export function noise(seconds: number, rms: number, seed = 1, sampleRate = RATE): Float32Array {
  const random = seededRandom(seed);
  return sound(seconds, () => rms * Math.sqrt(3) * (2 * random() - 1), sampleRate);
}

/** Make a steady beat from kick-like thumps on every beat and noise bursts between them. */
export function drumLoop(seconds: number, bpm: number, sampleRate = RATE): Float32Array {
  const random = seededRandom(7);
  return sound(
    seconds,
    (time) => {
      const beat = (time * bpm) / 60;
      const sinceBeat = ((beat % 1) * 60) / bpm;
      const sinceOff = (((beat + 0.5) % 1) * 60) / bpm;
      const sinceBack = (((beat + 1) % 2) * 60) / bpm;
      const kick =
        Math.sin(2 * Math.PI * (50 * sinceBeat - 4 * Math.exp(-sinceBeat / 0.03))) * Math.exp(-sinceBeat / 0.12);
      const white = 2 * random() - 1;
      return 0.7 * kick + 0.12 * white * Math.exp(-sinceOff / 0.03) + 0.25 * white * Math.exp(-sinceBack / 0.08);
    },
    sampleRate,
  );
}

/** How to play. */
export interface Playing {
  readonly channels?: number;
  readonly sampleRate?: number;
  /** Frames of each block in turn, repeated. */
  readonly blocks?: readonly number[];
  readonly options?: Partial<AnalyserOptions>;
}

/** Play samples through a fresh analysis and keep a copy of every frame. */
export function framesOf(samples: Float32Array, playing: Playing = {}): FeatureFrame[] {
  const { channels = 1, sampleRate = RATE, blocks = [256], options = {} } = playing;
  const analyser = createAnalyser(options);
  const frames: FeatureFrame[] = [];
  const keep = (frame: FeatureFrame): void => {
    const copy = restingFeatures();
    copyFeatures(frame, copy);
    frames.push(copy);
  };
  const total = samples.length / channels;
  for (let at = 0, turn = 0; at < total; turn++) {
    const count = Math.min(total - at, blocks[turn % blocks.length] ?? 256);
    at += count;
    const block: AudioBlock = {
      samples: samples.subarray((at - count) * channels, at * channels),
      frames: count,
      channels,
      sampleRate,
      time: at / sampleRate,
    };
    analyser.push(block, keep);
  }
  return frames;
}

/** Mean of a feature over the frames from a time on. */
export function meanFrom(frames: readonly FeatureFrame[], from: number, of: (frame: FeatureFrame) => number): number {
  const kept = frames.filter((frame) => frame.time >= from);
  return kept.reduce((sum, frame) => sum + of(frame), 0) / kept.length;
}
