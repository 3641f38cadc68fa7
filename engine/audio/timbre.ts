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
/** Power under which a bin is silent: 1e-10 in the unscaled spectrum of a Hann window, as in librosa. */
const SILENT = 1e-10;

/** Describe a power spectrum, [bins], into `out`. `unscale` turns it into the unscaled |X|² of its window. Allocates nothing. */
export function describeTimbre(power: Float64Array, binWidth: Hertz, unscale: number, out: Timbre): void {
  let sum = 0;
  let moment = 0;
  let total = 0;
  // A product of many bins is kept in range by taking its logarithm every few factors: cheaper than one each.
  let logs = 0;
  let product = 1;
  for (let k = 0; k < power.length; k++) {
    const raw = (power[k] as number) * unscale;
    const magnitude = Math.sqrt(raw);
    sum += magnitude;
    moment += magnitude * k;
    const p = raw > SILENT ? raw : SILENT;
    total += p;
    product *= p;
    if (product < 1e-100 || product > 1e100) {
      logs += Math.log(product);
      product = 1;
    }
  }
  logs += Math.log(product);
  const silent = sum < 1e-9;
  out.centroid = silent ? 0 : (moment / sum) * binWidth;
  out.flatness = silent ? 1 : Math.min(1, Math.exp(logs / power.length) / (total / power.length));
  let k = 0;
  if (!silent) {
    let below = Math.sqrt((power[0] as number) * unscale);
    while (below < ROLLOFF_SHARE * sum && k + 1 < power.length) below += Math.sqrt((power[++k] as number) * unscale);
  }
  out.rolloff = k * binWidth;
}
