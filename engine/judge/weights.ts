/**
 * Named weights of the embedded judges' files. Matrices may be stored as int8 with one scale a row: `NAME` beside `NAME.scale`.
 * Pure: bytes in, float32 out.
 */

import { EngineError } from '../errors.ts';
import { parseSafetensors, widenedValues } from '../safetensors.ts';
import { type Node, parameter } from './graph.ts';

/** One tensor, row-major. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Weights by name. */
export type Weights = ReadonlyMap<string, Weight>;

/** Read a file of weights. @throws EngineError 'judge' on a cut or unknown one */
export function parseWeights(file: Uint8Array, where: string): Weights {
  const stored = parseSafetensors(file, where, 'judge');
  const weights = new Map<string, Weight>();
  for (const [name, { dtype, shape, bytes }] of stored) {
    if (dtype === 'I8') {
      const scale = stored.get(`${name}.scale`);
      const scales = scale && widenedValues(scale);
      if (!scales) throw new EngineError('judge', `${where}: "${name}" has no scales`);
      weights.set(name, {
        shape,
        values: scaledRows(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), scales),
      });
      continue;
    }
    const values = widenedValues({ dtype, shape, bytes });
    if (!values) throw new EngineError('judge', `${where}: "${name}" has the type ${dtype}`);
    weights.set(name, { shape, values });
  }
  return weights;
}

/** Give one weight. @throws EngineError 'judge' if it is missing */
export function weight(weights: Weights, name: string): Weight {
  const found = weights.get(name);
  if (!found) throw new EngineError('judge', `the judge's weights lack "${name}"`, 'install Neonfern again');
  return found;
}

/** Give one weight as a parameter of a graph. */
export function weightNode(weights: Weights, name: string): Node {
  const { shape, values } = weight(weights, name);
  return parameter(name, shape, values);
}

// Implementation

/** Multiply each row by its own scale. A plain loop: there are 22 million numbers, and a callback a number takes seconds. */
function scaledRows(numbers: Int8Array, scales: Float32Array): Float32Array {
  const values = new Float32Array(numbers.length);
  const columns = numbers.length / scales.length;
  let at = 0;
  for (const scale of scales) {
    for (let i = 0; i < columns; i++, at++) values[at] = (numbers[at] ?? 0) * scale;
  }
  return values;
}
