/**
 * Tempo and beat as a belief: how likely is each pair (beat length, place within the beat) after all that was heard. Each
 * tick every pair moves on by one place; at the beat's end the length may change a little; then what the ear heard
 * (ear.ts: probability of a beat) raises the pairs that stand on a beat. Nothing is decided until it is asked for, so half
 * and double tempo and the off-beat stay alternatives until the music settles them.
 *
 * N. Whiteley, A. T. Cemgil, S. Godsill, "Bayesian modelling of temporal structure in musical audio", ISMIR 2006; F. Krebs,
 * S. Böck, G. Widmer, "An efficient state-space model for joint tempo and meter tracking", ISMIR 2015 (the states: one a
 * frame and beat length). Here only the forward pass: causal.
 */

import type { Bpm, Hertz, Seconds, Unit } from '../units.ts';

/** The belief and what it says now. Overwritten by each tick. */
export interface TempoBelief {
  bpm: Bpm;
  /** Share of the belief within 4 % of `bpm`. */
  tempoMass: Unit;
  /** Place within the beat by the belief at that tempo, 0…1. */
  phase: Unit;
  /** How sharply that place is known: 0 not at all … 1. */
  sharpness: Unit;
  /**
   * Hear one tick's probability of a beat. `drift` says how freely the tempo may change, `isPlayed` whether the beat is
   * played at all: in a breakdown its absence says nothing. Allocates nothing.
   */
  tick(beat: Unit, drift: Unit, isPlayed: boolean): void;
  /** Let one tick of silence pass: the places move on, nothing is learnt or forgotten. */
  coast(): void;
  reset(): void;
}

const SLOWEST: Bpm = 57;
const FASTEST: Bpm = 207;
/**
 * Time after a beat that counts as standing on it, the same at every tempo: the ear's answer is as short at 60 bpm as at
 * 200, and a longer stretch would count its silence against the slow tempi.
 */
const ON_BEAT_SECONDS: Seconds = 0.022;
/** Share of all time that stands on a beat, before anything is heard. */
const ON_BEAT_SHARE = 1 / 16;
/** Smallest and largest probability that the ear is trusted with. */
const LEAST = 0.02;
const MOST = 0.96;
/** Exponent on the likelihood: neighbouring ticks hear the same sound, they are not independent. */
const TRUST = 0.75;
/** How strongly a beat keeps the length of the last: exp(−STEADINESS · |ratio − 1|). */
const STEADINESS = 110;
/** Probability a second that everything starts anew (another track). */
const RESTART = 0.004;
/** Prior of the tempo: log-normal around this, this wide in octaves. Wide: the ear, not the prior, decides octaves. */
const USUAL: Bpm = 118;
const USUAL_OCTAVES = 0.9;
/** Lengths within this ratio are the same tempo. */
const SAME = 0.04;

