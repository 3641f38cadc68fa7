/**
 * Adam on one flat array, and the two small things around it: clipping by norm and the running average of weights that the stage
 * sees. Pure: each step gives new arrays, so that a state can be kept, compared and stored.
 * @see Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015
 */

/** What Adam remembers. Both moments have the parameters' length. */
export interface AdamState {
  readonly steps: number;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** Decay of the two moments: the second is short (0.99), because every step sees other cutouts. */
const BETA_FIRST = 0.9;
const BETA_SECOND = 0.99;
const EPSILON = 1e-8;

/** Give the state before the first step for `count` parameters. */
export function startAdam(count: number): AdamState {
  return { steps: 0, first: new Float32Array(count), second: new Float32Array(count) };
}

/**
 * Make one step downhill: p ← p − rate·scale · m̂ / (√v̂ + ε). Allocates the result.
 * @param gradient of the loss, [parameters]
 * @param scale a factor on the rate for each parameter, or undefined for 1; 0 leaves a parameter as it is
 */
export function stepAdam(
  state: AdamState,
  parameters: Float32Array,
  gradient: Float32Array,
  rate: number,
  scale?: Float32Array,
): { state: AdamState; parameters: Float32Array } {
  const steps = state.steps + 1;
  const first = new Float32Array(parameters.length);
  const second = new Float32Array(parameters.length);
  const next = new Float32Array(parameters.length);
  const correctFirst = 1 - BETA_FIRST ** steps;
  const correctSecond = 1 - BETA_SECOND ** steps;
  for (let i = 0; i < parameters.length; i++) {
    const g = gradient[i] ?? 0;
    const m = BETA_FIRST * (state.first[i] ?? 0) + (1 - BETA_FIRST) * g;
    const v = BETA_SECOND * (state.second[i] ?? 0) + (1 - BETA_SECOND) * g * g;
    first[i] = m;
    second[i] = v;
    const step = m / correctFirst / (Math.sqrt(v / correctSecond) + EPSILON);
    next[i] = (parameters[i] ?? 0) - rate * (scale?.[i] ?? 1) * step;
  }
  return { state: { steps, first, second }, parameters: next };
}

/** Scale a gradient in place so that its norm is at most `limit`. @returns the norm before, NaN or ∞ when a number is */
export function clipNorm(gradient: Float32Array, limit: number): number {
  let squares = 0;
  for (const g of gradient) squares += g * g;
  const norm = Math.sqrt(squares);
  if (norm > limit) for (let i = 0; i < gradient.length; i++) gradient[i] = ((gradient[i] ?? 0) * limit) / norm;
  return norm;
}

/** Move a running average towards `current`: a ← decay·a + (1 − decay)·current. Allocates the result. */
export function averageTowards(average: Float32Array, current: Float32Array, decay: number): Float32Array {
  return average.map((a, i) => decay * a + (1 - decay) * (current[i] ?? 0));
}
