/**
 * The states in which a net is judged. Time, latent and audio are drawn afresh for every cutout, so that the whole family of
 * pictures stays on the prompt; the probes are the pairs of states that the reactivity and coherence terms compare.
 */

import { type CppnSpec, conditionCount } from '../cppn/cppn.ts';
import type { Random } from '../random.ts';

/** A small step in time, radians of the loop: a fifth of a second of a 24 s loop is 0.05. */
export const TIME_STEP = 0.1;

/** Draw a state: any moment of the loop, any latent, audio mostly low as music's envelopes are. [conditionCount] */
export function drawCondition(spec: CppnSpec, random: Random): Float32Array {
  const condition = new Float32Array(conditionCount(spec));
  setMoment(condition, 2 * Math.PI * random());
  for (let i = 0; i < spec.latents; i++) condition[2 + i] = 2 * random() - 1;
  for (let i = 0; i < spec.audioInputs; i++) condition[2 + spec.latents + i] = random() ** 2;
  return condition;
}

/**
 * Give the states that are compared, [2 + audioInputs, conditionCount], from one drawn state: first without sound, then with each
 * audio input alone at 1, last without sound a step later in time.
 */
export function probeConditions(spec: CppnSpec, drawn: Float32Array): Float32Array[] {
  const silent = Float32Array.from(drawn);
  const firstAudio = 2 + spec.latents;
  silent.fill(0, firstAudio);
  const loud = Array.from({ length: spec.audioInputs }, (_, k) => {
    const condition = Float32Array.from(silent);
    condition[firstAudio + k] = 1;
    return condition;
  });
  const later = Float32Array.from(silent);
  setMoment(later, Math.atan2(silent[0] ?? 0, silent[1] ?? 1) + TIME_STEP);
  return [silent, ...loud, later];
}

/** Lay conditions side by side as a graph takes them, [count, conditionCount, 1]. */
export function stackConditions(conditions: readonly Float32Array[]): Float32Array {
  const width = conditions[0]?.length ?? 0;
  const stack = new Float32Array(conditions.length * width);
  conditions.forEach((condition, i) => {
    stack.set(condition, i * width);
  });
  return stack;
}

// Implementation

function setMoment(condition: Float32Array, angle: number): void {
  condition[0] = Math.sin(angle);
  condition[1] = Math.cos(angle);
}
