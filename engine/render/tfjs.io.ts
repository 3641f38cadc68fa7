/**
 * The outside reference: a scene drawn layer by layer with TensorFlow.js, whose authors are not ours. Slow, since every layer of
 * every pixel goes through memory; what the other renderers are compared with for pixels and for speed.
 *
 * Runs on the first that is there: tfjs-node-gpu (CUDA), tfjs on Dawn when the machine has a GPU, tfjs in WebAssembly.
 */

import type * as Tensorflow from '@tensorflow/tfjs';
import { type Activation, type Cppn, foldCondition, tensor } from '../cppn/cppn.ts';
import { EngineError } from '../errors.ts';
import { FRAME_HEADROOM_BYTES, type Renderer } from '../ports.ts';
import { type BlendMode, blendShares, LUMINANCE, wipeEdge } from './blend.ts';
import { openDawnAdapter, probeWebgpu } from './dawn.io.ts';
import { createFramePool } from './frame-pool.ts';
import { rgbaToI420 } from './pixel-format.ts';
import { layerShares, needsLight, type Scene, type SceneLayer } from './scene.ts';

type Tf = typeof Tensorflow;
type Tensor2D = Tensorflow.Tensor2D;

/** Where TensorFlow.js computes. */
export type TfjsBackend = 'auto' | 'node-gpu' | 'dawn' | 'wasm';

/** Pixels that go through the net together: a strip of a 64-wide layer takes 16 MB. */
const STRIP_PIXELS = 65536;

/**
 * Make the renderer.
 * @param backend 'auto' takes the first that is there; another is taken or refused
 * @throws EngineError 'renderer' when the backend asked for cannot be had
 */
export async function createTfjsRenderer(backend: TfjsBackend = 'auto'): Promise<Renderer> {
  const { tf, detail } = await openTensorflow(backend);
  const pool = createFramePool();
  const nets = new Map<Cppn, NetTensors>();

  function tensorsOf(net: Cppn): NetTensors {
    const known = nets.get(net);
    if (known) return known;
    const made = makeTensors(tf, net);
    nets.set(net, made);
    return made;
  }

  return {
    name: 'tfjs',
    detail,
    async prepare(net) {
      tensorsOf(net);
    },
    async render(scene, format) {
      const layers = scene.layers.map((layer) => ({ ...layer, tensors: tensorsOf(layer.net) }));
      const rgba = new Uint8Array(scene.width * scene.height * 4).fill(255);
      const rows = Math.max(1, Math.floor(STRIP_PIXELS / scene.width));
      for (let top = 0; top < scene.height; top += rows) {
        const strip = tf.tidy(() => drawRows(tf, scene, layers, top, Math.min(rows, scene.height - top)));
        const bytes = await strip.data();
        strip.dispose();
        for (let i = 0, at = 4 * top * scene.width; i < bytes.length; i += 3, at += 4) {
          rgba[at] = bytes[i] ?? 0;
          rgba[at + 1] = bytes[i + 1] ?? 0;
          rgba[at + 2] = bytes[i + 2] ?? 0;
        }
      }
      const frame = pool.take(format, scene.width, scene.height);
      const pixels = frame.bytes.subarray(FRAME_HEADROOM_BYTES);
      if (format === 'rgba') pixels.set(rgba);
      else rgbaToI420(rgba, pixels, scene.width, scene.height);
      return frame;
    },
    async close() {
      for (const { constants } of nets.values()) for (const each of constants.values()) each.dispose();
      nets.clear();
    },
  };
}

// Implementation

interface NetTensors {
  readonly constants: ReadonlyMap<string, Tensorflow.Tensor>;
}

type DrawnLayer = SceneLayer & { readonly tensors: NetTensors };

async function openTensorflow(wanted: TfjsBackend): Promise<{ tf: Tf; detail: string }> {
  if (wanted === 'auto' || wanted === 'node-gpu') {
    // By a name that the compiler does not look up: the package cannot be installed on most machines.
    const name: string = '@tensorflow/tfjs-node-gpu';
    const tf = await (import(name) as Promise<Tf>).catch(() => undefined);
    if (tf) return { tf, detail: 'tfjs-node-gpu' };
    if (wanted === 'node-gpu') throw refused('@tensorflow/tfjs-node-gpu is not installed');
  }
  const probe = wanted === 'wasm' ? undefined : await probeWebgpu();
  const useDawn = wanted === 'dawn' ? probe?.adapter : probe?.adapter && !probe.software;
  if (wanted === 'dawn' && !useDawn) throw refused(probe?.reason ?? 'no GPU adapter');
  if (useDawn) return openOnDawn();
  const tf = await import('@tensorflow/tfjs');
  await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) throw refused('the WebAssembly backend did not start');
  return { tf, detail: 'tfjs on WebAssembly' };
}

