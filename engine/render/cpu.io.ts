/**
 * The CPU renderer: a generated WebAssembly kernel for each architecture, run by worker threads over one shared memory. A scene is
 * written into the memory, the workers fill the frame tile by tile, the frame is sent from where it lies.
 */

import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { type Cppn, type CppnSpec, conditionCount } from '../cppn/cppn.ts';
import { EngineError } from '../errors.ts';
import { FRAME_HEADROOM_BYTES, type Frame, type Renderer } from '../ports.ts';
import { createCrew, type SpawnWorker } from './cpu-crew.io.ts';
import { type PixelFormat, pixelBytes } from './pixel-format.ts';
import { PLAIN_LOOK, type Scene } from './scene.ts';
import { fusedProbe, PAGE_BYTES } from './wasm/assembler.ts';
import { generateDevelop } from './wasm/develop.ts';
import { type Block, createHeap } from './wasm/heap.ts';
import { createJobWriter } from './wasm/job.ts';
import { generateKernel } from './wasm/kernel.ts';
import { FIRST_FREE_ADDRESS, MAX_LAYERS, MAX_THREADS } from './wasm/layout.ts';
import { type WasmMemory, type WasmModule, wasm } from './webassembly.io.ts';

export interface CpuRendererOptions {
  /** Worker threads, 1…30. */
  readonly threads?: number;
  /** How a worker is started; for tests. */
  readonly spawn?: SpawnWorker;
}

/**
 * Start the CPU renderer. Frames are views of a shared memory, so `bytes.buffer` is a SharedArrayBuffer.
 * @throws EngineError 'renderer' when a thread cannot start or WebAssembly lacks vectors
 */
export async function createCpuRenderer({ threads, spawn }: CpuRendererOptions = {}): Promise<Renderer> {
  const count = Math.min(MAX_THREADS, Math.max(1, threads ?? availableParallelism()));
  const memory = new wasm.Memory({ initial: 16, maximum: MAXIMUM_PAGES, shared: true });
  const fused = enableFused();
  const crew = await createCrew(memory, await compile(generateDevelop(MAXIMUM_PAGES)), count, spawn);
  const heap = createHeap(FIRST_FREE_ADDRESS, (bytes) => reach(memory, bytes));
  const writer = createJobWriter(heap, () => memory.buffer, count);
  const takeFrame = createFrames();
  const kernels = new Map<string, Promise<number>>();
  let turn: Promise<unknown> = Promise.resolve();
  let isRendering = false;

  function kernelFor(spec: CppnSpec): Promise<number> {
    const key = JSON.stringify([spec.fourierPairs, spec.hidden]);
    const kernel =
      kernels.get(key) ?? compile(generateKernel(spec, MAXIMUM_PAGES, fused)).then((module) => crew.addKernel(module));
    kernels.set(key, kernel);
    return kernel;
  }

  /** Frames of the pool: header room, then pixels. Slow displays may keep some; past the bound none is left to write to. */
  function createFrames() {
    const buffers: { block: Block; isOut: boolean }[] = [];
    const addBuffer = (length: number) => {
      if (buffers.length === MAX_FRAMES) throw new EngineError('renderer', ...ALL_FRAMES_OUT);
      const buffer = { block: heap.take(length), isOut: false };
      buffers.push(buffer);
      return buffer;
    };
    return (format: PixelFormat, width: number, height: number) => {
      const length = FRAME_HEADROOM_BYTES + pixelBytes(format, width, height);
      const idle = buffers.filter(({ isOut }) => !isOut);
      const taken = idle.find(({ block }) => block.bytes >= length) ?? idle[0] ?? addBuffer(length);
      taken.block = heap.enlarge(taken.block, length);
      taken.isOut = true;
      const { address } = taken.block;
      const bytes = new Uint8Array(memory.buffer, address, length);
      let isHeld = true;
      const release = () => {
        if (isHeld) taken.isOut = false;
        isHeld = false;
      };
      const frame: Frame = { width, height, format, bytes, release };
      return { frame, target: address + FRAME_HEADROOM_BYTES };
    };
  }

  async function draw(scene: Scene, format: PixelFormat): Promise<Frame> {
    checkScene(scene);
    const numbers = await Promise.all(scene.layers.map(({ net }) => kernelFor(net.spec)));
    const { frame, target } = takeFrame(format, scene.width, scene.height);
    try {
      writer.write(scene, format, numbers, target);
      await crew.run();
      return frame;
    } catch (error) {
      frame.release();
      throw error;
    }
  }

  /** One job at a time: preparing a net while the show runs waits for its turn. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }

  return {
    name: 'cpu',
    detail: `${count} ${count === 1 ? 'thread' : 'threads'}, WebAssembly${fused ? ' with fused multiply-add' : ''}`,
    async prepare(net) {
      writer.pack(net);
      await kernelFor(net.spec);
      for (let i = 0; i < WARM_FRAMES; i++) {
        await inTurn(async () => (await draw(warmScene(net), 'i420')).release());
      }
    },
    render: (scene, format) =>
      inTurn(() => {
        isRendering = true;
        return draw(scene, format).finally(() => {
          isRendering = false;
        });
      }),
    abandon() {
      // Not the small frames by which a net is prepared.
      if (isRendering) crew.abandon();
    },
    close: () => crew.close(),
  };
}

// Implementation

/** 1 GiB of addresses, taken only as far as frames need it: six of 4096 × 4096 rgba fit. */
const MAXIMUM_PAGES = 2 ** 30 / PAGE_BYTES;
const MAX_FRAMES = 6;
const ALL_FRAMES_OUT = [
  `all ${MAX_FRAMES} frames are still being sent`,
  'a display or the network is too slow: lower the resolution or close a display',
] as const;
const WARM_FRAMES = 6;

function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WasmModule> {
  return wasm.compile(bytes).catch((error: Error) => {
    throw new EngineError(
      'renderer',
      `the kernel does not compile: ${error.message}`,
      'Node ≥ 20 on x64 or arm64 is needed',
    );
  });
}

/** Node 20 has relaxed vectors behind a flag that may be set while it runs; later ones have them anyway. */
function enableFused(): boolean {
  const probe = fusedProbe();
  if (wasm.validate(probe)) return true;
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return wasm.validate(probe);
}

function reach(memory: WasmMemory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
}

function checkScene({ width, height, layers }: Scene): void {
  const isEven = (size: number) => size >= 2 && size <= 4096 && size % 2 === 0;
  if (!isEven(width) || !isEven(height)) {
    throw new EngineError('renderer', `expected even sizes of 2…4096 pixels, got ${width}×${height}`);
  }
  if (layers.length < 1 || layers.length > MAX_LAYERS) {
    throw new EngineError('renderer', `expected 1…${MAX_LAYERS} layers, got ${layers.length}`);
  }
}

/** A small frame that runs both ways of mixing, so that the engine's compiler sees them. */
function warmScene(net: Cppn): Scene {
  const layer = { name: '', net, weight: 1, condition: new Float32Array(conditionCount(net.spec)) };
  return { ...PLAIN_LOOK, time: 0, audioTime: 0, width: 256, height: 16, layers: [layer, layer] };
}
