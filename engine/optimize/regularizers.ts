/**
 * What a picture should be whatever it shows: contrast, colour, little that is clipped, no noise, edges as natural pictures have them.
 * Each is a node from pictures [n, 3, size, size] in 0…1 to a number that is 0 when all is well.
 */

import type { Node } from '../judge/graph.ts';
import { abs, add, log, mul, reduceMean, relu, sqrt, square, sub } from '../judge/operations.ts';
import { reshape, slice } from '../judge/structure.ts';

/** Contrast of at least 0.22, colourfulness of at least 0.09, and little that is clipped. */
export function pictureTerm(x: Node): Node {
  const [, , size = POOL] = x.shape;
  const small = shrunk(x, size / POOL);
  const centred = sub(small, reduceMean(small, [2, 3], true));
  const contrast = mean(sqrt(add(reduceMean(square(centred), [2, 3]), 1e-6)));
  const chroma = sub(small, reduceMean(small, [1], true));
  const colour = mean(sqrt(add(reduceMean(square(chroma), [1]), 1e-6)));
  const clipped = add(relu(sub(x, 0.985)), relu(sub(0.015, x)));
  return add(add(mul(below(contrast, 0.22), 4), mul(below(colour, 0.09), 4)), mul(mean(clipped), 8));
}

/** Total variation: the mean absolute difference of neighbours, along rows and columns (Rudin, Osher and Fatemi, 1992). */
export function variationTerm(x: Node): Node {
  return add(mean(abs(difference(x, 3))), mean(abs(difference(x, 2))));
}

/**
 * Keep the spectrum's slope near that of natural pictures, whose power falls with the square of the frequency (Field, 1987): then
 * neighbours differ as much in a picture shrunk to half as in the whole one. Too smooth is more than {@link SMOOTH} octaves from
 * it, noise more than {@link NOISY} the other way.
 */
export function slopeTerm(x: Node): Node {
  const energies = [1, 2, 4].map((scale) => log(add(mean(square(difference(shrunk(x, scale), 3))), 1e-5)));
  const growths = energies.slice(1).map((energy, k) => mul(sub(energy, energies[k] ?? energy), 1 / Math.LN2));
  return growths
    .map((growth) => add(above(growth, SMOOTH), below(growth, -NOISY)))
    .reduce((sum, term) => add(sum, term));
}

/** Give the mean of all elements. */
export function mean(x: Node): Node {
  return reduceMean(
    x,
    x.shape.map((_, axis) => axis),
  );
}

/** How far a value lies below a goal, or 0. */
export function below(value: Node, goal: number): Node {
  return relu(sub(goal, value));
}

/** How far a value lies above a goal, or 0. */
export function above(value: Node, goal: number): Node {
  return relu(sub(value, goal));
}

// Implementation

/** Side of the small picture on which contrast and colour are measured; divides every size of the pyramid. */
const POOL = 16;
/** How much the power of differences may grow from an octave to the next, in powers of two; a smooth ramp has 2, white noise −2. */
const SMOOTH = 1;
const NOISY = 0.5;

function shrunk(x: Node, factor: number): Node {
  if (factor === 1) return x;
  const [n = 1, channels = 3, height = 1, width = 1] = x.shape;
  const cells = reshape(x, [n, channels, height / factor, factor, width / factor, factor]);
  return reduceMean(cells, [3, 5]);
}

function difference(x: Node, axis: number): Node {
  const count = (x.shape[axis] ?? 1) - 1;
  return sub(slice(x, axis, 1, count), slice(x, axis, 0, count));
}
