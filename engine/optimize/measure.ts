/** How alive a net is, by the reference evaluator: how far, and how finely, each audio input and a step in time move the picture. */

import { type Cppn, conditionCount, evaluate, foldCondition } from '../cppn/cppn.ts';
import { TIME_STEP } from './conditions.ts';
import { FRAME_ASPECT } from './cutouts.ts';

/** How a net moves. */
export interface Liveliness {
  /** Mean absolute change of the picture, of 1, for each audio input from 0 to 1, the others at 0. */
  readonly moves: readonly number[];
  /** How much those changes differ from point to point, of their size: 0 for a change of the whole picture alike. */
  readonly fineness: readonly number[];
  /** Mean absolute change for {@link TIME_STEP} radians of the loop. */
  readonly step: number;
}

/** Points of the frame that are compared. */
const COLUMNS = 32;
const ROWS = 18;

/** Measure a net at the start of its loop, in the middle of its latent square. */
export function measureLiveliness(net: Cppn): Liveliness {
  const firstAudio = 2 + net.spec.latents;
  const rest = silentPicture(net, 0);
  const changes = Array.from({ length: net.spec.audioInputs }, (_, k) => {
    const loud = conditionAt(net, 0);
    loud[firstAudio + k] = 1;
    return difference(pictureOf(net, loud), rest);
  });
  return {
    moves: changes.map(meanSize),
    fineness: changes.map((change) => meanSize(steps(change)) / Math.max(meanSize(change), 1e-6)),
    step: meanChange(silentPicture(net, TIME_STEP), rest),
  };
}

/**
 * Give the wide frame of a silent net, in the middle of its latent square, in few points. [rows × columns × 3]
 * @param angle of the loop, radians
 */
export function silentPicture(net: Cppn, angle: number): Float32Array {
  return pictureOf(net, conditionAt(net, angle));
}

/** Give the mean absolute difference of two pictures. */
export function meanChange(a: Float32Array, b: Float32Array): number {
  return meanSize(difference(a, b));
}

// Implementation

function conditionAt(net: Cppn, angle: number): Float32Array {
  const condition = new Float32Array(conditionCount(net.spec));
  condition[0] = Math.sin(angle);
  condition[1] = Math.cos(angle);
  return condition;
}

/** The wide frame, [ROWS, COLUMNS, 3]. */
function pictureOf(net: Cppn, condition: Float32Array): Float32Array {
  const bias = foldCondition(net, condition);
  const picture = new Float32Array(3 * ROWS * COLUMNS);
  for (let i = 0; i < ROWS * COLUMNS; i++) {
    const x = Math.PI * FRAME_ASPECT * ((2 * (i % COLUMNS) + 1) / COLUMNS - 1);
    const y = Math.PI * ((2 * Math.floor(i / COLUMNS) + 1) / ROWS - 1);
    picture.set(evaluate(net, bias, x, y), 3 * i);
  }
  return picture;
}

function difference(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value - (b[i] ?? 0));
}

/** From each point to the one on its right. */
function steps(change: Float32Array): Float32Array {
  return change.map((value, i) => (i % (3 * COLUMNS) < 3 * (COLUMNS - 1) ? value - (change[i + 3] ?? 0) : 0));
}

function meanSize(values: Float32Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
}
