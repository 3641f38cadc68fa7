/**
 * The chain from samples to features at one sample rate: framing → spectrum → level → ear (onsets, drums, beats) → tempo →
 * envelopes, once a hop, into one frame that is reused. createAnalyser in features.ts is the way in.
 */

import { fromDecibels, type Hertz, type Seconds, toDecibels } from '../units.ts';
import { createBeatClock } from './beat-clock.ts';
import { createChroma } from './chroma.ts';
import { createConfidence } from './confidence.ts';
import { createEar, loadEarWeights } from './ear.ts';
import { createEarInput, EAR_BANDS } from './ear-input.ts';
import { approach, follow } from './envelope.ts';
import { type AnalyserOptions, type AudioBlock, BAND_EDGES, type FeatureFrame } from './features.ts';
import { createFraming } from './framing.ts';
import { createLevel } from './level.ts';
import { createNovelty } from './novelty.ts';
import { createPicker } from './picking.ts';
import { boxes, createSpectrum, hann, sumBands } from './spectrum.ts';
import { createTempoBelief } from './tempo.ts';
import { describeTimbre } from './timbre.ts';

/** The chain at one sample rate. */
export interface AnalysisChain {
  readonly sampleRate: Hertz;
  push(block: AudioBlock, onFrame: (frame: FeatureFrame) => void): void;
  configure(options: AnalyserOptions): void;
}

/** Time constants; attack and release are scaled by the options. */
const LEVEL_ATTACK: Seconds = 0.015;
const LEVEL_RELEASE: Seconds = 0.25;
const BAND_ATTACK: Seconds = 0.006;
const BAND_RELEASE: Seconds = 0.18;
const HIT_ATTACK: Seconds = 0.003;
const HIT_RELEASE: Seconds = 0.16;
const PRESENCE_SECONDS: Seconds = 2.5;
const ONSET_RELEASE: Seconds = 0.06;
const WIDTH_SECONDS: Seconds = 0.3;
const PERCUSSIVE_SECONDS: Seconds = 0.2;
const SUSTAIN_SECONDS: Seconds = 0.2;
/** A band's reference follows its loudest so slowly, and is never this far (power) under the loudest band's. */
const BAND_REFERENCE_SECONDS: Seconds = 8;
const BAND_FLOOR = 10 ** (-26 / 10);
/** Music falls about this much (power) from band to band; a band is judged by what is usual in it. */
const BAND_TILT = [1, 1, 0.4, 0.12, 0.05] as const;
/** A rise of this many dB over two hops is a full hit. */
const FULL_RISE = 14;

/**
 * Thresholds on the ear's probabilities. Tuning data: the mean F on the check pieces of training/songs.py (number % 5 = 4), steps
 * of 0.1 up to 0.8; between two steps where both are as good. The pieces of test/fixtures/audio/music were seen beside them.
 */
const ONSET_THRESHOLD = 0.7;
const KICK_THRESHOLD = 0.8;
const SNARE_THRESHOLD = 0.55;
const HAT_THRESHOLD = 0.55;
/**
 * No beat heard for so many beats: the belief takes it for a breakdown; the clock runs freely at the last tempo. Tuning data: the
 * drum loop with a breakdown of features.test.ts.
 */
const PLAYED_BEATS = 2.5;
const LED_BEATS = 1.25;
/** Notes nearer than this are one onset; drums of a class never come faster. */
const ONSET_APART: Seconds = 0.035;
const DRUM_APART: Seconds = 0.05;

