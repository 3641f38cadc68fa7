import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Cppn } from '../../engine/cppn/cppn.ts';
import { readLibrary } from '../../engine/cppn/preset-store.io.ts';
import type { KernelShape } from '../../engine/cppn/wgsl.ts';
import { EngineError } from '../../engine/errors.ts';
import { FRAME_HEADROOM_BYTES, type Renderer } from '../../engine/ports.ts';
import { createCpuRenderer } from '../../engine/render/cpu.io.ts';
import { openDawnAdapter } from '../../engine/render/dawn.io.ts';
import { architectures, frameKernel } from '../../engine/render/frame-kernel.ts';
import { createKernels } from '../../engine/render/kernels.io.ts';
import { rgbaToI420 } from '../../engine/render/pixel-format.ts';
import { renderReference } from '../../engine/render/reference.ts';
import { openRenderer } from '../../engine/render/renderer.io.ts';
import type { Scene } from '../../engine/render/scene.ts';
import { createTfjsRenderer } from '../../engine/render/tfjs.io.ts';
import { createWebgpuRenderer } from '../../engine/render/webgpu.io.ts';
import { createFrameDrawing } from '../../engine/render/webgpu-frame.io.ts';
import { CHANGED, LOOKS, largestDifference, ODD_NETS, sceneOf } from '../helpers/scenes.ts';
import { adapterMissing, skipUnlessCi } from '../helpers/vulkan.ts';

/** What every renderer may be away from the reference, in 255ths. */
const TOLERANCE = 2;

const { library } = await readLibrary(join(fileURLToPath(new URL('../..', import.meta.url)), 'presets'), []);
const missing = await adapterMissing();
const skip = skipUnlessCi(missing);
const dawn = await import('webgpu').catch(() => undefined);
const skipDawn = skipUnlessCi(dawn ? undefined : 'the optional package webgpu is not installed');

/** Held for good, as dawn.io.ts holds its own. */
let nullBackend: GPU | undefined;
const opened = new Map<string, Promise<Renderer>>();
after(async () => {
  for (const renderer of opened.values()) await (await renderer.catch(() => undefined))?.close();
});

const RENDERERS: readonly { name: string; make: () => Promise<Renderer>; skip: string | false }[] = [
  { name: 'webgpu', make: webgpu, skip },
  { name: 'cpu', make: () => createCpuRenderer({ threads: 2 }), skip: false },
  { name: 'tfjs', make: () => createTfjsRenderer('wasm'), skip: false },
];

for (const { name, make, skip } of RENDERERS) {
  const open = () => {
    const renderer = opened.get(name) ?? make();
    opened.set(name, renderer);
    return renderer;
  };
  for (const { slug, net } of library) {
    test(`${name} draws the preset ${slug} within 2/255 of the reference`, { skip }, async () => {
      await assertDrawn(await open(), sceneOf([net]));
    });
  }
  for (const [what, net] of ODD_NETS) {
    test(`${name} draws ${what} within 2/255 of the reference`, { skip }, async () => {
      await assertDrawn(await open(), sceneOf([net]));
    });
  }
  test(`${name} mixes eight nets, view and grade within 2/255 of the reference`, { skip }, async () => {
    await assertDrawn(await open(), sceneOf(mixed(), CHANGED));
  });
  test(`${name} grades a single net within 2/255 of the reference`, { skip }, async () => {
    await assertDrawn(await open(), sceneOf(mixed().slice(0, 1), CHANGED));
  });
  for (const [look, change] of LOOKS) {
    test(`${name} draws ${look} within 2/255 of the reference`, { skip }, async () => {
      const nets = [...ODD_NETS.slice(0, 2), ...ODD_NETS.slice(3, 4)].map(([, net]) => net);
      await assertDrawn(await open(), sceneOf(nets, change));
    });
  }
  test(`${name} blends eight nets with a ninth within 2/255 of the reference`, { skip }, async () => {
    const blend = { mode: 'screen', position: 0.4, split: 8 } as const;
    await assertDrawn(await open(), sceneOf([...mixed(), ...mixed().slice(0, 1)], { ...CHANGED, blend }));
  });
  test(`${name} draws frames of 2×2 and of 2 rows`, { skip }, async () => {
    await assertDrawn(await open(), sceneOf(mixed().slice(0, 1), { width: 2, height: 2 }));
    await assertDrawn(await open(), sceneOf(mixed().slice(0, 1), { width: 34, height: 2 }));
  });
}

test('webgpu draws three frames at once, each its own scene', { skip }, async () => {
  const renderer = await (opened.get('webgpu') ?? webgpu());
  const nets = ODD_NETS.slice(0, 3).map(([, net]) => net);
  await Promise.all(nets.map((net, i) => assertDrawn(renderer, sceneOf([net], { width: 40 + 6 * i, height: 20 }))));
});

const SHAPES: readonly KernelShape[] = [
  { pixels: 1, unrolled: true, memory: 'uniform', precision: 'f32' },
  { pixels: 2, unrolled: true, memory: 'uniform', precision: 'f32' },
  { pixels: 4, unrolled: true, memory: 'storage', precision: 'f32' },
  { pixels: 2, unrolled: false, memory: 'uniform', precision: 'f32' },
];

for (const shape of SHAPES) {
  const title = `${shape.pixels} pixels, ${shape.unrolled ? 'unrolled' : 'looped'}, ${shape.memory}`;
  test(`webgpu's kernel for ${title} draws what the reference draws`, { skip }, async () => {
    const renderer = await createWebgpuRenderer({ shape });
    assert.ok(renderer);
    await assertDrawn(
      renderer,
      sceneOf(
        ODD_NETS.slice(3).map(([, net]) => net),
        CHANGED,
      ),
    );
    await renderer.close();
  });
}

