/**
 * A clock that counts beats. It runs at the believed tempo and is drawn towards the believed place in the beat, a little
 * every hop, so that what moves with it never jerks; only when the belief stands elsewhere for a while does it skip ahead.
 * It never runs backwards. As it runs ahead of the sound by nature, a beat can be shown when it falls, not after it was heard.
 */

import { type Bpm, clamp, type Seconds, type Unit } from '../units.ts';
import { approach } from './envelope.ts';
import type { TempoBelief } from './tempo.ts';

/** The clock, updated by each hop. */
export interface BeatClock {
  bpm: Bpm;
  /** Beats since the start; never falls. */
  beat: number;
  /** The same, earlier by the offset; never falls. Its fraction is `beatPhase`. */
  shown: number;
  beatPhase: Unit;
  barPhase: Unit;
  /**
   * Run on by one hop. `trust` says how much of the pull there is: little where no beats are heard. `offset` shifts what
   * is shown, positive is earlier. Allocates nothing.
   */
  run(belief: TempoBelief, downbeat: Unit, trust: Unit, offset: Seconds): void;
  reset(): void;
}

/** The ear's beat comes this long after the beat: half a window's fall and half of the time that counts as on the beat. */
const EAR_DELAY: Seconds = 0.012;
/** The clock closes in on the belief with this time constant. */
const PULL_SECONDS: Seconds = 0.25;
/** Errors larger than this (beats) are another phase, not drift. */
const FAR = 0.18;
/** The belief must stand elsewhere this long before the clock skips. */
const SKIP_SECONDS: Seconds = 0.35;
/** The believed tempo is followed this slowly; a jump of more than a twelfth of an octave at once. */
const TEMPO_SECONDS: Seconds = 0.8;
const JUMP_OCTAVES = 0.08;
/**
 * A lasting error of the phase is an error of the tempo, which the belief only knows to a tick: the clock trims its own, by
 * this share a second for each beat of error, up to a limit. Without it the beat would drift in a breakdown.
 */
const TRIM_PER_SECOND = 0.12;
const MOST_TRIM = 0.02;
const METERS = [3, 4] as const;
/** Probability a beat that the bar starts anew anywhere. */
const BAR_RESTART = 0.02;

/** Prepare a clock for hops of `dt` seconds. */
export function createBeatClock(dt: Seconds): BeatClock {
  const pull = approach(dt, PULL_SECONDS);
  const follow = approach(dt, TEMPO_SECONDS);
  // Belief over the place in the bar: 3 places of the waltz, then 4 of common time.
  const places = new Float64Array(7);
  const moved = new Float64Array(7);
  // In an object's fields: a captured variable that holds a fraction costs an allocation a write.
  const s = { far: 0, strongest: 0, tempo: 0, trim: 0 };
  let judged = true;
  let meter = 4;
  let place = 0;

  function run(belief: TempoBelief, downbeat: Unit, trust: Unit, offset: Seconds): void {
    if (belief.bpm <= 0) return;
    if (s.tempo === 0 || Math.abs(Math.log2(belief.bpm / s.tempo)) > JUMP_OCTAVES) {
      s.tempo = belief.bpm;
      s.trim = 0;
    }
    s.tempo += follow * trust * (belief.bpm - s.tempo);
    clock.bpm = s.tempo * (1 + s.trim);
    const perHop = (clock.bpm / 60) * dt;
    const before = clock.beat;
    let now = before + perHop;
    const target = belief.phase + (EAR_DELAY * clock.bpm) / 60;
    const error = wrap(target - now);
    if (Math.abs(error) < FAR) {
      s.far = 0;
      // At most half the hop back: the clock slows down, it does not turn.
      const sure = trust * Math.min(1, 2 * belief.sharpness);
      now += Math.max(-perHop / 2, pull * error * sure);
      s.trim = clamp(s.trim + TRIM_PER_SECOND * dt * error * sure, -MOST_TRIM, MOST_TRIM);
    } else if (trust > 0 && belief.sharpness > 0.5) {
      s.far += dt;
      if (s.far > SKIP_SECONDS) {
        now += error < 0 ? error + 1 : error;
        s.far = 0;
      }
    }
    clock.beat = now;
    countBars(Math.floor(now) - Math.floor(before), now - Math.floor(now), downbeat);
    clock.shown = Math.max(clock.shown, now + (offset * clock.bpm) / 60);
    clock.beatPhase = clock.shown - Math.floor(clock.shown);
    const bar = place + (clock.shown - Math.floor(now));
    clock.barPhase = (((bar / meter) % 1) + 1) % 1;
  }

  function countBars(beats: number, phase: Unit, downbeat: Unit): void {
    if (beats > 0) place = (place + beats) % meter;
    // A downbeat is heard from just before to just after the clock's beat.
    if (phase > 0.8 || phase < 0.2) {
      s.strongest = Math.max(s.strongest, downbeat);
      judged = false;
    } else if (!judged) {
      judged = true;
      judge(s.strongest);
      s.strongest = 0;
    }
  }

  function judge(p: Unit): void {
    let total = 0;
    const odds = Math.min(0.9, Math.max(0.05, p));
    for (let i = 0; i < 7; i++) {
      const first = i < 3 ? 0 : 3;
      const length = i < 3 ? 3 : 4;
      const from = first + ((i - first + length - 1) % length);
      moved[i] = ((1 - BAR_RESTART) * (places[from] ?? 0) + BAR_RESTART / 7) * (i === first ? odds : 1 - odds);
      total += moved[i] ?? 0;
    }
    let best = 0;
    for (let i = 0; i < 7; i++) {
      places[i] = (moved[i] ?? 0) / total;
      if ((places[i] ?? 0) > (places[best] ?? 0)) best = i;
    }
    meter = METERS[best < 3 ? 0 : 1];
    place = best < 3 ? best : best - 3;
  }

  function reset(): void {
    clock.bpm = clock.beat = clock.beatPhase = clock.barPhase = 0;
    places.fill(0.02);
    places.fill(0.235, 3);
    s.far = s.strongest = s.tempo = s.trim = place = clock.shown = 0;
    judged = true;
    meter = 4;
  }

  const clock: BeatClock = { bpm: 0, beat: 0, shown: 0, beatPhase: 0, barPhase: 0, run, reset };
  reset();
  return clock;
}

// Implementation

/** Bring a difference of phases to −0.5…0.5. */
function wrap(x: number): number {
  return x - Math.round(x);
}
