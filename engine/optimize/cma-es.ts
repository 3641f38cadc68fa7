/**
 * Separable CMA-ES on a flat array: a search that needs scores only, no gradient. The covariance is a diagonal, so that a net of
 * thousands of weights costs thousands of numbers. Pure, as `ask` and `tell`: the caller scores what was asked for.
 * @see Ros and Hansen, "A simple modification in CMA-ES achieving linear time and space complexity", PPSN 2008
 */

import { normal, type Random } from '../random.ts';

/** The search distribution: mean, overall step and a standard deviation for each parameter, with their evolution paths. */
export interface CmaState {
  readonly generation: number;
  readonly mean: Float32Array;
  readonly sigma: number;
  /** Diagonal of the covariance. */
  readonly variance: Float32Array;
  readonly sigmaPath: Float32Array;
  readonly variancePath: Float32Array;
}

/** Start around `mean` with a step that covers what is likely. */
export function startCma(mean: Float32Array, sigma: number): CmaState {
  const zeros = new Float32Array(mean.length);
  return {
    generation: 0,
    mean,
    sigma,
    variance: new Float32Array(mean.length).fill(1),
    sigmaPath: zeros,
    variancePath: zeros,
  };
}

/** Give the usual population for a number of parameters: 4 + 3·ln n, even, so that candidates come in mirrored pairs. */
export function populationSize(parameters: number): number {
  return 2 * Math.ceil((4 + 3 * Math.log(parameters)) / 2);
}

/** Draw a generation of candidates, in mirrored pairs about the mean (half the noise of the ranking). */
export function askCma(state: CmaState, population: number, random: Random): Float32Array[] {
  const candidates: Float32Array[] = [];
  while (candidates.length < population) {
    const offset = state.variance.map((variance) => state.sigma * Math.sqrt(variance) * normal(random));
    candidates.push(
      state.mean.map((m, i) => m + (offset[i] ?? 0)),
      state.mean.map((m, i) => m - (offset[i] ?? 0)),
    );
  }
  return candidates.slice(0, population);
}

/** Move the distribution towards the candidates with the lowest losses. Candidates whose loss is not a number rank last. */
export function tellCma(state: CmaState, candidates: readonly Float32Array[], losses: readonly number[]): CmaState {
  const n = state.mean.length;
  const { weights, effective } = recombination(candidates.length);
  const rates = learningRates(n, effective);
  const order = candidates.map((_, i) => i).sort((a, b) => rank(losses[a]) - rank(losses[b]));
  const parents = order.slice(0, weights.length).map((i) => candidates[i] ?? state.mean);

  const mean = new Float32Array(n);
  const sigmaPath = new Float32Array(n);
  const variancePath = new Float32Array(n);
  const variance = new Float32Array(n);
  const pushSigma = Math.sqrt(rates.sigma * (2 - rates.sigma) * effective);
  const pushVariance = Math.sqrt(rates.path * (2 - rates.path) * effective);
  for (let i = 0; i < n; i++) {
    const old = state.mean[i] ?? 0;
    const deviation = Math.sqrt(state.variance[i] ?? 1);
    let moved = 0;
    let spread = 0;
    parents.forEach((parent, k) => {
      const step = ((parent[i] ?? 0) - old) / state.sigma;
      moved += (weights[k] ?? 0) * step;
      spread += (weights[k] ?? 0) * step * step;
    });
    mean[i] = old + state.sigma * moved;
    sigmaPath[i] = (1 - rates.sigma) * (state.sigmaPath[i] ?? 0) + (pushSigma * moved) / deviation;
    variancePath[i] = (1 - rates.path) * (state.variancePath[i] ?? 0) + pushVariance * moved;
    variance[i] =
      (1 - rates.one - rates.many) * deviation ** 2 + rates.one * (variancePath[i] ?? 0) ** 2 + rates.many * spread;
  }
  const length = Math.sqrt(sigmaPath.reduce((sum, p) => sum + p * p, 0));
  const expected = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  const sigma = state.sigma * Math.exp(Math.min(1, (rates.sigma / rates.damping) * (length / expected - 1)));
  return { generation: state.generation + 1, mean, sigma, variance, sigmaPath, variancePath };
}

// Implementation

function rank(loss: number | undefined): number {
  return loss === undefined || Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss;
}

/** The better half, weighted by the logarithm of its rank, and how many parents that amounts to. */
function recombination(population: number): { weights: number[]; effective: number } {
  const half = Math.floor(population / 2);
  const raw = Array.from({ length: half }, (_, k) => Math.log(half + 0.5) - Math.log(k + 1));
  const total = raw.reduce((sum, w) => sum + w, 0);
  const weights = raw.map((w) => w / total);
  return { weights, effective: 1 / weights.reduce((sum, w) => sum + w * w, 0) };
}

/** Hansen's default rates; the covariance's are (n + 2) / 3 times larger for a diagonal (Ros and Hansen, 2008). */
function learningRates(n: number, effective: number) {
  const sigma = (effective + 2) / (n + effective + 5);
  const path = (4 + effective / n) / (n + 4 + (2 * effective) / n);
  const diagonal = (n + 2) / 3;
  const one = Math.min(1, (diagonal * 2) / ((n + 1.3) ** 2 + effective));
  const many = Math.min(1 - one, (diagonal * 2 * (effective - 2 + 1 / effective)) / ((n + 2) ** 2 + effective));
  const damping = 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + sigma;
  return { sigma, path, one, many, damping };
}
