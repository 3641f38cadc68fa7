/**
 * Unit aliases. A number's unit is in its type or in its name; time is always Seconds.
 * They are aliases, not brands: arithmetic stays plain, the signature says what goes in.
 */

/** Seconds. Points in time are on the engine's monotonic clock unless said otherwise. */
export type Seconds = number;
/** Hertz. */
export type Hertz = number;
/** Decibels re full scale: 0 is a full-scale value of 1. */
export type DecibelsFullScale = number;
/** 0…1. */
export type Unit = number;
/** −1…1. */
export type Bipolar = number;
/** Beats a minute. */
export type Bpm = number;

/** Hold `x` within `low`…`high`; NaN gives `low`. */
export function clamp(x: number, low: number, high: number): number {
  return x > low ? Math.min(x, high) : low;
}

/** Give the dBFS of an amplitude, floored at −120. */
export function toDecibels(amplitude: number): DecibelsFullScale {
  return amplitude > 1e-6 ? 20 * Math.log10(amplitude) : -120;
}

/** Give the amplitude of a level in dBFS. */
export function fromDecibels(level: DecibelsFullScale): number {
  return 10 ** (level / 20);
}
