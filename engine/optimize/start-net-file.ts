/**
 * Many small nets of one architecture in one file, and the words of each: matrices as int8 with one scale a row, all else as float32.
 * A net takes 6 kB so, a third of what it takes as a preset, and its picture differs by less than a hundredth. Pure: bytes in, nets out, and back.
 */

import { z } from 'zod';
import { type Cppn, parameterShapes } from '../cppn/cppn.ts';
import { cppnSpec } from '../cppn/preset.ts';
import { EngineError } from '../errors.ts';
import { parseWeights, weight } from '../judge/weights.ts';
import { readMetadata, writeSafetensors } from '../safetensors.ts';

/** A net, and what it looks like. */
export interface StartNet {
  readonly prompt: string;
  readonly net: Cppn;
}

const facts = z.object({ version: z.literal(1), spec: cppnSpec, prompts: z.array(z.string().min(1)) });

/** Give the file's bytes. @throws EngineError 'bad-preset' for nets that are not all of one architecture, or not whole */
export function writeStartNets(nets: readonly StartNet[]): Uint8Array {
  const spec = nets[0]?.net.spec;
  if (!spec) throw new EngineError('bad-preset', 'no start nets to write');
  const tensors = new Map<string, { shape: readonly number[]; values: Float32Array | Int8Array }>();
  for (const [name, shape] of parameterShapes(spec)) {
    const size = shape.reduce((product, side) => product * side, 1);
    const all = Float32Array.from(nets.flatMap(({ net }) => [...(net.weights.get(name) ?? [])]));
    if (nets.some(({ net }) => net.weights.get(name)?.length !== size)) {
      throw new EngineError('bad-preset', `"${name}" is not of one size in all start nets`);
    }
    const stacked = [nets.length, ...shape];
    const columns = shape.length > 1 ? (shape.at(-1) ?? 1) : 0;
    if (columns < FEWEST_COLUMNS) {
      tensors.set(name, { shape: stacked, values: all });
      continue;
    }
    const { numbers, scales } = quantised(all, columns);
    tensors.set(`${name}.scale`, { shape: stacked.slice(0, -1), values: scales });
    tensors.set(name, { shape: stacked, values: numbers });
  }
  const prompts = nets.map(({ prompt }) => prompt);
  return writeSafetensors(tensors, { startNets: JSON.stringify({ version: 1, spec, prompts }) });
}

/** Read such a file. @throws EngineError 'bad-preset' or 'judge' for one that is cut or foreign */
export function parseStartNets(file: Uint8Array, where: string): StartNet[] {
  const weights = parseWeights(file, where);
  const { spec, prompts } = parseFacts(readMetadata(file, where).startNets, where);
  return prompts.map((prompt, i) => {
    const own = [...parameterShapes(spec)].map(([name, shape]) => {
      const size = shape.reduce((product, side) => product * side, 1);
      const values = weight(weights, name).values.slice(i * size, (i + 1) * size);
      if (values.length !== size || !values.every(Number.isFinite)) {
        throw new EngineError(
          'bad-preset',
          `${where}: "${name}" of "${prompt}" is not whole`,
          'install Neonfern again',
        );
      }
      return [name, values] as const;
    });
    return { prompt, net: { spec, weights: new Map(own) } };
  });
}

// Implementation

/** A scale a row does not pay for shorter rows. */
const FEWEST_COLUMNS = 8;

function quantised(values: Float32Array, columns: number) {
  const numbers = new Int8Array(values.length);
  const scales = new Float32Array(values.length / columns);
  scales.forEach((_, row) => {
    const own = values.subarray(row * columns, (row + 1) * columns);
    const scale = Math.max(...own.map(Math.abs)) / 127;
    scales[row] = scale;
    own.forEach((value, i) => {
      numbers[row * columns + i] = scale > 0 ? Math.round(value / scale) : 0;
    });
  });
  return { numbers, scales };
}

function parseFacts(text: string | undefined, where: string): z.infer<typeof facts> {
  const bad = (why: string) => new EngineError('bad-preset', `${where}: ${why}`, 'install Neonfern again');
  if (text === undefined) throw bad('no start nets in it');
  try {
    return facts.parse(JSON.parse(text));
  } catch (error) {
    throw bad(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}
