/**
 * Keeps what is made of a checkpoint in the user's cache: its weights in float32, once, and beside them every graph that was asked
 * for, named by its own hash. The runtime maps the weights into memory, so that several graphs share them.
 */

import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describeError, EngineError } from '../errors.ts';
import { type Model, type Node, parameter } from './graph.ts';
import { writeOnnx } from './onnx.ts';
import { openSession } from './session.io.ts';
import type { Session, SessionOptions } from './session.ts';

const WEIGHTS = 'weights.bin';

/** Give Neonfern's folder in the user's cache: NEONFERN_CACHE, else what the system has for this. */
export function cacheFolder(): string {
  if (process.env.NEONFERN_CACHE) return process.env.NEONFERN_CACHE;
  if (process.platform === 'win32') {
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'neonfern', 'Cache');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'neonfern');
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'neonfern');
}

/** A checkpoint's weights, laid down. */
export interface StoredWeights {
  /** Give a tensor as a parameter. */
  readonly node: (name: string) => Node;
  /** Open a model whose parameters are these. */
  readonly open: (model: Model, options: SessionOptions) => Promise<Session>;
}

/**
 * Lay a checkpoint's weights down, if they are not yet.
 * @param hash names the checkpoint
 * @throws EngineError 'judge' where the cache cannot be written, a full disk above all; what was begun is removed
 */
export async function storeWeights(
  hash: string,
  tensors: ReadonlyMap<string, Float32Array>,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<StoredWeights> {
  const folder = join(cacheFolder(), 'graphs', hash.slice(0, 32));
  const nodes = new Map<string, Node>();
  let offset = 0;
  for (const [name, values] of tensors) {
    nodes.set(name, parameter(name, shapes.get(name) ?? [], { offset, length: values.byteLength }));
    offset = aligned(offset + values.byteLength);
  }
  await replaceUnlessWhole(folder, WEIGHTS, offset, async (path) => {
    const file = await open(path, 'w');
    try {
      let at = 0;
      for (const values of tensors.values()) {
        await file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 0, values.byteLength, at);
        at = aligned(at + values.byteLength);
      }
      await file.truncate(offset);
    } finally {
      await file.close();
    }
  });
  return {
    node(name) {
      const node = nodes.get(name);
      if (!node) throw new EngineError('judge', `the checkpoint has no tensor "${name}"`);
      return node;
    },
    async open(model, options) {
      const bytes = writeOnnx(model, WEIGHTS);
      const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.onnx`;
      await replaceUnlessWhole(folder, name, bytes.length, (path) => writeFile(path, bytes));
      return openSession(model, options, join(folder, name));
    },
  };
}

// Implementation

/** The runtime maps whole pages. */
function aligned(offset: number): number {
  return Math.ceil(offset / 4096) * 4096;
}

/** Write a file aside and put it in place when it is whole, so that nobody ever reads half of one. */
async function replaceUnlessWhole(
  folder: string,
  name: string,
  size: number,
  write: (path: string) => Promise<unknown>,
): Promise<void> {
  const path = join(folder, name);
  if ((await stat(path).catch(() => undefined))?.size === size) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true });
    await write(aside);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined);
    throw new EngineError(
      'judge',
      `${folder}: cannot be written: ${describeError(error)}`,
      `free ${Math.ceil(size / 1e6)} MB there, or set NEONFERN_CACHE to a folder with room`,
    );
  }
}
