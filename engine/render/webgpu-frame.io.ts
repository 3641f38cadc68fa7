/**
 * Draws single frames on a GPU device: writes what the dispatches read, runs them, reads the pixels back. Frames may overlap:
 * read-back buffers form a ring, so that one frame is computed while those before it are copied out.
 */

import type { Cppn } from '../cppn/cppn.ts';
import { toHalves } from '../cppn/half.ts';
import { type NetSize, netSize, packWeights } from '../cppn/net-layout.ts';
import type { KernelShape } from '../cppn/wgsl.ts';
import {
  type Dispatch,
  HEADER_BYTES,
  packDispatch,
  planDispatches,
  uniformRoom,
  WORKGROUP_SIDE,
} from './frame-kernel.ts';
import type { Kernels } from './kernels.io.ts';
import { type PixelFormat, pixelBytes } from './pixel-format.ts';
import type { Scene } from './scene.ts';

/** Draws frames with a device's kernels. */
export interface FrameDrawing {
  /** Draw a scene and write its pixels into `target` from byte `at`. Rejects when the device is lost. */
  draw(scene: Scene, format: PixelFormat, shape: KernelShape, target: Uint8Array, at: number): Promise<void>;
}

/** Frames in flight at most: one computed, one copied from the GPU, one read. */
const READ_BACKS = 3;
const UNIFORM_BYTES = 65536;

/** Make what draws on a device. */
export function createFrameDrawing(device: GPUDevice, kernels: Kernels): FrameDrawing {
  const ring = createReadBackRing(device);
  const steps: Step[] = [];
  const pixels = growingBuffer(device, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST);
  const sums = growingBuffer(device, GPUBufferUsage.STORAGE);
  let scratch = new ArrayBuffer(HEADER_BYTES + UNIFORM_BYTES);

  /** Fill step i's buffers for a dispatch and bind them. */
  function bind(scene: Scene, format: PixelFormat, dispatches: readonly Dispatch[], i: number, shape: KernelShape) {
    const dispatch = dispatches[i] ?? { specs: [], layers: [] };
    steps[i] ??= createStep(device);
    const step = steps[i];
    const size = roomTaken(dispatch);
    if (scratch.byteLength < HEADER_BYTES + 16 * size.constants) {
      scratch = new ArrayBuffer(HEADER_BYTES + 16 * size.constants);
    }
    const place = { first: i === 0, last: i === dispatches.length - 1 };
    const used = packDispatch(scene, format, dispatch, place, scratch);
    const input = step.input.atLeast(Math.max(used, HEADER_BYTES + UNIFORM_BYTES));
    device.queue.writeBuffer(input, 0, scratch, 0, used);
    const weights = step.upload(
      dispatch.layers.map(({ net }) => net),
      shape.precision,
    );
    const bounds = shape.memory === 'uniform' ? { size: UNIFORM_BYTES } : {};
    const resources: GPUBufferBinding[] = [
      { buffer: input, size: HEADER_BYTES },
      { buffer: input, offset: HEADER_BYTES, ...bounds },
      { buffer: weights, ...bounds },
      { buffer: pixels.atLeast(paddedBytes(format, scene)) },
      { buffer: sums.atLeast(dispatches.length > 1 ? 16 * scene.width * scene.height : 16) },
    ];
    const entries = resources.map((resource, binding) => ({ binding, resource }));
    return device.createBindGroup({ layout: kernels.layout(shape.memory), entries });
  }

  return {
    async draw(scene, format, shape, target, at) {
      const fits = scene.layers.every(({ net }) => hasRoom(uniformRoom(shape.precision), netSize(net.spec)));
      const usable: KernelShape = fits ? shape : { ...shape, memory: 'storage' };
      const room = usable.memory === 'uniform' ? uniformRoom(shape.precision) : ENDLESS;
      const dispatches = planDispatches(scene, room, (specs) => kernels.whenReady(specs, usable) !== undefined);
      const pipelines = await Promise.all(dispatches.map(({ specs }) => kernels.compile(specs, usable)));
      const bytes = paddedBytes(format, scene);
      const readBack = await ring.take(bytes);
      try {
        const groups = dispatches.map((_, i) => bind(scene, format, dispatches, i, usable));
        const encoder = device.createCommandEncoder();
        const gpuPixels = pixels.atLeast(bytes);
        // I420 bytes are or-ed into their words by different threads.
        if (format === 'i420') encoder.clearBuffer(gpuPixels, 0, bytes);
        const pass = encoder.beginComputePass();
        groups.forEach((group, i) => {
          const pipeline = pipelines[i];
          if (!pipeline) return;
          pass.setPipeline(pipeline);
          pass.setBindGroup(0, group);
          const side = 2 * WORKGROUP_SIDE;
          pass.dispatchWorkgroups(Math.ceil(scene.width / side), Math.ceil(scene.height / side));
        });
        pass.end();
        encoder.copyBufferToBuffer(gpuPixels, 0, readBack, 0, bytes);
        device.queue.submit([encoder.finish()]);
        await readBack.mapAsync(GPUMapMode.READ, 0, bytes);
      } catch (error) {
        ring.give(readBack);
        throw error;
      }
      const mapped = readBack.getMappedRange(0, bytes);
      target.set(new Uint8Array(mapped, 0, pixelBytes(format, scene.width, scene.height)), at);
      readBack.unmap();
      ring.give(readBack);
    },
  };
}

