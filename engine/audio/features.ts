/**
 * What the engine hears: blocks of sound in, one FeatureFrame a hop out. Causal, deterministic to the bit whatever the
 * block size, and free of allocation once running.
 */

import {
  type Bipolar,
  type Bpm,
  clamp,
  type DecibelsFullScale,
  fromDecibels,
  type Hertz,
  type Seconds,
  toDecibels,
  type Unit,
} from '../units.ts';
import { type AnalysisChain, createChain } from './analysis.ts';
import { approach } from './envelope.ts';

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
  /** Largest magnitude in the newest hop, after input gain; ≥ 0.999 is clipping. */
  peak: number;
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
  /** True on the one hop in which a drop (the low end and the drums come in) or a breakdown (they go) was found. */
  isDrop: boolean;
  isBreakdown: boolean;
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
    peak: 0,
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
    isDrop: false,
    isBreakdown: false,
    stereoWidth: 0,
    bpm: 0,
    tempoConfidence: 0,
    beat: 0,
    beatPhase: 0,
    barPhase: 0,
  };
}

/** What the analysis can be told; all but the hop may change while it runs. */
export interface AnalyserOptions {
  /** Gain on the input before everything, dB. */
  readonly gainDecibels: number;
  /** The gate's floor: what stays under it is silence. */
  readonly gateDecibels: DecibelsFullScale;
  /** Factor on the attack times of bands, hits and level. */
  readonly attackScale: number;
  /** Factor on their release times. */
  readonly releaseScale: number;
  /** How much earlier than it falls a beat is shown; makes up for a slow projector. */
  readonly beatOffset: Seconds;
}

/** The options when nothing is said. −55 dBFS is under quiet music (−48 dBFS RMS) and over a line's hiss. */
export const ANALYSER_DEFAULTS: AnalyserOptions = {
  gainDecibels: 0,
  gateDecibels: -55,
  attackScale: 1,
  releaseScale: 1,
  beatOffset: 0,
};

/** The analysis as its callers see it. */
export interface Analyser {
  /** Take a block; `onFrame` is called for every hop that it completes, with the same frame object each time. */
  push(block: AudioBlock, onFrame: (frame: FeatureFrame) => void): void;
  /** Change options from the next hop on. */
  configure(options: Partial<AnalyserOptions>): void;
  /** Forget everything heard. */
  reset(): void;
}

/**
 * Make an analysis. It takes its sample rate from the blocks, and starts anew when that changes. A hop is 256 samples at
 * 44.1 and 48 kHz, 512 at 96 kHz. Allocates nothing after the first block.
 */
export function createAnalyser(options: Partial<AnalyserOptions> = {}): Analyser {
  let settings: AnalyserOptions = { ...ANALYSER_DEFAULTS, ...options };
  let chain: AnalysisChain | undefined;
  const frame = restingFeatures();
  return {
    push(block, onFrame) {
      if (chain === undefined || chain.sampleRate !== block.sampleRate) {
        copyFeatures(restingFeatures(), frame);
        chain = createChain(block.sampleRate, frame, settings);
      }
      chain.push(block, onFrame);
    },
    configure(changed) {
      settings = { ...settings, ...changed };
      chain?.configure(settings);
    },
    reset() {
      chain = undefined;
    },
  };
}