/** Prepare a belief that is asked `rate` times a second. */
export function createTempoBelief(rate: Hertz): TempoBelief {
  const shortest = Math.floor((60 * rate) / FASTEST);
  const longest = Math.ceil((60 * rate) / SLOWEST);
  const count = longest - shortest + 1;
  const base = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) base[i + 1] = at(base, i) + shortest + i;
  const states = at(base, count);
  const belief = new Float64Array(states);
  const head = new Int32Array(count);
  const prior = tempoPrior(shortest, count, rate);
  const moves = tempoMoves(shortest, count);
  const last = new Float64Array(count);
  const mass = new Float64Array(count);
  const cosine = new Float64Array(count);
  const sine = new Float64Array(count);
  const circle = unitCircle(base, shortest);
  const restart = RESTART / rate;
  const on = Math.max(1, Math.round(ON_BEAT_SECONDS * rate));

  function advance(drift: Unit): void {
    for (let i = 0; i < count; i++) {
      const length = shortest + i;
      const newHead = (at(head, i) + length - 1) % length;
      head[i] = newHead;
      last[i] = at(belief, at(base, i) + newHead);
    }
    for (let to = 0; to < count; to++) {
      let sum = 0;
      const end = at(moves.start, to + 1);
      let from = at(moves.first, to);
      for (let k = at(moves.start, to); k < end; k++) sum += at(moves.share, k) * at(last, from++);
      belief[at(base, to) + at(head, to)] = drift * sum + (1 - drift) * at(last, to);
    }
  }

  function hear(beat: Unit, isPlayed: boolean): void {
    const p = Math.min(MOST, Math.max(LEAST, beat));
    const odds = (p / (1 - p)) * (1 / ON_BEAT_SHARE - 1);
    // Where none is played its absence says nothing: else a breakdown would speak for the slowest tempo.
    if (odds < 1 && !isPlayed) return;
    const ratio = odds ** TRUST;
    for (let i = 0; i < count; i++) {
      const length = shortest + i;
      const from = at(base, i);
      let slot = at(head, i);
      for (let place = 0; place < on; place++) {
        belief[from + slot] = at(belief, from + slot) * ratio;
        if (++slot === length) slot = 0;
      }
    }
  }

  /** Make the belief sum to one, let a little of it start anew, and sum it up by length. */
  function settle(isPlayed: boolean): void {
    let total = 0;
    for (let s = 0; s < states; s++) total += at(belief, s);
    const anew = total > 0 ? (isPlayed ? restart : 0) : 1;
    const keep = total > 0 ? (1 - anew) / total : 0;
    for (let i = 0; i < count; i++) {
      const length = shortest + i;
      const from = at(base, i);
      const fresh = (anew * at(prior, i)) / length;
      let slot = at(head, i);
      let m = 0;
      let c = 0;
      let s = 0;
      for (let place = 0; place < length; place++) {
        const b = at(belief, from + slot) * keep + fresh;
        belief[from + slot] = b;
        m += b;
        c += b * at(circle.cosine, from + place);
        s += b * at(circle.sine, from + place);
        if (++slot === length) slot = 0;
      }
      mass[i] = m;
      cosine[i] = c;
      sine[i] = s;
    }
  }

  function read(): void {
    let best = -1;
    let bestMass = 0;
    for (let i = 0; i < count; i++) {
      const m = massAround(i);
      if (m > bestMass) {
        bestMass = m;
        best = i;
      }
    }
    const reach = Math.max(1, Math.round((shortest + best) * SAME));
    let m = 0;
    let tempi = 0;
    let c = 0;
    let s = 0;
    for (let i = Math.max(0, best - reach); i <= Math.min(count - 1, best + reach); i++) {
      m += at(mass, i);
      tempi += at(mass, i) / (shortest + i);
      c += at(cosine, i);
      s += at(sine, i);
    }
    tempo.bpm = (60 * rate * tempi) / m;
    tempo.tempoMass = Math.min(1, m);
    const turn = Math.atan2(s, c) / (2 * Math.PI);
    tempo.phase = turn < 0 ? turn + 1 : turn;
    tempo.sharpness = Math.min(1, Math.sqrt(c * c + s * s) / m);
  }

  function massAround(i: number): number {
    const reach = Math.max(1, Math.round((shortest + i) * SAME));
    let m = 0;
    for (let j = Math.max(0, i - reach); j <= Math.min(count - 1, i + reach); j++) {
      m += at(mass, j) * (1 - Math.abs(j - i) / (reach + 1));
    }
    return m;
  }

  function coast(): void {
    for (let i = 0; i < count; i++) head[i] = (at(head, i) + shortest + i - 1) % (shortest + i);
    tempo.phase += tempo.bpm / 60 / rate;
    tempo.phase -= Math.floor(tempo.phase);
  }

  function tick(beat: Unit, drift: Unit, isPlayed: boolean): void {
    advance(drift);
    hear(beat, isPlayed);
    settle(isPlayed);
    read();
  }

  function reset(): void {
    belief.fill(0);
    head.fill(0);
    settle(true);
    tempo.bpm = tempo.tempoMass = tempo.phase = tempo.sharpness = 0;
  }

  const tempo: TempoBelief = { bpm: 0, tempoMass: 0, phase: 0, sharpness: 0, tick, coast, reset };
  reset();
  return tempo;
}

// Implementation

function at(row: Float64Array | Int32Array, i: number): number {
  return row[i] as number;
}

function tempoPrior(shortest: number, count: number, rate: Hertz): Float64Array {
  const prior = Float64Array.from({ length: count }, (_, i) => {
    const octaves = Math.log2((60 * rate) / (shortest + i) / USUAL) / USUAL_OCTAVES;
    return Math.exp(-0.5 * octaves * octaves) / (shortest + i);
  });
  const sum = prior.reduce((a, b) => a + b, 0);
  return prior.map((p) => p / sum);
}

/** For each new length the lengths that it may come from, and how likely. */
function tempoMoves(shortest: number, count: number) {
  const share = (from: number, to: number): number =>
    Math.exp(-STEADINESS * Math.abs((shortest + to) / (shortest + from) - 1));
  const totals = Array.from({ length: count }, (_, from) => {
    let sum = 0;
    for (let to = 0; to < count; to++) sum += share(from, to);
    return sum;
  });
  const first = new Int32Array(count);
  const start = new Int32Array(count + 1);
  const shares: number[] = [];
  for (let to = 0; to < count; to++) {
    const sources = totals.map((total, from) => share(from, to) / total);
    const begin = sources.findIndex((p) => p > 1e-6);
    const end = sources.findLastIndex((p) => p > 1e-6);
    first[to] = begin;
    shares.push(...sources.slice(begin, end + 1));
    start[to + 1] = shares.length;
  }
  return { first, start, share: Float64Array.from(shares) };
}

function unitCircle(base: Int32Array, shortest: number) {
  const states = at(base, base.length - 1);
  const cosine = new Float64Array(states);
  const sine = new Float64Array(states);
  for (let i = 0; i + 1 < base.length; i++) {
    const length = shortest + i;
    for (let place = 0; place < length; place++) {
      // Standing on the beat covers its first ticks: their middle is the beat.
      const turn = (2 * Math.PI * place) / length;
      cosine[at(base, i) + place] = Math.cos(turn);
      sine[at(base, i) + place] = Math.sin(turn);
    }
  }
  return { cosine, sine };
}
