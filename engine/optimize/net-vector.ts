/** A net's weights as one flat array, in the order of `parameterShapes`: what optimizers step on. */

import { type Cppn, type CppnSpec, parameterShapes } from '../cppn/cppn.ts';

/** Count a net's weights. */
export function weightCount(spec: CppnSpec): number {
  let count = 0;
  for (const shape of parameterShapes(spec).values()) count += sizeOf(shape);
  return count;
}

/** Lay tensors end to end; one that is missing is zeros. Allocates the result. */
export function flatten(spec: CppnSpec, tensors: ReadonlyMap<string, Float32Array>): Float32Array {
  const vector = new Float32Array(weightCount(spec));
  let at = 0;
  for (const [name, shape] of parameterShapes(spec)) {
    vector.set(tensors.get(name) ?? [], at);
    at += sizeOf(shape);
  }
  return vector;
}

/** Cut a flat array into tensors, copied: the inverse of {@link flatten}. */
export function unflatten(spec: CppnSpec, vector: Float32Array): Map<string, Float32Array> {
  const tensors = new Map<string, Float32Array>();
  let at = 0;
  for (const [name, shape] of parameterShapes(spec)) {
    tensors.set(name, vector.slice(at, at + sizeOf(shape)));
    at += sizeOf(shape);
  }
  return tensors;
}

/** Give the net of a flat array. */
export function netOf(spec: CppnSpec, vector: Float32Array): Cppn {
  return { spec, weights: unflatten(spec, vector) };
}

/** Give a factor for each weight by its tensor's name: how an optimizer treats some tensors differently. */
export function factors(spec: CppnSpec, factorOf: (name: string) => number): Float32Array {
  const tensors = new Map([...parameterShapes(spec)].map(([name, shape]) => [name, filled(shape, factorOf(name))]));
  return flatten(spec, tensors);
}

// Implementation

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

function filled(shape: readonly number[], value: number): Float32Array {
  return new Float32Array(sizeOf(shape)).fill(value);
}
