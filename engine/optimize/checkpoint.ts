/**
 * A run on disk: all that is needed to go on from a step as if nothing had happened. One safetensors file, whose metadata holds the
 * job and the position, and whose tensors hold weights and moments; whole or not there at all.
 */

import { z } from 'zod';
import { EngineError } from '../errors.ts';
import { float32Values, parseSafetensors, readMetadata, writeSafetensors } from '../safetensors.ts';
import type { SearchState } from './search.ts';

/** What is stored. The arrays are flat and as long as the net's trained weights; `search` is what the optimizer remembers. */
export interface Checkpoint {
  /** What the run is: a checkpoint of another job is not gone on from. */
  readonly job: string;
  readonly step: number;
  readonly bestScore: number;
  readonly bestStep: number;
  readonly average: Float32Array;
  readonly best: Float32Array;
  readonly search: SearchState;
}

const position = z.object({
  version: z.literal(2),
  job: z.string(),
  step: z.int().min(0),
  numbers: z.record(z.string(), z.number()),
  bestScore: z.number().nullable(),
  bestStep: z.int(),
});

/** Give a checkpoint's bytes. */
export function writeCheckpoint({ average, best, search, bestScore, ...rest }: Checkpoint): Uint8Array {
  const arrays = Object.entries({ average, best, ...prefixed(search.arrays) });
  const tensors = new Map(arrays.map(([name, values]) => [name, { shape: [values.length], values }]));
  // JSON has no −∞, which is the best score before the first one.
  const facts = {
    version: 2,
    ...rest,
    numbers: search.numbers,
    bestScore: Number.isFinite(bestScore) ? bestScore : null,
  };
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
      numbers,
      ...rest
    } = position.parse(JSON.parse(readMetadata(file, where).checkpoint ?? 'null'));
    const arrays = new Map(
      [...tensors].map(([name, stored]) => {
        if (stored.shape.join() !== String(count)) throw bad(`expected ${count} numbers of "${name}"`);
        return [name, float32Values(stored, where)];
      }),
    );
    const arrayOf = (name: string) => arrays.get(name) ?? missing(name);
    const missing = (name: string): never => {
      throw bad(`"${name}" is missing`);
    };
    const own = [...arrays].flatMap(([name, values]) =>
      name.startsWith(SEARCH) ? [[name.slice(SEARCH.length), values] as const] : [],
    );
    return {
      ...rest,
      bestScore: bestScore ?? Number.NEGATIVE_INFINITY,
      average: arrayOf('average'),
      best: arrayOf('best'),
      search: { numbers, arrays: { weights: arrayOf(`${SEARCH}weights`), ...Object.fromEntries(own) } },
    };
  } catch (error) {
    if (error instanceof EngineError && error.code === 'bad-checkpoint') throw error;
    throw bad('not a checkpoint of this version');
  }
}

// Implementation

/** Before the names of the search's own arrays. */
const SEARCH = 'search.';

function prefixed(arrays: SearchState['arrays']): SearchState['arrays'] {
  return Object.fromEntries(Object.entries(arrays).map(([name, values]) => [`${SEARCH}${name}`, values]));
}