for (const [look, change] of [
  ['a mix', CHANGED],
  ['a blend', { ...CHANGED, blend: { mode: 'multiply', position: 0.6, split: 1 } }],
] as const) {
  test(`the fused kernel of ${look} draws what a row of single kernels draws`, { skip }, async () => {
    const found = await openDawnAdapter();
    assert.ok(found, missing);
    const device = await found.adapter.requestDevice();
    const kernels = createKernels(device);
    const { draw } = createFrameDrawing(device, kernels);
    const shape: KernelShape = { pixels: 1, unrolled: false, memory: 'storage', precision: 'f32' };
    const scene = sceneOf(
      ODD_NETS.slice(0, 3).map(([, net]) => net),
      change,
    );
    const specs = architectures(scene.layers.map(({ net }) => net.spec));
    const [apart, fused] = [new Uint8Array(54 * 30 * 4), new Uint8Array(54 * 30 * 4)];
    await draw(scene, 'rgba', shape, apart, 0);
    await kernels.compile(specs, shape);
    await draw(scene, 'rgba', shape, fused, 0);
    assert.ok(kernels.whenReady(specs, shape));
    assert.ok(largestDifference(fused, renderReference(scene)) <= TOLERANCE);
    assert.ok(largestDifference(apart, fused) <= 1);
    device.destroy();
  });
}

test('a compiler accepts every kernel in f16 and every shape for all presets together', async () => {
  const { create } = await import('webgpu');
  nullBackend = create(['backend=null']);
  const adapter = await nullBackend.requestAdapter();
  const device = await adapter?.requestDevice({ requiredFeatures: ['shader-f16'] });
  assert.ok(device);
  const specs = architectures([
    ...library.map(({ net }) => net.spec),
    ...ODD_NETS.slice(0, 2).map(([, net]) => net.spec),
  ]);
  for (const pixels of [1, 2, 4] as const) {
    for (const memory of ['uniform', 'storage'] as const) {
      for (const unrolled of [true, false]) {
        const code = frameKernel(specs, { pixels, memory, unrolled, precision: 'f16' });
        const found: GPUCompilationInfo = await device.createShaderModule({ code }).getCompilationInfo();
        assert.deepEqual(
          [...found.messages].map(({ message }) => message),
          [],
        );
      }
    }
  }
  device.destroy();
});

test('a GPU with f16 is timed, checked and drawn on without a complaint of the validation', {
  skip: skipDawn,
}, async () => {
  const { create, globals } = dawn ?? assert.fail('no package webgpu');
  Object.assign(globalThis, globals);
  // A device that validates everything and computes nothing: pictures are black, in f16 as in f32.
  const gpu = create(['backend=null']);
  const adapter = await gpu.requestAdapter();
  assert.ok(adapter);
  assert.ok(adapter.features.has('shader-f16'));
  const renderer = await createWebgpuRenderer({ adapter: { gpu, adapter, name: 'null', software: false } });
  assert.ok(renderer);
  assert.match(renderer.detail, /f16/);
  for (const format of ['rgba', 'i420'] as const) (await renderer.render(sceneOf(mixed(), CHANGED), format)).release();
  await renderer.close();
});

test('a frame in flight when the device goes is rejected', { skip }, async () => {
  const renderer = await webgpu();
  const scene = sceneOf(ODD_NETS.slice(4).map(([, net]) => net));
  await renderer.prepare(scene.layers[0]?.net ?? assert.fail());
  const frame = renderer.render(scene, 'rgba');
  await renderer.close();
  await assert.rejects(frame, (error) => error instanceof EngineError && error.code === 'renderer');
});

test('a webgpu renderer whose device is gone says so, and another can be opened', { skip }, async () => {
  const first = await webgpu();
  await first.close();
  const scene = sceneOf(ODD_NETS.slice(4).map(([, net]) => net));
  await assert.rejects(
    first.render(scene, 'rgba'),
    (error) => error instanceof EngineError && error.code === 'renderer',
  );
  const second = await webgpu();
  await assertDrawn(second, scene);
  await second.close();
});

test('the automatic choice never takes software for a GPU, and gives its reason', async () => {
  const { renderer, reason } = await openRenderer('auto', { threads: 1 });
  assert.match(reason, renderer.name === 'cpu' ? /no GPU/ : /a GPU was found/);
  assert.doesNotMatch(renderer.detail, /swiftshader|llvmpipe/i);
  await renderer.close();
});

async function webgpu(): Promise<Renderer> {
  const renderer = await createWebgpuRenderer();
  assert.ok(renderer, missing);
  return renderer;
}

/** Eight nets: all presets, and odd ones to fill. */
function mixed(): Cppn[] {
  return [...library.map(({ net }) => net), ...ODD_NETS.map(([, net]) => net)].slice(0, 8);
}

async function assertDrawn(renderer: Renderer, scene: Scene): Promise<void> {
  const expected = renderReference(scene);
  const rgba = await renderer.render(scene, 'rgba');
  const away = largestDifference(rgba.bytes.subarray(FRAME_HEADROOM_BYTES), expected);
  rgba.release();
  assert.ok(away <= TOLERANCE, `rgba is ${away}/255 away`);
  const planes = new Uint8Array((scene.width * scene.height * 3) / 2);
  rgbaToI420(expected, planes, scene.width, scene.height);
  const i420 = await renderer.render(scene, 'i420');
  const awayInPlanes = largestDifference(i420.bytes.subarray(FRAME_HEADROOM_BYTES), planes);
  i420.release();
  assert.ok(awayInPlanes <= TOLERANCE, `i420 is ${awayInPlanes}/255 away`);
}