/** Prepare the chain; it writes into `frame`. */
export function createChain(sampleRate: Hertz, frame: FeatureFrame, options: AnalyserOptions): AnalysisChain {
  const hop = hopFor(sampleRate);
  const dt = hop / sampleRate;
  const framing = createFraming(hop, 32 * hop, sampleRate);
  const spectrum = createSpectrum(hann(4 * hop));
  const unscale = hop * hop;
  const bands = boxes(BAND_EDGES, spectrum.size, sampleRate);
  const level = createLevel(dt);
  const input = createEarInput(hop, sampleRate);
  const ear = createEar(loadEarWeights());
  const chroma = createChroma(32 * hop, sampleRate);
  const novelty = createNovelty(EAR_BANDS, dt);
  const tempo = createTempoBelief(1 / (2 * dt));
  const clock = createBeatClock(dt);
  const confidence = createConfidence(dt);
  const timbre = { centroid: 0, flatness: 1, rolloff: 0 };
  const bandPower = new Float64Array(5);
  const bandReference = new Float64Array(5);
  const sustained = new Float64Array(EAR_BANDS);
  const onsets = createPicker(ONSET_THRESHOLD, ONSET_APART, dt);
  const kicks = createPicker(KICK_THRESHOLD, DRUM_APART, dt);
  const snares = createPicker(SNARE_THRESHOLD, DRUM_APART, dt);
  const hats = createPicker(HAT_THRESHOLD, DRUM_APART, dt);
  const groups = earBandGroups();
  const shares = {
    presence: approach(dt, PRESENCE_SECONDS),
    onset: approach(dt, ONSET_RELEASE),
    width: approach(dt, WIDTH_SECONDS),
    percussive: approach(dt, PERCUSSIVE_SECONDS),
    sustain: approach(dt, SUSTAIN_SECONDS),
    reference: approach(dt, BAND_REFERENCE_SECONDS),
    levelAttack: 0,
    levelRelease: 0,
    bandAttack: 0,
    bandRelease: 0,
    hitAttack: 0,
    hitRelease: 0,
  };
  let settings = options;
  let gain = 1;
  let hops = 0;
  const held = { beat: 0 };
  let deliver: (frame: FeatureFrame) => void = ignore;
  let block: AudioBlock | undefined;

  function configure(changed: AnalyserOptions): void {
    settings = changed;
    gain = fromDecibels(settings.gainDecibels);
    shares.levelAttack = approach(dt, LEVEL_ATTACK * settings.attackScale);
    shares.levelRelease = approach(dt, LEVEL_RELEASE * settings.releaseScale);
    shares.bandAttack = approach(dt, BAND_ATTACK * settings.attackScale);
    shares.bandRelease = approach(dt, BAND_RELEASE * settings.releaseScale);
    shares.hitAttack = approach(dt, HIT_ATTACK * settings.attackScale);
    shares.hitRelease = approach(dt, HIT_RELEASE * settings.releaseScale);
  }

  function push(newBlock: AudioBlock, onFrame: (frame: FeatureFrame) => void): void {
    deliver = onFrame;
    block = newBlock;
    framing.push(newBlock, gain, hear);
  }

  function hear(left: number): void {
    frame.time = block === undefined ? 0 : block.time - left / sampleRate;
    hops++;
    hearLevel();
    hearSpectrum();
    hearHits();
    hearTempo();
    if (hops % 8 === 0) {
      chroma.update(framing, level.open, 8 * dt);
      for (let c = 0; c < 12; c++) frame.chroma[c] = chroma.classes[c] ?? 0;
      frame.tuning = chroma.tuning;
    }
    deliver(frame);
  }

  function hearLevel(): void {
    level.update(framing.power, settings.gateDecibels);
    frame.gateOpen = level.open;
    frame.rms = toDecibels(Math.sqrt(framing.power));
    frame.peak = framing.peak;
    frame.gain = level.gain;
    frame.level = follow(frame.level, level.level, shares.levelAttack, shares.levelRelease);
    const width = level.open ? Math.min(1, Math.sqrt(framing.side / Math.max(framing.mid, 1e-12))) : 0;
    frame.stereoWidth += shares.width * (width - frame.stereoWidth);
  }

  function hearSpectrum(): void {
    spectrum.transform(framing.line, framing.at(spectrum.size));
    describeTimbre(spectrum.power, sampleRate / spectrum.size, unscale, timbre);
    frame.centroid = timbre.centroid;
    frame.flatness = timbre.flatness;
    frame.rolloff = timbre.rolloff;
    sumBands(bands, spectrum.power, bandPower);
    let loudest = 0;
    for (let b = 0; b < 5; b++) {
      const p = at(bandPower, b);
      const old = at(bandReference, b);
      if (level.open) bandReference[b] = Math.max(p, old + shares.reference * (p - old));
      loudest = Math.max(loudest, at(bandReference, b) / tilt(b));
    }
    for (let b = 0; b < 5; b++) {
      const reference = Math.max(at(bandReference, b), loudest * tilt(b) * BAND_FLOOR, 1e-9);
      const now = level.open ? Math.min(1, Math.sqrt(at(bandPower, b) / reference)) : 0;
      frame.bands[b] = follow(frame.bands[b] as number, now, shares.bandAttack, shares.bandRelease);
      frame.presence[b] = (frame.presence[b] as number) + shares.presence * (now - (frame.presence[b] as number));
    }
  }

  function hearHits(): void {
    input.update(framing, level.reference);
    ear.step(input.vector);
    const open = level.open ? 1 : 0;
    const heard = at(ear.output, 0) * open;
    frame.onset = Math.max(heard, frame.onset * (1 - shares.onset));
    frame.isOnset = onsets.pick(heard);
    frame.isKick = kicks.pick(at(ear.output, 1) * open);
    frame.isSnare = snares.pick(at(ear.output, 2) * open);
    frame.isHat = hats.pick(at(ear.output, 3) * open);
    const fall = 1 - shares.hitRelease;
    frame.kick = frame.isKick ? 1 : frame.kick * fall;
    frame.snare = frame.isSnare ? 1 : frame.snare * fall;
    frame.hat = frame.isHat ? 1 : frame.hat * fall;
    for (let g = 0; g < 5; g++) {
      let rise = 0;
      for (let b = groups[g] as number; b < (groups[g + 1] as number); b++) rise = Math.max(rise, at(input.rise, b));
      const hit = heard * Math.min(1, rise / FULL_RISE);
      frame.hits[g] = follow(frame.hits[g] as number, hit, shares.hitAttack, shares.hitRelease);
    }
    hearPercussion();
    novelty.update(frame, input.vector, level.open);
    frame.novelty = novelty.value;
    frame.isDrop = novelty.isDrop;
    frame.isBreakdown = novelty.isBreakdown;
  }

  /** What a band has more than it holds is percussive, what it holds is harmonic. */
  function hearPercussion(): void {
    let all = 0;
    let struck = 0;
    for (let b = 0; b < EAR_BANDS; b++) {
      const a = Math.sqrt(at(input.power, b));
      const held = at(sustained, b);
      sustained[b] = a < held ? a : held + shares.sustain * (a - held);
      all += a;
      struck += Math.max(0, a - at(sustained, b));
    }
    const now = level.open && all > 0 ? struck / all : 0;
    frame.percussiveness += shares.percussive * (now - frame.percussiveness);
  }

  function hearTempo(): void {
    const beat = at(ear.output, 4);
    held.beat = Math.max(held.beat, beat);
    if (hops % 2 === 0) {
      if (level.open) tempo.tick(held.beat, confidence.drift, confidence.silence < PLAYED_BEATS);
      else tempo.coast();
      held.beat = 0;
    }
    const isLed = level.open && confidence.silence < LED_BEATS;
    clock.run(tempo, at(ear.output, 5), isLed ? confidence.drift : 0, settings.beatOffset);
    confidence.update(tempo, clock, beat, level.open);
    frame.bpm = clock.bpm;
    frame.tempoConfidence = confidence.value;
    frame.beat = clock.shown;
    frame.beatPhase = clock.beatPhase;
    frame.barPhase = clock.barPhase;
  }

  configure(options);
  return { sampleRate, push, configure };
}

/** Give the samples of a hop: 256 at 44.1 and 48 kHz, 512 at 96 kHz; a power of two of about 5.5 ms at any rate. */
export function hopFor(sampleRate: Hertz): number {
  return 256 * 2 ** Math.max(-2, Math.round(Math.log2(sampleRate / 46000)));
}

// Implementation

function at(row: Float64Array, i: number): number {
  return row[i] as number;
}

function tilt(band: number): number {
  return BAND_TILT[band] ?? 1;
}

function ignore(): void {}

/** Which of the ear's bands lie in which of the five, as borders, [6]. */
function earBandGroups(): Int32Array {
  const centre = (b: number): Hertz => 27.5 * 600 ** ((b + 1) / (EAR_BANDS + 1));
  return Int32Array.from(BAND_EDGES, (edge) => {
    let b = 0;
    while (b < EAR_BANDS && centre(b) < edge) b++;
    return b;
  });
}
