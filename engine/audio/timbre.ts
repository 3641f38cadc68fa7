/**
 * What a spectrum is like: centre of gravity, flatness, roll-off, the five bands. In: a power spectrum (spectrum.ts) of a
 * Hann window of four hops. Definitions are librosa's, so its numbers can be held against these.
 *
 * B. McFee et al., "librosa: Audio and music signal analysis in Python", SciPy 2015.
 */

import type { Hertz, Unit } from '../units.ts';

/** The description, overwritten by each call. */
export interface Timbre {
  /** Weighted by magnitude; 0 in silence. */
  centroid: Hertz;
  /** Geometric over arithmetic mean of the power; 1 in silence. */
  flatness: Unit;
  /** Lowest frequency under which 85 % of the magnitude lies; 0 in silence. */
  rolloff: Hertz;
}

const ROLLOFF_SHARE = 0.85;
/** Power of a bin, as a share of the mean, under which it is not heard: keeps flatness independent of the level. librosa has 1e-10 absolute. */
const UNHEARD = 1e-11;
/** Mean power of the unscaled spectrum under which all is silence. */
const SILENT = 1e-10;

/** Describe a power spectrum, [bins], into `out`. `unscale` turns it into the unscaled |X|² of its window. Allocates nothing. */
export function describeTimbre(power: Float64Array, binWidth: Hertz, unscale: number, out: Timbre): void {
  let sum = 0;
  let moment = 0;
  let total = 0;
  for (let k = 0; k < power.length; k++) {
    const raw = (power[k] as number) * unscale;
    const magnitude = Math.sqrt(raw);
    sum += magnitude;
    moment += magnitude * k;
    total += raw;
  }
  const mean = total / power.length;
  if (mean < SILENT) {
    out.centroid = out.rolloff = 0;
    out.flatness = 1;
    return;
  }
  // A product of many bins is kept in range by taking its logarithm every few factors: cheaper than one each.
  let logs = 0;
  let product = 1;
  for (let k = 0; k < power.length; k++) {
    product *= Math.max(((power[k] as number) * unscale) / mean, UNHEARD);
    if (product < 1e-100 || product > 1e100) {
      logs += Math.log(product);
      product = 1;
    }
  }
  out.flatness = Math.min(1, Math.exp((logs + Math.log(product)) / power.length));
  out.centroid = (moment / sum) * binWidth;
  let k = 0;
  let below = Math.sqrt((power[0] as number) * unscale);
  while (below < ROLLOFF_SHARE * sum && k + 1 < power.length) below += Math.sqrt((power[++k] as number) * unscale);
  out.rolloff = k * binWidth;
}