// Implementation

const ENDLESS: NetSize = { constants: Number.POSITIVE_INFINITY, weights: Number.POSITIVE_INFINITY };

function hasRoom(room: NetSize, size: NetSize): boolean {
  return size.constants <= room.constants && size.weights <= room.weights;
}

function roomTaken(dispatch: Dispatch): NetSize {
  const sizes = dispatch.layers.map(({ net }) => netSize(net.spec));
  const sum = (key: keyof NetSize) => sizes.reduce((total, size) => total + size[key], 0);
  return { constants: sum('constants'), weights: sum('weights') };
}

/** Buffers are copied in words of four bytes. */
function paddedBytes(format: PixelFormat, { width, height }: Scene): number {
  return 4 * Math.ceil(pixelBytes(format, width, height) / 4);
}

interface GrowingBuffer {
  /** Give the buffer; a new one, its old content lost, when it was smaller. */
  atLeast(bytes: number): GPUBuffer;
}

function growingBuffer(device: GPUDevice, usage: GPUBufferUsageFlags): GrowingBuffer {
  let buffer: GPUBuffer | undefined;
  return {
    atLeast(bytes) {
      if (buffer && buffer.size >= bytes) return buffer;
      buffer?.destroy();
      buffer = device.createBuffer({ size: bytes, usage });
      return buffer;
    },
  };
}

/** The buffers of the i-th dispatch of a frame. Weights stay on the GPU while the same nets are shown. */
interface Step {
  readonly input: GrowingBuffer;
  upload(nets: readonly Cppn[], precision: KernelShape['precision']): GPUBuffer;
}

function createStep(device: GPUDevice): Step {
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const weights = growingBuffer(device, usage);
  let resident: { nets: readonly Cppn[]; precision: string; buffer: GPUBuffer } | undefined;
  return {
    input: growingBuffer(device, usage),
    upload(nets, precision) {
      const same =
        resident?.precision === precision &&
        resident.nets.length === nets.length &&
        nets.every((net, i) => resident?.nets[i] === net);
      if (resident && same) return resident.buffer;
      const packed = nets.map((net) => (precision === 'f16' ? toHalves(packWeights(net)) : packWeights(net)));
      const bytes = packed.reduce((sum, numbers) => sum + numbers.byteLength, 0);
      const buffer = weights.atLeast(Math.max(bytes, UNIFORM_BYTES));
      let at = 0;
      for (const numbers of packed) {
        device.queue.writeBuffer(buffer, at, numbers);
        at += numbers.byteLength;
      }
      resident = { nets, precision, buffer };
      return buffer;
    },
  };
}

interface ReadBackRing {
  take(bytes: number): Promise<GPUBuffer>;
  give(buffer: GPUBuffer): void;
}

function createReadBackRing(device: GPUDevice): ReadBackRing {
  const free: GPUBuffer[] = [];
  const waiting: (() => void)[] = [];
  let made = 0;
  return {
    async take(bytes) {
      while (free.length === 0 && made === READ_BACKS) await new Promise<void>((resolve) => waiting.push(resolve));
      const buffer = free.pop();
      if (buffer && buffer.size >= bytes) return buffer;
      if (buffer) buffer.destroy();
      else made++;
      return device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    },
    give(buffer) {
      free.push(buffer);
      waiting.shift()?.();
    },
  };
}
