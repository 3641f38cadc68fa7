/**
 * The GPU renderer: a scene goes in as a few kilobytes, one fused dispatch makes the frame, and its bytes come back while the
 * next frame is computed. Between the GPU's mapped memory and the socket there is one copy, into a pooled frame.
 *
 * The device may vanish at any time (driver reset, external GPU unplugged): every render then rejects with EngineError
 * 'renderer', and a new renderer may be made.
 */

import type { Cppn, CppnSpec } from '../cppn/cppn.ts';
import { conditionCount, parameterShapes } from '../cppn/cppn.ts';
import type { KernelShape } from '../cppn/wgsl.ts';
import { EngineError } from '../errors.ts';
import { FRAME_HEADROOM_BYTES, type Renderer } from '../ports.ts';
import { type DawnAdapter, openDawnAdapter } from './dawn.io.ts';
import { createFramePool } from './frame-pool.ts';
import { createKernels, type Kernels } from './kernels.io.ts';
import { pixelBytes } from './pixel-format.ts';
import { PLAIN_LOOK, type Scene } from './scene.ts';
import { createFrameDrawing, type FrameDrawing } from './webgpu-frame.io.ts';

/** What suits software that plays GPU: loops, which it compiles in a fraction of a second. Measured on SwiftShader, November 2026. */
const SOFTWARE_SHAPE: KernelShape = { pixels: 1, unrolled: false, memory: 'storage', precision: 'f32' };

/** What is tried on a real GPU; the fastest is kept. */
const CANDIDATES: readonly KernelShape[] = [
  { pixels: 1, unrolled: true, memory: 'uniform', precision: 'f32' },
  { pixels: 2, unrolled: true, memory: 'uniform', precision: 'f32' },
  { pixels: 4, unrolled: true, memory: 'uniform', precision: 'f32' },
  { pixels: 4, unrolled: true, memory: 'storage', precision: 'f32' },
];

/**
 * Make the renderer on the best adapter, or give undefined when there is none.
 * @param options shape of the kernel: else software gets loops, and a GPU what is measured to be fastest; adapter: else the best
 * @throws EngineError 'renderer' when the adapter gives no device
 */
export async function createWebgpuRenderer(
  options: { readonly shape?: KernelShape; readonly adapter?: DawnAdapter } = {},
): Promise<Renderer | undefined> {
  const found = options.adapter ?? (await openDawnAdapter());
  if (!found) return undefined;
  const features: GPUFeatureName[] = found.adapter.features.has('shader-f16') ? ['shader-f16'] : [];
  const device = await found.adapter.requestDevice({ requiredFeatures: features }).catch((error: unknown) => {
    throw new EngineError('renderer', `${found.name} gave no device: ${error}`, 'try --renderer cpu');
  });
  // The first thing that went wrong beyond repair: the device lost, or a command refused for want of memory.
  let failure = '';
  void device.lost.then(({ message }) => {
    failure ||= message || 'device lost';
  });
  device.onuncapturederror = ({ error }) => {
    failure ||= error.message;
  };

  const kernels = createKernels(device);
  const drawing = createFrameDrawing(device, kernels);
  const pool = createFramePool();
  const shape = options.shape ?? (found.software ? SOFTWARE_SHAPE : await fastest(CANDIDATES, kernels, drawing));
  const halfShape: KernelShape | undefined =
    !options.shape && features.length > 0 ? { ...shape, precision: 'f16' } : undefined;
  const prepared = new WeakMap<Cppn, Promise<{ readonly half: boolean }>>();

  function prepareNet(net: Cppn): Promise<{ readonly half: boolean }> {
    const known = prepared.get(net) ?? readyNet(net, shape, halfShape, kernels, drawing);
    prepared.set(net, known);
    return known;
  }

  /** Run `work`; when the device has failed, before or meanwhile, reject with what a person can read. */
  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    const lost = () => new EngineError('renderer', `${found?.name} failed: ${failure}`, 'it is opened again');
    if (failure) throw lost();
    try {
      const result = await work();
      if (failure) throw lost();
      return result;
    } catch (error) {
      // The reason arrives a turn after the promises that it broke.
      await new Promise((resolve) => setImmediate(resolve));
      throw failure && !(error instanceof EngineError) ? lost() : error;
    }
  }

  return {
    name: 'webgpu',
    detail: `${found.name}${halfShape ? ', f16 where it is exact enough' : ''}`,
    async prepare(net) {
      await guarded(() => prepareNet(net));
    },
    render: (scene, format) =>
      guarded(async () => {
        const nets = await Promise.all(scene.layers.map(({ net }) => prepareNet(net)));
        const chosen = halfShape && nets.every(({ half }) => half) ? halfShape : shape;
        const frame = pool.take(format, scene.width, scene.height);
        await drawing.draw(scene, format, chosen, frame.bytes, FRAME_HEADROOM_BYTES).catch((error: unknown) => {
          frame.release();
          throw error;
        });
        return frame;
      }),
    async close() {
      failure ||= 'closed';
      device.destroy();
    },
  };
}

