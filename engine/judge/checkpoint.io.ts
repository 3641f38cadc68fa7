/**
 * Reads a CLIP checkpoint's folder: config, weights in one file or in shards, and every tensor checked before it is used. A
 * checkpoint is either whole or refused with one line that says what is wrong with it.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { describeError } from '../errors.ts';
import { parseSafetensors, type StoredTensor, widenedValues } from '../safetensors.ts';
import { type ClipConfig, checkpointError, clipTensorShapes, parseClipConfig } from './clip-config.ts';

/** A checkpoint that was found whole. */
export interface Checkpoint {
  readonly folder: string;
  readonly config: ClipConfig;
  /** Every tensor of `clipTensorShapes`, widened to float32, row-major. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
  /** SHA-256 of config and weights, hexadecimal: names what is made from the checkpoint. */
  readonly hash: string;
}

/**
 * Read a checkpoint. All of its weights are held in memory.
 * @throws EngineError 'checkpoint:…', see `CheckpointFault`
 */
export async function readCheckpoint(folder: string): Promise<Checkpoint> {
  const configText = String(await readPart(folder, 'config.json'));
  const config = parseClipConfig(configText, join(folder, 'config.json'));
  const hash = createHash('sha256').update(configText);
  const tensors = new Map<string, Float32Array>();
  const shapes = clipTensorShapes(config);
  for (const { file, holds } of await weightFiles(folder)) {
    const bytes = await readPart(folder, file);
    hash.update(bytes);
    const where = join(folder, file);
    for (const [name, stored] of parseSafetensors(bytes, where, 'checkpoint:damaged-file')) {
      const shape = shapes.get(name);
      // Files may hold more: position_ids, or what training left.
      if (shape && holds(name)) tensors.set(name, checked(name, stored, shape, where));
    }
  }
  for (const name of shapes.keys()) {
    if (!tensors.has(name)) throw checkpointError('missing-tensor', `${folder}: tensor "${name}" is missing`);
  }
  return { folder, config, tensors, hash: hash.digest('hex') };
}

// Implementation

const SINGLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';
const index = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

interface WeightFile {
  readonly file: string;
  /** Whether a tensor is to be read from this file. */
  readonly holds: (name: string) => boolean;
}

async function weightFiles(folder: string): Promise<WeightFile[]> {
  const text = await readFile(join(folder, INDEX), 'utf8').catch(() => undefined);
  if (text === undefined) return [{ file: SINGLE, holds: () => true }];
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    raw = undefined;
  }
  const parsed = index.safeParse(raw);
  if (!parsed.success) throw checkpointError('damaged-file', `${join(folder, INDEX)}: not an index of shards`);
  const map = parsed.data.weight_map;
  const files = [...new Set(Object.values(map))].sort();
  for (const file of files) {
    if (!/^[\w.-]+\.safetensors$/.test(file)) {
      throw checkpointError('unsafe-path', `${join(folder, INDEX)}: shard "${file}" lies outside the folder`);
    }
  }
  return files.map((file) => ({ file, holds: (name) => map[name] === file }));
}

async function readPart(folder: string, file: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, file));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing) throw checkpointError('missing-file', `${folder}: ${file} is missing`);
    throw checkpointError('damaged-file', `${join(folder, file)}: cannot be read: ${describeError(error)}`);
  }
}

function checked(name: string, stored: StoredTensor, shape: readonly number[], where: string): Float32Array {
  // logit_scale is stored without dimensions, by some as one element.
  const isScalar = shape.length === 0 && stored.shape.every((n) => n === 1);
  if (!isScalar && stored.shape.join() !== shape.join()) {
    const what = `expected [${shape}] by config.json, got [${stored.shape}]`;
    throw checkpointError('shape-mismatch', `${where}: tensor "${name}": ${what}`);
  }
  const values = widenedValues(stored);
  if (!values) throw checkpointError('damaged-file', `${where}: tensor "${name}" has type ${stored.dtype}`);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw checkpointError('not-finite', `${where}: tensor "${name}"[${wrong}] is ${values[wrong]}`);
  return values;
}
