/**
 * How fast each renderer draws: `npm run bench:render`. Every preset and the two library nets at three sizes, the ratio to
 * TensorFlow.js on the same device, the share of the device's own multiply-add ceiling, the error against the reference.
 * A cell takes about a second; what would take several for one frame is left out, as –.
 */

import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Cppn, type CppnSpec, featureCount, pixelFeatureCount, unitCount } from '../../engine/cppn/cppn.ts';
import { readLibrary } from '../../engine/cppn/preset-store.io.ts';
import { seedNet } from '../../engine/cppn/seed.ts';
import { describeError } from '../../engine/errors.ts';
import { FRAME_HEADROOM_BYTES, type Renderer } from '../../engine/ports.ts';
import { seededRandom } from '../../engine/random.ts';
import { createCpuRenderer } from '../../engine/render/cpu.io.ts';
import { probeWebgpu } from '../../engine/render/dawn.io.ts';
import { renderReference } from '../../engine/render/reference.ts';
import { createTfjsRenderer } from '../../engine/render/tfjs.io.ts';
import { createWebgpuRenderer } from '../../engine/render/webgpu.io.ts';
import { multiplyAddCeiling } from '../helpers/ceiling.ts';
import { openLayered, pointsOf } from '../helpers/layered.ts';
import { SPEC_M, SPEC_S, STYLE } from '../helpers/nets.ts';
import { largestDifference, sceneOf } from '../helpers/scenes.ts';
import { vectorCeiling } from '../helpers/vector-ceiling.ts';
import { adapterMissing } from '../helpers/vulkan.ts';

const SIZES = [
  [320, 180],
  [640, 360],
  [1280, 720],
] as const;
const CELL_SECONDS = 0.7;
/** A frame that is expected to take longer is not drawn. */
const LONGEST_SECONDS = 3;

interface Subject {
  readonly name: string;
  readonly net: Cppn;
}

/** Frames a second by size; undefined where one frame takes too long. */
type Row = readonly (number | undefined)[];

/** What was measured of one renderer. */
interface Run {
  readonly detail: string;
  readonly rows: ReadonlyMap<string, Row>;
  readonly prepareSeconds: ReadonlyMap<string, number>;
  readonly error: number;
}

const { library } = await readLibrary(join(fileURLToPath(new URL('../..', import.meta.url)), 'presets'), []);
const LIBRARY_NETS: readonly Subject[] = [
  { name: 'S', net: seedNet(SPEC_S, STYLE, seededRandom(1)) },
  { name: 'M', net: seedNet(SPEC_M, STYLE, seededRandom(2)) },
];
const ALL: readonly Subject[] = [...library.map(({ slug, net }) => ({ name: slug, net })), ...LIBRARY_NETS];

