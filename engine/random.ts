/** Seeded randomness: the same seed gives the same numbers on every machine. */

/** A source of numbers in [0, 1). */
export type Random = () => number;

/**
 * Make a random source from a 32-bit seed (mulberry32).
 * @see Tommy Ettinger, mulberry32, public domain, 2017
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draw from the standard normal distribution (Box and Muller, 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