// Implementation

/** Compile what a net needs alone, and say whether f16 draws it as f32 does. */
async function readyNet(
  net: Cppn,
  shape: KernelShape,
  halfShape: KernelShape | undefined,
  kernels: Kernels,
  drawing: FrameDrawing,
): Promise<{ readonly half: boolean }> {
  await Promise.all([shape, ...(halfShape ? [halfShape] : [])].map((each) => kernels.compile([net.spec], each)));
  if (!halfShape) return { half: false };
  const differences = [0, 0.5, 1].map(async (level) => {
    const scene = testScene([net], 64, 36, level);
    const [exact, half] = await Promise.all(
      [shape, halfShape].map(async (each) => {
        const rgba = new Uint8Array(pixelBytes('rgba', scene.width, scene.height));
        await drawing.draw(scene, 'rgba', each, rgba, 0);
        return rgba;
      }),
    );
    return exact && half ? exact.reduce((most, value, i) => Math.max(most, Math.abs(value - (half[i] ?? 0))), 0) : 255;
  });
  // One 255th here leaves the second to f32's own distance from the reference.
  return { half: Math.max(...(await Promise.all(differences))) <= 1 };
}

/** Time each shape on a net like the library's largest, mixed four times, and give the fastest. */
async function fastest(shapes: readonly KernelShape[], kernels: Kernels, drawing: FrameDrawing): Promise<KernelShape> {
  const net = zeroNet({
    fourierPairs: 10,
    latents: 0,
    audioInputs: 0,
    hidden: Array.from({ length: 4 }, () => [{ activation: 'sin', units: 32 }] as const),
  });
  const scene = testScene([net, net, net, net], 1280, 720, 0);
  const rgba = new Uint8Array(pixelBytes('rgba', scene.width, scene.height));
  const compiled = await Promise.allSettled(shapes.map((shape) => kernels.compile([net.spec], shape)));
  const timed: { shape: KernelShape; seconds: number }[] = [];
  for (const [i, shape] of shapes.entries()) {
    if (compiled[i]?.status === 'rejected') continue;
    let seconds = Number.POSITIVE_INFINITY;
    for (let k = 0; k < 4; k++) {
      const start = performance.now();
      await drawing.draw(scene, 'rgba', shape, rgba, 0);
      seconds = Math.min(seconds, (performance.now() - start) / 1000);
    }
    timed.push({ shape, seconds });
  }
  const best = timed.sort((a, b) => a.seconds - b.seconds)[0];
  if (!best) throw new EngineError('renderer', "the GPU's driver refused every kernel", 'try --renderer cpu');
  return best.shape;
}

/** A net that costs what any of its architecture does. */
function zeroNet(spec: CppnSpec): Cppn {
  const shapes = [...parameterShapes(spec)];
  return {
    spec,
    weights: new Map(shapes.map(([name, shape]) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))])),
  };
}

function testScene(nets: readonly Cppn[], width: number, height: number, level: number): Scene {
  const layers = nets.map((net) => ({
    name: 'test',
    net,
    weight: 1,
    condition: new Float32Array(conditionCount(net.spec)).fill(level),
  }));
  return { ...PLAIN_LOOK, time: 0, audioTime: 0, width, height, layers };
}