/** Draw for CELL_SECONDS with some frames in flight; frames a second. */
async function framesPerSecond(renderer: Renderer, net: Cppn, size: readonly [number, number], inFlight: number) {
  const scene = sceneOf([net], { width: size[0], height: size[1] });
  const start = performance.now();
  let frames = 0;
  const lane = async () => {
    do {
      (await renderer.render(scene, 'i420')).release();
      frames++;
    } while (performance.now() - start < 1000 * CELL_SECONDS);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return (1000 * frames) / (performance.now() - start);
}

async function measure(renderer: Renderer, subjects: readonly Subject[], inFlight: number): Promise<Run> {
  const rows = new Map<string, Row>();
  const prepareSeconds = new Map<string, number>();
  let error = 0;
  for (const { name, net } of subjects) {
    const start = performance.now();
    await renderer.prepare(net);
    prepareSeconds.set(name, (performance.now() - start) / 1000);
    const small = sceneOf([net], { width: 64, height: 36 });
    const frame = await renderer.render(small, 'rgba');
    error = Math.max(error, largestDifference(frame.bytes.subarray(FRAME_HEADROOM_BYTES), renderReference(small)));
    frame.release();
    const row: (number | undefined)[] = [];
    for (const size of SIZES) {
      const last = row.at(-1);
      // Four times the pixels of the size before.
      const tooLong = row.length > 0 && (last === undefined || 4 / last > LONGEST_SECONDS);
      row.push(tooLong ? undefined : await framesPerSecond(renderer, net, size, inFlight));
    }
    rows.set(name, row);
    console.log(`${renderer.name.padEnd(8)} ${name.padEnd(16)} ${row.map(cell).join('')}`);
  }
  const run = { detail: renderer.detail, rows, prepareSeconds, error };
  await renderer.close();
  return run;
}

/** Frames a second of the layered graph and of the fused kernel at 640×360, in turns, so that both have the same machine. */
async function againstLayers({ name, net }: Subject): Promise<Record<string, number | undefined>> {
  const scene = sceneOf([net], { width: 640, height: 360 });
  const points = pointsOf(scene);
  const renderer = await createCpuRenderer();
  const session = await openLayered(net, scene.layers[0]?.condition ?? [], points.length / 2);
  await renderer.prepare(net);
  const [kernel, layers]: [number[], number[]] = [[], []];
  const time = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  for (let i = 0; i < 12; i++) {
    kernel.push(await time(async () => (await renderer.render(scene, 'i420')).release()));
    layers.push(await time(() => session.run({ points })));
  }
  await session.close();
  await renderer.close();
  const ratio = rounded(Math.min(...layers) / Math.min(...kernel));
  console.log(
    `${name} at 640×360, best of 12: fused ${Math.min(...kernel).toFixed(1)} ms, layer by layer on ONNX Runtime (CPU) ` +
      `${Math.min(...layers).toFixed(1)} ms: ${ratio}×`,
  );
  return { [`cpu / onnxruntime ${name}`]: ratio };
}

/** How near one thread of the CPU renderer comes to what its vectors can do. */
async function shareOfVectors({ name, net }: Subject, ceiling: number): Promise<Record<string, number | undefined>> {
  const renderer = await createCpuRenderer({ threads: 1 });
  const scene = sceneOf([net], { width: 640, height: 360 });
  await renderer.prepare(net);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 12; i++) {
    const start = performance.now();
    (await renderer.render(scene, 'i420')).release();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  await renderer.close();
  const reached = (2 * multiplyAdds(net.spec) * 640 * 360) / best;
  console.log(
    `cpu, one thread, best of 12: ${name} ${(1000 * best).toFixed(1)} ms, ${rounded(reached / 1e9)} GFLOP/s in layers alone: ` +
      `${rounded((100 * reached) / ceiling)} % of the ${rounded(ceiling / 1e9)} that multiply-adds in registers reach`,
  );
  return {
    [`cpu ${name} GFLOP/s a thread`]: rounded(reached / 1e9),
    [`cpu ${name} share`]: rounded(reached / ceiling),
  };
}

function cell(fps: number | undefined): string {
  return (fps === undefined ? '–' : fps < 10 ? fps.toFixed(2) : fps.toFixed(1)).padStart(12);
}

/** Multiply-adds of one pixel, activations not counted. */
function multiplyAdds(spec: CppnSpec): number {
  let inputs = pixelFeatureCount(spec);
  let sum = 2 * spec.fourierPairs;
  for (const layer of spec.hidden) {
    sum += inputs * unitCount(layer);
    inputs = featureCount(layer);
  }
  return sum + 3 * inputs;
}

/** Operations a second that a net's fastest size comes to. */
function flops({ name, net }: Subject, run: Run): number {
  const pixels = SIZES.map(([width, height], i) => width * height * (run.rows.get(name)?.[i] ?? 0));
  return 2 * multiplyAdds(net.spec) * Math.max(...pixels);
}

/** By size, how many times faster one renderer is than another. */
function ratios(name: string, run: Run, yardstick: Run): (number | undefined)[] {
  return SIZES.map((_, i) => {
    const [a, b] = [run.rows.get(name)?.[i], yardstick.rows.get(name)?.[i]];
    return a === undefined || b === undefined ? undefined : a / b;
  });
}

async function main(): Promise<void> {
  const cpu = cpus();
  console.log(`${cpu.length} × ${cpu[0]?.model.trim()}, Node ${process.version}; frames a second, i420`);
  console.log(' '.repeat(26) + SIZES.map((size) => size.join('×').padStart(12)).join(''));
  const runs = new Map<string, Run>();
  runs.set('cpu', await measure(await createCpuRenderer(), ALL, 1));
  runs.set('tfjs', await measure(await createTfjsRenderer('wasm'), ALL, 1));
  const missing = await adapterMissing();
  const probe = await probeWebgpu();
  const gpu = missing ? undefined : await createWebgpuRenderer();
  let ceiling: number | undefined;
  if (gpu) {
    runs.set('webgpu', await measure(gpu, ALL, 3));
    runs.set('tfjs on dawn', await measure(await createTfjsRenderer('dawn'), LIBRARY_NETS, 1));
    ceiling = await multiplyAddCeiling();
  } else {
    console.log(`webgpu   – ${missing}`);
  }

  console.log();
  for (const [name, { detail, error, prepareSeconds }] of runs) {
    const prepare = LIBRARY_NETS.map(
      (net) => `${net.name} ${Math.round(1000 * (prepareSeconds.get(net.name) ?? 0))} ms`,
    );
    console.log(`${name.padEnd(14)} ${detail}: at most ${error}/255 from the reference; prepare ${prepare.join(', ')}`);
  }
  const figures: Record<string, number | string | undefined | readonly (number | undefined)[]> = {};
  for (const [name, run] of runs) {
    for (const net of LIBRARY_NETS) figures[`${name} ${net.name} fps`] = run.rows.get(net.name)?.map(rounded);
    figures[`${name} error`] = run.error;
  }
  for (const [a, b] of [
    ['cpu', 'tfjs'],
    ['webgpu', 'tfjs on dawn'],
  ] as const) {
    const [run, yardstick] = [runs.get(a), runs.get(b)];
    if (!run || !yardstick) continue;
    for (const { name } of LIBRARY_NETS) {
      const times = ratios(name, run, yardstick).map(rounded);
      console.log(
        `${a} is ${times.map((x) => (x === undefined ? '–' : `${x}×`)).join(', ')} as fast as ${b} on ${name}`,
      );
      figures[`${a} / ${b} ${name}`] = times;
    }
  }
  const vectors = await vectorCeiling();
  figures['vector ceiling GFLOP/s'] = rounded(vectors / 1e9);
  for (const net of LIBRARY_NETS) Object.assign(figures, await shareOfVectors(net, vectors), await againstLayers(net));
  const webgpu = runs.get('webgpu');
  for (const { name } of LIBRARY_NETS) {
    const seconds = webgpu?.prepareSeconds.get(name);
    if (seconds === undefined) continue;
    figures[`WGSL ${name} compile ms`] = Math.round(1000 * seconds);
    console.log(`WGSL kernel of ${name}: compiled in ${Math.round(1000 * seconds)} ms (goal 300 ms)`);
  }
  if (webgpu && ceiling) {
    figures.adapter = `${probe.adapter}${probe.software ? ' (software)' : ''}`;
    figures['ceiling GFLOP/s'] = rounded(ceiling / 1e9);
    console.log(`${figures.adapter}: multiply-add ceiling ${rounded(ceiling / 1e9)} GFLOP/s`);
    for (const net of LIBRARY_NETS) {
      const reached = flops(net, webgpu);
      figures[`webgpu ${net.name} share`] = rounded(reached / ceiling);
      console.log(
        `webgpu reaches ${rounded(reached / 1e9)} GFLOP/s on ${net.name}: ${rounded((100 * reached) / ceiling)} %`,
      );
    }
  }
  console.log(`RESULT ${JSON.stringify({ bench: 'render', figures })}`);
}

function rounded(x: number | undefined): number | undefined {
  return x === undefined ? undefined : Number(x.toPrecision(3));
}

await main().catch((error: unknown) => {
  console.error(describeError(error));
  process.exitCode = 1;
});
