/**
 * What the engine hears: blocks of sound in, one FeatureFrame a hop out. Causal, deterministic to the bit whatever the
 * block size, and free of allocation once running.
 */

import type { Bipolar, Bpm, DecibelsFullScale, Hertz, Seconds, Unit } from '../units.ts';

/** A piece of captured sound. */
export interface AudioBlock {
  /** Interleaved, [frames, channels], −1…1. Reused by the source: copy what is kept. */
  readonly samples: Float32Array;
  readonly frames: number;
  readonly channels: number;
  readonly sampleRate: Hertz;
  /** Capture time of the last sample. */
  readonly time: Seconds;
}

/** The five bands' names, low to high; every `[5]` below is in this order. */
export const BANDS = ['sub', 'bass', 'mid', 'high-mid', 'high'] as const;

/** Band edges: band i covers BAND_EDGES[i] ≤ f < BAND_EDGES[i + 1]. */
export const BAND_EDGES: readonly Hertz[] = [20, 60, 250, 2000, 6000, 20000];

/** What was heard up to `time`. One object is reused for every hop: copy what is kept. */
export interface FeatureFrame {
  /** Capture time of the newest sample that was heard. */
  time: Seconds;
  /** Whether the sound stands above the noise floor. Closed: gain is frozen, nothing hits. */
  gateOpen: boolean;
  /** Loudness after automatic gain, with attack and release. */
  level: Unit;
  /** Of the newest hop, before gain. */
  rms: DecibelsFullScale;
  /** Automatic gain now, factor on amplitude. */
  gain: number;
  /** Smoothed energy after gain, [5]. */
  readonly bands: Float32Array;
  /** Percussive transients: fast attack, musical release, [5], 0…1. */
  readonly hits: Float32Array;
  /** Slow average, [5], 0…1. */
  readonly presence: Float32Array;
  /** Centre of gravity of the magnitude spectrum; 0 in silence. */
  centroid: Hertz;
  /** Geometric over arithmetic mean of the power spectrum: 0 tone … 1 noise; 1 in silence. */
  flatness: Unit;
  /** 85 % of the magnitude lies below. */
  rolloff: Hertz;
  /** Energy by pitch class C…B, largest 1, [12]. */
  readonly chroma: Float32Array;
  /** How far the music is tuned from A4 = 440 Hz, semitones, −0.5…0.5. */
  tuning: number;
  /** Onset strength, 0…1. */
  onset: Unit;
  /** True on the one hop in which an onset was found. */
  isOnset: boolean;
  /** Kick-, snare- and hat-like envelopes: 1 at the hit, then the musical release. */
  kick: Unit;
  snare: Unit;
  hat: Unit;
  /** True on the one hop in which such a hit was found. */
  isKick: boolean;
  isSnare: boolean;
  isHat: boolean;
  /** 0 all harmonic … 1 all percussive. */
  percussiveness: Unit;
  /** How much the music of the last seconds differs from that before, and which way: −1 breakdown … 1 drop. */
  novelty: Bipolar;
  /** 0 mono … 1 as much side as mid. */
  stereoWidth: Unit;
  bpm: Bpm;
  /** Calibrated: of the frames that say c, a share of c has the right tempo. */
  tempoConfidence: Unit;
  /** Beats since the start, continuous and never falling; its fraction is the phase. 0 until a tempo is found. */
  beat: number;
  /** 0…1 from one beat to the next. */
  beatPhase: Unit;
  /** 0…1 from one bar to the next. */
  barPhase: Unit;
}

/** Make a frame of silence, for the time before the first hop and for tests. */
export function restingFeatures(): FeatureFrame {
  return {
    time: 0,
    gateOpen: false,
    level: 0,
    rms: -120,
    gain: 1,
    bands: new Float32Array(5),
    hits: new Float32Array(5),
    presence: new Float32Array(5),
    centroid: 0,
    flatness: 1,
    rolloff: 0,
    chroma: new Float32Array(12),
    tuning: 0,
    onset: 0,
    isOnset: false,
    kick: 0,
    snare: 0,
    hat: 0,
    isKick: false,
    isSnare: false,
    isHat: false,
    percussiveness: 0,
    novelty: 0,
    stereoWidth: 0,
    bpm: 0,
    tempoConfidence: 0,
    beat: 0,
    beatPhase: 0,
    barPhase: 0,
  };
}