/** Copy a frame into another. Allocates nothing. */
export function copyFeatures(from: Readonly<FeatureFrame>, to: FeatureFrame): void {
  const { bands, hits, presence, chroma } = to;
  bands.set(from.bands);
  hits.set(from.hits);
  presence.set(from.presence);
  chroma.set(from.chroma);
  to.time = from.time;
  to.gateOpen = from.gateOpen;
  to.level = from.level;
  to.rms = from.rms;
  to.peak = from.peak;
  to.gain = from.gain;
  to.centroid = from.centroid;
  to.flatness = from.flatness;
  to.rolloff = from.rolloff;
  to.tuning = from.tuning;
  to.onset = from.onset;
  to.isOnset = from.isOnset;
  to.kick = from.kick;
  to.snare = from.snare;
  to.hat = from.hat;
  to.isKick = from.isKick;
  to.isSnare = from.isSnare;
  to.isHat = from.isHat;
  to.percussiveness = from.percussiveness;
  to.novelty = from.novelty;
  to.isDrop = from.isDrop;
  to.isBreakdown = from.isBreakdown;
  to.stereoWidth = from.stereoWidth;
  to.bpm = from.bpm;
  to.tempoConfidence = from.tempoConfidence;
  to.beat = from.beat;
  to.beatPhase = from.beatPhase;
  to.barPhase = from.barPhase;
}

/**
 * Copy a frame into one that is looked at less often: the hits and the largest peak since `clearHits` stay in it. Allocates
 * nothing.
 */
export function gatherFeatures(from: Readonly<FeatureFrame>, to: FeatureFrame): void {
  const { isOnset, isKick, isSnare, isHat, isDrop, isBreakdown, peak } = to;
  copyFeatures(from, to);
  to.isOnset ||= isOnset;
  to.isKick ||= isKick;
  to.isSnare ||= isSnare;
  to.isHat ||= isHat;
  to.isDrop ||= isDrop;
  to.isBreakdown ||= isBreakdown;
  to.peak = Math.max(to.peak, peak);
}

/** Begin to gather anew: no hits, no peak. */
export function clearHits(frame: FeatureFrame): void {
  frame.isOnset = frame.isKick = frame.isSnare = frame.isHat = false;
  frame.isDrop = frame.isBreakdown = false;
  frame.peak = 0;
}

/** Time constants of `restFeatures`: what hits goes fast, what lies goes slowly, the tempo is held. */
const REST_HIT_SECONDS: Seconds = 0.15;
const REST_LEVEL_SECONDS: Seconds = 0.4;
const REST_PRESENCE_SECONDS: Seconds = 2.5;
const REST_CONFIDENCE_SECONDS: Seconds = 20;

/**
 * Let a frame decay to rest in place while no sound comes: levels and hits fall, the beat runs on at its last tempo and its
 * confidence fades. Two calls of dt / 2 give the same as one of dt. Allocates nothing.
 */
export function restFeatures(frame: FeatureFrame, dt: Seconds): void {
  const hit = 1 - approach(dt, REST_HIT_SECONDS);
  const level = 1 - approach(dt, REST_LEVEL_SECONDS);
  const presence = 1 - approach(dt, REST_PRESENCE_SECONDS);
  frame.time += dt;
  clearHits(frame);
  frame.gateOpen = false;
  frame.level *= level;
  frame.rms = toDecibels(fromDecibels(frame.rms) * level);
  for (let b = 0; b < 5; b++) {
    frame.bands[b] = (frame.bands[b] ?? 0) * level;
    frame.hits[b] = (frame.hits[b] ?? 0) * hit;
    frame.presence[b] = (frame.presence[b] ?? 0) * presence;
  }
  for (let c = 0; c < 12; c++) frame.chroma[c] = (frame.chroma[c] ?? 0) * level;
  frame.centroid *= level;
  frame.rolloff *= level;
  frame.flatness = 1 - (1 - frame.flatness) * level;
  frame.onset *= hit;
  frame.kick *= hit;
  frame.snare *= hit;
  frame.hat *= hit;
  frame.percussiveness *= level;
  frame.novelty *= level;
  frame.stereoWidth *= level;
  frame.tempoConfidence *= 1 - approach(dt, REST_CONFIDENCE_SECONDS);
  const beats = (frame.bpm / 60) * dt;
  frame.beat += beats;
  frame.beatPhase = fraction(frame.beatPhase + beats);
  frame.barPhase = fraction(frame.barPhase + beats / 4);
}

// Implementation

function fraction(x: number): Unit {
  return clamp(x - Math.floor(x), 0, 1);
}
