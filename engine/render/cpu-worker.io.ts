/**
 * A worker of the CPU renderer: waits for a job in the shared memory, takes tiles by an atomic counter until none is left, waits
 * again. It never reads its messages while it waits; kernels that came meanwhile are picked up when a job starts.
 */

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { CrewMember } from './cpu-crew.io.ts';
import type { Develop } from './wasm/develop.ts';
import type { NetKernel } from './wasm/kernel.ts';
import { OPEN, WORD } from './wasm/layout.ts';
import { renderTile } from './wasm/tile.ts';
import { type WasmModule, wasm } from './webassembly.io.ts';

const { memory, index, develop, kernels: known }: CrewMember = workerData;
const port = parentPort;
if (!port) throw new Error('cpu-worker.io.ts runs as a worker thread only');

const job = new Int32Array(memory.buffer, 0, 256);
const shares = new Float32Array(memory.buffer, 0, 256);
const imports = { shared: { memory } };
const developer = new wasm.Instance(develop, imports).exports as unknown as Develop;
const kernels = known.map(instantiate);
const bit = 1 << index;

port.postMessage('ready');
for (let seen = 0; ; ) {
  Atomics.wait(job, WORD.generation, seen);
  seen = Atomics.load(job, WORD.generation);
  if (Atomics.load(job, WORD.stop)) break;
  if (!join()) continue;
  for (let letter = receiveMessageOnPort(port); letter; letter = receiveMessageOnPort(port)) {
    kernels.push(instantiate(letter.message));
  }
  const scratch = (job[WORD.scratch] ?? 0) + index * (job[WORD.scratchStride] ?? 0);
  const tiles = job[WORD.tiles] ?? 0;
  for (let tile = Atomics.add(job, WORD.nextTile, 1); tile < tiles; tile = Atomics.add(job, WORD.nextTile, 1)) {
    renderTile(job, shares, kernels, developer, tile, scratch);
  }
  const left = Atomics.and(job, WORD.state, ~(bit | OPEN)) & ~(bit | OPEN);
  if (left === 0) port.postMessage('ended');
}
port.close();

/** Take part in the job, unless another worker has found it finished. */
function join(): boolean {
  for (;;) {
    const state = Atomics.load(job, WORD.state);
    if (!(state & OPEN)) return false;
    if (Atomics.compareExchange(job, WORD.state, state, state | bit) === state) return true;
  }
}

function instantiate(module: WasmModule): NetKernel {
  return new wasm.Instance(module, imports).exports as unknown as NetKernel;
}
