/** How alive a net is, by the reference evaluator: how far each audio input and a step in time move the picture. */

import { type Cppn, conditionCount, evaluate, foldCondition } from '../cppn/cppn.ts';
import { TIME_STEP } from './conditions.ts';
import { FRAME_ASPECT } from './cutouts.ts';

/** Mean absolute changes of the picture, of 1. */
export interface Liveliness {
  /** For each audio input from 0 to 1, the others at 0. */
  readonly moves: readonly number[];
  /** For {@link TIME_STEP} radians of the loop. */
  readonly step: number;
}

/** Points of the frame that are compared. */
const COLUMNS = 24;
const ROWS = 14;

/** Measure a net at the start of its loop, in the middle of its latent square. */
export function measureLiveliness(net: Cppn): Liveliness {
  const firstAudio = 2 + net.spec.latents;
  const rest = conditionAt(net, 0);
  const moves = Array.from({ length: net.spec.audioInputs }, (_, k) => {
    const loud = Float32Array.from(rest);
    loud[firstAudio + k] = 1;
    return change(net, rest, loud);
  });
  return { moves, step: change(net, rest, conditionAt(net, TIME_STEP)) };
}

// Implementation

function conditionAt(net: Cppn, angle: number): Float32Array {
  const condition = new Float32Array(conditionCount(net.spec));
  condition[0] = Math.sin(angle);
  condition[1] = Math.cos(angle);
  return condition;
}

function change(net: Cppn, before: Float32Array, after: Float32Array): number {
  const biases = [before, after].map((condition) => foldCondition(net, condition));
  let sum = 0;
  for (let i = 0; i < COLUMNS * ROWS; i++) {
    const x = Math.PI * FRAME_ASPECT * ((2 * (i % COLUMNS) + 1) / COLUMNS - 1);
    const y = Math.PI * ((2 * Math.floor(i / COLUMNS) + 1) / ROWS - 1);
    const [a, b] = biases.map((bias) => evaluate(net, bias, x, y));
    for (let c = 0; c < 3; c++) sum += Math.abs((a?.[c] ?? 0) - (b?.[c] ?? 0));
  }
  return sum / (3 * COLUMNS * ROWS);
}
