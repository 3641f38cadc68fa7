/**
 * How far the tempo can be trusted. Three things speak for it: how much of the belief stands near it, how sharply the place
 * in the beat is known, and whether beats are heard where the clock expects them and not between. A logistic of the three
 * gives a probability: of the hops that say c, a share of c has the right tempo.
 */

import type { Seconds, Unit } from '../units.ts';
import type { BeatClock } from './beat-clock.ts';
import { approach } from './envelope.ts';
import type { TempoBelief } from './tempo.ts';

/** The confidence, updated by each hop. */
export interface Confidence {
  value: Unit;
  /** How freely the tempo may change: little where no beats are heard, so that it holds through a breakdown. */
  drift: Unit;
  /** How long no beat has been heard, in beats of the clock. */
  silence: number;
  /** What the logistic is fed with, for calibration: belief, sharpness, agreement, age; [4]. */
  readonly evidence: Float64Array;
  update(belief: TempoBelief, clock: BeatClock, beat: Unit, open: boolean): void;
  reset(): void;
}

const BELIEF_SECONDS: Seconds = 0.8;
const AGREEMENT_SECONDS: Seconds = 4;
const HEARD_SECONDS: Seconds = 1.5;
/** From this probability on a beat is heard. Tuning data: the drum loop with a breakdown of features.test.ts. */
const HEARD: Unit = 0.12;
/** Bias, then weight of each of the evidence. Tuning data: the check pieces of training/songs.py. */
const CALIBRATION = [-4, 3, 2, 3, 0.5] as const;

/** Prepare confidence for hops of `dt` seconds. */
export function createConfidence(dt: Seconds): Confidence {
  const beliefShare = approach(dt, BELIEF_SECONDS);
  const agreementShare = approach(dt, AGREEMENT_SECONDS);
  const heardShare = approach(dt, HEARD_SECONDS);
  // In an object's fields: a captured variable that holds a fraction costs an allocation a write.
  const s = { on: 0, all: 0, heard: 0, steady: 0, tempoBefore: 0 };

  function update(belief: TempoBelief, clock: BeatClock, beat: Unit, open: boolean): void {
    const { evidence } = confidence;
    confidence.silence = beat >= HEARD ? 0 : confidence.silence + (dt * clock.bpm) / 60;
    if (open) {
      s.heard += heardShare * (beat - s.heard);
      const turn = clock.beat - Math.round(clock.beat);
      const near = Math.abs(turn) < 0.12 ? beat : 0;
      s.on += agreementShare * (near - s.on);
      s.all += agreementShare * (beat - s.all);
      evidence[0] = (evidence[0] as number) + beliefShare * (belief.tempoMass - (evidence[0] as number));
      evidence[1] = (evidence[1] as number) + beliefShare * (belief.sharpness - (evidence[1] as number));
      evidence[2] = s.all > 1e-4 ? s.on / s.all : 0;
      s.steady = Math.abs(clock.bpm / (s.tempoBefore || clock.bpm) - 1) < 0.04 ? s.steady + dt : 0;
      if (s.steady === 0) s.tempoBefore = clock.bpm;
      evidence[3] = Math.min(1, s.steady / 6);
    }
    let sum: number = CALIBRATION[0];
    for (let i = 0; i < 4; i++) sum += (CALIBRATION[i + 1] ?? 0) * (evidence[i] as number);
    confidence.value = clock.bpm > 0 ? 1 / (1 + Math.exp(-sum)) : 0;
    // Beats heard about twice a second for three hops each give a mean of about 0.03 or more.
    confidence.drift = Math.min(1, 0.02 + s.heard / 0.04);
  }

  function reset(): void {
    s.on = s.all = s.heard = s.steady = s.tempoBefore = 0;
    confidence.evidence.fill(0);
    confidence.value = 0;
    confidence.drift = 1;
    confidence.silence = 0;
  }

  const confidence: Confidence = { value: 0, drift: 1, silence: 0, evidence: new Float64Array(4), update, reset };
  return confidence;
}