async function openOnDawn(): Promise<{ tf: Tf; detail: string }> {
  const found = await openDawnAdapter();
  if (!found) throw refused('no GPU adapter');
  // The backend looks for the browser's own entry point, both when it is loaded and when it starts.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: found.gpu }, configurable: true });
  const tf = await import('@tensorflow/tfjs');
  await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend('webgpu'))) throw refused(`its WebGPU backend did not start on ${found.name}`);
  return { tf, detail: `tfjs on Dawn, ${found.name}` };
}

function refused(why: string): EngineError {
  return new EngineError('renderer', `renderer tfjs: ${why}`, 'run without --renderer, or with --renderer cpu');
}

function makeTensors(tf: Tf, net: Cppn): NetTensors {
  const constants = new Map<string, Tensorflow.Tensor>();
  const add = (name: string, columns: number) => {
    const values = tensor(net, name);
    constants.set(name, tf.tensor2d(values, [values.length / columns, columns]));
  };
  if (net.spec.fourierPairs > 0) add('fourier', 2);
  net.spec.hidden.forEach((_, i) => {
    const units = tensor(net, `hidden.${i}.bias`).length;
    add(`hidden.${i}.weight`, units);
    add(`hidden.${i}.bias`, units);
  });
  add('output.weight', 3);
  add('output.bias', 3);
  return { constants };
}

/** Some rows of a scene, [pixels, 3], int32 0…255. */
function drawRows(tf: Tf, scene: Scene, layers: readonly DrawnLayer[], top: number, rows: number): Tensor2D {
  const points = coordinates(tf, scene, top, rows);
  const [only] = layers;
  let rgb: Tensor2D;
  if (only && !needsLight(scene)) {
    rgb = evaluateNet(tf, only, points);
  } else {
    const shares = layerShares(scene);
    const lights = layers.map((layer, i) => light(tf, evaluateNet(tf, layer, points)).mul<Tensor2D>(shares[i] ?? 0));
    rgb = encode(tf, graded(tf, blended(tf, lights, scene.blend), scene.grade));
    if (scene.gamma !== 1) rgb = rgb.pow<Tensor2D>(1 / scene.gamma);
  }
  return rgb.clipByValue(0, 1).mul(255).add(0.5).floor().cast('int32');
}

/** Pixel centres as `pixelCoordinates` gives them, [pixels, 2]. */
function coordinates(tf: Tf, { width, height, view, folds, waves }: Scene, top: number, rows: number): Tensor2D {
  const axis = (start: number, count: number, size: number) =>
    tf
      .range(start, start + count, 1, 'float32')
      .mul(2)
      .add(1 - size)
      .mul(Math.PI / height);
  let u = axis(0, width, width).reshape([1, width]).tile([rows, 1]).reshape([-1]);
  let v = axis(top, rows, height).reshape([rows, 1]).tile([1, width]).reshape([-1]);
  for (const [nx, ny] of folds) {
    const behind = u.mul(nx).add(v.mul(ny)).minimum(0).mul(2);
    [u, v] = [u.sub(behind.mul(nx)), v.sub(behind.mul(ny))];
  }
  const [stillU, stillV] = [u, v];
  for (const [a, k, phi, b, l, psi] of waves) {
    u = u.add(stillV.mul(k).add(phi).sin().mul(a));
    v = v.add(stillU.mul(l).add(psi).sin().mul(b));
  }
  const [a, b, c, d, e, f] = view;
  return tf.stack([u.mul(a).add(v.mul(b)).add(c), u.mul(d).add(v.mul(e)).add(f)], 1) as Tensor2D;
}

