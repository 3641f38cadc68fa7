/** Finite differences: what a graph's derivative is held to. */

import { input, type Node } from '../../engine/judge/graph.ts';
import { gradients } from '../../engine/judge/operations.ts';
import { openSession } from '../../engine/judge/session.io.ts';
import type { Random } from '../../engine/random.ts';

/** A tensor to differentiate by: its shape, and the range from which its numbers are drawn. */
export interface Argument {
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Draw numbers for a shape. */
export function drawn({ shape, from, to }: Argument, random: Random): Float32Array {
  return Float32Array.from(
    { length: shape.reduce((product, n) => product * n, 1) },
    () => from + (to - from) * random(),
  );
}

/**
 * Compare the gradient of Σ seed · f(arguments) with central differences along random directions.
 * @returns the largest difference over all arguments and directions, relative to the largest derivative along a direction of that length
 */
export async function gradientError(
  f: (...nodes: Node[]) => Node,
  args: readonly Argument[],
  random: Random,
  step = 2e-3,
): Promise<number> {
  const nodes = args.map(({ shape }, i) => input(`x${i}`, shape));
  const y = f(...nodes);
  const seed = input('seed', y.shape);
  const wanted = gradients(y, nodes, seed);
  const outputs = { y, ...Object.fromEntries(wanted.map((node, i) => [`g${i}`, node])) };
  const session = await openSession({ outputs }, { threads: 1 });
  const values = args.map((argument) => drawn(argument, random));
  const weights = drawn({ shape: y.shape, from: -1, to: 1 }, random);
  // The seed is an input only of the gradients; where an operation's are constant, it is read by none.
  const run = (xs: readonly Float32Array[]) =>
    session.run({ ...Object.fromEntries(xs.map((x, i) => [`x${i}`, x])), seed: weights });
  const { y: _, ...analytic } = await run(values);
  let worst = 0;
  for (const [i, x] of values.entries()) {
    const gradient = analytic[`g${i}`] ?? new Float32Array();
    const norm = Math.hypot(...gradient);
    for (let direction = 0; direction < 3; direction++) {
      const d = x.map(() => (random() < 0.5 ? -1 : 1));
      const moved = (sign: number) =>
        values.map((v, k) => (k === i ? v.map((n, j) => n + sign * step * (d[j] ?? 0)) : v));
      const [up, down] = [await run(moved(1)), await run(moved(-1))];
      const difference =
        weights.reduce((sum, w, k) => sum + w * ((up.y?.[k] ?? 0) - (down.y?.[k] ?? 0)), 0) / (2 * step);
      const along = gradient.reduce((sum, g, k) => sum + g * (d[k] ?? 0), 0);
      worst = Math.max(worst, Math.abs(difference - along) / Math.max(norm, 1e-3));
    }
  }
  await session.close();
  return worst;
}
