/**
 * A run on disk: all that is needed to go on from a step as if nothing had happened. One safetensors file, whose metadata holds the
 * job and the position, and whose tensors hold weights and moments; whole or not there at all.
 */

import { z } from 'zod';
import { EngineError } from '../errors.ts';
import { float32Values, parseSafetensors, readMetadata, writeSafetensors } from '../safetensors.ts';

/** What is stored. The arrays are flat and as long as the net's trained weights. */
export interface Checkpoint {
  /** What the run is: a checkpoint of another job is not gone on from. */
  readonly job: string;
  readonly step: number;
  readonly adamSteps: number;
  readonly rateFactor: number;
  readonly bestScore: number;
  readonly bestStep: number;
  readonly arrays: Readonly<Record<'weights' | 'first' | 'second' | 'average' | 'best', Float32Array>>;
}

const ARRAYS = ['weights', 'first', 'second', 'average', 'best'] as const;
const position = z.object({
  version: z.literal(1),
  job: z.string(),
  step: z.int().min(0),
  adamSteps: z.int().min(0),
  rateFactor: z.number().positive(),
  bestScore: z.number().nullable(),
  bestStep: z.int(),
});

/** Give a checkpoint's bytes. */
export function writeCheckpoint({ arrays, bestScore, ...rest }: Checkpoint): Uint8Array {
  const tensors = new Map(ARRAYS.map((name) => [name, { shape: [arrays[name].length], values: arrays[name] }]));
  // JSON has no −∞, which is the best score before the first one.
  const facts = { version: 1, ...rest, bestScore: Number.isFinite(bestScore) ? bestScore : null };
  return writeSafetensors(tensors, { checkpoint: JSON.stringify(facts) });
}

/**
 * Read a checkpoint.
 * @param count of the net's trained weights
 * @throws EngineError 'bad-checkpoint' for a cut or foreign file
 */
export function parseCheckpoint(file: Uint8Array, count: number, where: string): Checkpoint {
  const bad = (why: string) =>
    new EngineError('bad-checkpoint', `${where}: ${why}`, 'remove the file to begin the run again');
  try {
    const tensors = parseSafetensors(file, where);
    const {
      version: _,
      bestScore,
      ...rest
    } = position.parse(JSON.parse(readMetadata(file, where).checkpoint ?? 'null'));
    const arrays = Object.fromEntries(
      ARRAYS.map((name) => {
        const stored = tensors.get(name);
        if (stored?.shape.join() !== String(count)) throw bad(`expected ${count} numbers of "${name}"`);
        return [name, float32Values(stored, where)];
      }),
    ) as unknown as Checkpoint['arrays'];
    return { ...rest, bestScore: bestScore ?? Number.NEGATIVE_INFINITY, arrays };
  } catch (error) {
    if (error instanceof EngineError && error.code === 'bad-checkpoint') throw error;
    throw bad('not a checkpoint of this version');
  }
}
