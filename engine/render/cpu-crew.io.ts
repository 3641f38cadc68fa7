/**
 * The worker threads of the CPU renderer: started, given kernels, sent through one job after the other, replaced when one dies.
 * The main thread never waits for them; the worker that ends a job says so in a message.
 */

import { Worker } from 'node:worker_threads';
import { EngineError } from '../errors.ts';
import { OPEN, WORD } from './wasm/layout.ts';
import type { WasmMemory, WasmModule } from './webassembly.io.ts';

/** What a worker is started with. */
export interface CrewMember {
  readonly memory: WasmMemory;
  readonly index: number;
  readonly develop: WasmModule;
  /** Compiled kernels by number; later ones come as messages in the same order. */
  readonly kernels: readonly WasmModule[];
}

/** Starts a worker thread; tests bring their own to get hold of it. */
export type SpawnWorker = (member: CrewMember) => Worker;

/** Workers over one shared memory. */
export interface Crew {
  /** Give the workers a kernel. @returns its number in the job */
  addKernel(module: WasmModule): number;
  /** Run the job that the memory holds. @throws EngineError 'renderer' when a worker died over it */
  run(): Promise<void>;
  /** Hand out no more tiles of the running job: it ends within a tile's time, as failed. */
  abandon(): void;
  close(): Promise<void>;
}

/** Start a worker. It loads tsx by itself: `--import tsx` does nothing in a worker under Node 20. */
export const spawnWorker: SpawnWorker = (member) => {
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const program = JSON.stringify(new URL('./cpu-worker.io.ts', import.meta.url).href);
  const start = `import(${loader}).then((tsx) => (tsx.register(), import(${program})));`;
  return new Worker(start, { eval: true, execArgv: [], workerData: member, name: `render ${member.index}` });
};

/** Start the crew and wait until all are there. @throws EngineError 'renderer' when one cannot start */
export async function createCrew(
  memory: WasmMemory,
  develop: WasmModule,
  threads: number,
  spawn: SpawnWorker = spawnWorker,
): Promise<Crew> {
  const job = new Int32Array(memory.buffer, 0, 256);
  const kernels: WasmModule[] = [];
  const workers: Worker[] = [];
  let running: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  let death: string | undefined;
  let abandoned = false;
  let closed = false;

  function start(index: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = spawn({ memory, index, develop, kernels: [...kernels] });
      let reason = 'it ended';
      let isReady = false;
      workers[index] = worker;
      // What ended is read from the state, not from the message: a worker that overslept may have joined, and ended, the job after
      // the one that it woke for, and a message may come when the next job runs already.
      worker.on('message', (message: 'ready' | 'ended') => {
        if (message === 'ready') {
          isReady = true;
          resolve();
        } else if (Atomics.load(job, WORD.state) === 0) finish();
      });
      worker.on('error', (error) => {
        reason = error instanceof Error ? error.message : String(error);
      });
      worker.on('exit', () => {
        if (closed) return;
        if (!isReady) reject(failure(`a render thread could not start: ${reason}`));
        else mourn(index, reason);
      });
    });
  }

  /** Take the dead worker out of the job, end the job as failed, and put another in its place. */
  function mourn(index: number, reason: string): void {
    death = reason;
    const rest = ~((1 << index) | OPEN);
    const left = Atomics.and(job, WORD.state, rest) & rest;
    if (left === 0) finish();
    start(index).catch(() => {});
  }

  function finish(): void {
    const ended = running;
    running = undefined;
    if (death !== undefined) ended?.reject(failure(`a render thread died: ${death}`));
    else if (abandoned) ended?.reject(failure('the frame was abandoned'));
    else ended?.resolve();
  }

  const crew: Crew = {
    addKernel(module) {
      for (const worker of workers) worker.postMessage(module);
      return kernels.push(module) - 1;
    },
    run() {
      return new Promise((resolve, reject) => {
        running = { resolve, reject };
        death = undefined;
        abandoned = false;
        Atomics.store(job, WORD.nextTile, 0);
        Atomics.store(job, WORD.state, OPEN);
        Atomics.add(job, WORD.generation, 1);
        Atomics.notify(job, WORD.generation);
      });
    },
    abandon() {
      const tiles = Atomics.load(job, WORD.tiles);
      if (running && Atomics.exchange(job, WORD.nextTile, tiles) < tiles) abandoned = true;
    },
    async close() {
      closed = true;
      Atomics.store(job, WORD.stop, 1);
      Atomics.add(job, WORD.generation, 1);
      Atomics.notify(job, WORD.generation);
      running?.reject(failure('the renderer was closed'));
      running = undefined;
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
  try {
    await Promise.all(Array.from({ length: threads }, (_, index) => start(index)));
  } catch (error) {
    await crew.close();
    throw error;
  }
  return crew;
}

// Implementation

function failure(message: string): EngineError {
  return new EngineError('renderer', message, 'the next frame is tried with a new thread; --threads 1 uses fewer');
}