/** A net at each point, [pixels, 3], sRGB. */
function evaluateNet(tf: Tf, { net, condition, tensors }: DrawnLayer, points: Tensor2D): Tensor2D {
  const constant = (name: string) => tensors.constants.get(name) as Tensor2D;
  const r = points.square().sum(1, true).sqrt();
  const parts: Tensorflow.Tensor[] = [points, r];
  if (net.spec.fourierPairs > 0) {
    const phases = points.matMul(constant('fourier'), false, true);
    parts.push(phases.sin(), phases.cos());
  }
  let features = tf.concat(parts, 1) as Tensor2D;
  net.spec.hidden.forEach((groups, i) => {
    const bias = i === 0 ? tf.tensor1d(foldCondition(net, condition)) : constant(`hidden.${i}.bias`);
    const sums = features.matMul(constant(`hidden.${i}.weight`)).add<Tensor2D>(bias);
    let unit = 0;
    const activated = groups.flatMap(({ activation, units }) => {
      const group = groups.length === 1 ? sums : sums.slice([0, unit], [-1, units]);
      unit += units;
      return activate(tf, activation, group);
    });
    features = activated.length === 1 && activated[0] ? activated[0] : (tf.concat(activated, 1) as Tensor2D);
  });
  return features.matMul(constant('output.weight')).add<Tensor2D>(constant('output.bias')).sigmoid();
}

function activate(tf: Tf, activation: Activation, z: Tensor2D): Tensor2D[] {
  switch (activation) {
    case 'identity':
      return [z];
    case 'gaussian':
      return [z.square().neg().exp().mul(2).sub(1)];
    case 'atan-pair': {
      const t = z.atan();
      return [t.div(0.67), t.square().div(0.6)];
    }
    default:
      return [tf[activation](z)];
  }
}

/** Linear light of the decks, each the sum of its layers. */
function blended(tf: Tf, lights: readonly Tensor2D[], blend: Scene['blend']): Tensor2D {
  const a = tf.addN(lights.slice(0, blend?.split));
  if (!blend) return a;
  const b = tf.addN(lights.slice(blend.split));
  if (blend.mode === 'luma wipe') {
    const { start, slope } = wipeEdge(blend.position);
    const luminance = a.matMul<Tensor2D>(tf.tensor2d([...LUMINANCE], [3, 1]));
    const share = luminance.sqrt().mul(-slope).add(start).clipByValue(0, 1);
    return a.add<Tensor2D>(b.sub(a).mul(share));
  }
  const shares = blendShares(blend.position);
  const both = BLENDS[blend.mode](a, b).mul<Tensor2D>(shares.both);
  return tf.addN([a.mul<Tensor2D>(shares.a), b.mul<Tensor2D>(shares.b), both]);
}

const BLENDS: Readonly<Record<Exclude<BlendMode, 'luma wipe'>, (a: Tensor2D, b: Tensor2D) => Tensor2D>> = {
  add: (a, b) => a.add<Tensor2D>(b),
  multiply: (a, b) => a.mul<Tensor2D>(b),
  screen: (a, b) => a.add(b).sub<Tensor2D>(a.mul(b)),
  lightest: (a, b) => a.maximum<Tensor2D>(b),
  darkest: (a, b) => a.minimum<Tensor2D>(b),
  difference: (a, b) => a.sub<Tensor2D>(b).abs(),
};

function light(tf: Tf, rgb: Tensor2D): Tensor2D {
  return tf.where<Tensor2D>(rgb.lessEqual(0.04045), rgb.div(12.92), rgb.add(0.055).div(1.055).pow(2.4));
}

function encode(tf: Tf, linear: Tensor2D): Tensor2D {
  const curve = linear
    .pow(1 / 2.4)
    .mul(1.055)
    .sub<Tensor2D>(0.055);
  return tf.where<Tensor2D>(linear.lessEqual(0.0031308), linear.mul(12.92), curve);
}

function graded(tf: Tf, rgb: Tensor2D, grade: Scene['grade']): Tensor2D {
  if (!grade) return rgb.clipByValue(0, 1) as Tensor2D;
  const rows = [0, 1, 2].map((row) => grade.slice(4 * row, 4 * row + 3));
  const offsets = [3, 7, 11].map((at) => grade[at] ?? 0);
  const moved = rgb.matMul(tf.tensor2d(rows, [3, 3]), false, true).add(tf.tensor1d(offsets));
  return moved.clipByValue(0, 1) as Tensor2D;
}
