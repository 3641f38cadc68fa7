/**
 * The two ways of getting downhill, on one flat array: Adam, which follows the gradient, and separable CMA-ES, which compares scores
 * and never needs one. Each is asked for a step and evaluates what it needs. Pure but for what it is handed.
 */

import type { Random } from '../random.ts';
import { clipNorm, startAdam, stepAdam } from './adam.ts';
import { askCma, type CmaState, populationSize, startCma, tellCma } from './cma-es.ts';

/** The optimizers by name. */
export const SEARCHES = ['adam', 'cma-es'] as const;
export type SearchName = (typeof SEARCHES)[number];

/** What a step's batch says of some weights. */
export interface Evaluation {
  readonly loss: number;
  /** Mean cosine to what is wanted. */
  readonly likeness: number;
  readonly terms: Readonly<Record<string, number>>;
  /** Of the loss, [weights]; empty where it was not asked for. */
  readonly gradient: Float32Array;
}

/** All that a search remembers, for a checkpoint. Arrays are as long as the weights. */
export interface SearchState {
  readonly numbers: Readonly<Record<string, number>>;
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

/** A search under way. */
export interface Search {
  /** Where it stands. */
  readonly weights: Float32Array;
  /** Share of the old average that stays with each step. */
  readonly decay: number;
  readonly state: SearchState;
  /**
   * Make one step. A loss that is no number moves nothing.
   * @param rate the schedule's learning rate; CMA-ES finds its own
   */
  advance(evaluate: (weights: Float32Array) => Promise<Evaluation>, rate: number, random: Random): Promise<Evaluation>;
  /** Go back to weights that were good, more carefully. @returns what was lowered, to what share of the first */
  retreat(weights: Float32Array): { readonly what: string; readonly share: number };
}

/**
 * Start a search, or go on from what it remembered.
 * @param scale a factor on each weight's step
 */
export function startSearch(name: SearchName, start: Float32Array, scale: Float32Array, known?: SearchState): Search {
  return name === 'adam' ? adamSearch(start, scale, known) : cmaSearch(start, scale, known);
}

// Implementation

const CLIP_NORM = 5;
/** A batch differs from the one before: the average of ten steps is better than any of them. */
const ADAM_DECAY = 0.9;
/** How far CMA-ES looks around at first: about a sixth of a usual weight. */
const FIRST_SIGMA = 0.05;

function adamSearch(start: Float32Array, scale: Float32Array, known: SearchState | undefined): Search {
  let weights = known?.arrays.weights ?? start;
  let adam = known
    ? {
        steps: known.numbers.steps ?? 0,
        first: known.arrays.first ?? new Float32Array(start.length),
        second: known.arrays.second ?? new Float32Array(start.length),
      }
    : startAdam(start.length);
  let share = known?.numbers.share ?? 1;
  return {
    get weights() {
      return weights;
    },
    decay: ADAM_DECAY,
    get state() {
      const { steps, first, second } = adam;
      return { numbers: { steps, share }, arrays: { weights, first, second } };
    },
    async advance(evaluate, rate) {
      const evaluation = await evaluate(weights);
      const { gradient } = evaluation;
      const norm = clipNorm(gradient, CLIP_NORM);
      if (!Number.isFinite(norm)) return { ...evaluation, loss: Number.NaN };
      if (!Number.isFinite(evaluation.loss)) return evaluation;
      ({ state: adam, parameters: weights } = stepAdam(adam, weights, gradient, rate * share, scale));
      return evaluation;
    },
    retreat(to) {
      weights = to;
      adam = startAdam(to.length);
      share /= 2;
      return { what: 'the rate', share };
    },
  };
}

function cmaSearch(start: Float32Array, scale: Float32Array, known: SearchState | undefined): Search {
  const population = populationSize(start.length);
  const zeros = () => new Float32Array(start.length);
  let state: CmaState = known
    ? {
        generation: known.numbers.generation ?? 0,
        sigma: known.numbers.sigma ?? FIRST_SIGMA,
        mean: known.arrays.weights ?? start,
        variance: known.arrays.variance ?? zeros(),
        sigmaPath: known.arrays.sigmaPath ?? zeros(),
        variancePath: known.arrays.variancePath ?? zeros(),
      }
    : { ...startCma(start, FIRST_SIGMA), variance: scale.map((factor) => factor ** 2) };
  return {
    get weights() {
      return state.mean;
    },
    // The mean of a generation is an average already.
    decay: 0,
    get state() {
      const { generation, sigma, mean, variance, sigmaPath, variancePath } = state;
      return { numbers: { generation, sigma }, arrays: { weights: mean, variance, sigmaPath, variancePath } };
    },
    async advance(evaluate, _, random) {
      const candidates = askCma(state, population, random);
      const evaluations: Evaluation[] = [];
      // All see the same batch, so that they differ by what they are and not by what was drawn.
      for (const candidate of candidates) evaluations.push(await evaluate(candidate));
      const best = evaluations.reduce((a, b) => (b.loss < a.loss || Number.isNaN(a.loss) ? b : a));
      if (Number.isFinite(best.loss)) {
        state = tellCma(
          state,
          candidates,
          evaluations.map(({ loss }) => loss),
        );
      }
      return best;
    },
    retreat(to) {
      const sigma = state.sigma / 2;
      state = { ...startCma(to, sigma), variance: state.variance };
      return { what: 'the spread', share: sigma / FIRST_SIGMA };
    },
  };
}
