/**
 * The whole of a frame as one WGSL kernel: every net of the scene at every pixel, the mix in linear light, the grade, the sRGB
 * curve and the packing into rgba or i420; and the bytes that it reads for one frame. A thread makes 2×2 pixels, so that
 * the chroma of 4:2:0 is averaged in registers.
 *
 * A kernel serves all scenes whose nets have its architectures, however many nets of each: layers come sorted by architecture
 * and it loops over those of each. A scene may also be made by several kernels in a row, each adding to the sums that the one
 * before left; so a frame never waits for the kernel of a new set of architectures to be compiled.
 */

import { type CppnSpec, foldCondition } from '../cppn/cppn.ts';
import { architectureKey, type NetSize, netSize, packConstants } from '../cppn/net-layout.ts';
import { blockType, cppnWgsl, type KernelShape, WGSL_ACTIVATIONS } from '../cppn/wgsl.ts';
import { BLEND_FORMULAS, BLEND_MODES, blendShares, wipeEdge } from './blend.ts';
import type { PixelFormat } from './pixel-format.ts';
import { layerShares, MAX_FOLDS, MAX_WAVES, needsLight, type Scene, type SceneLayer } from './scene.ts';

/** Threads along each side of a workgroup; each thread makes 2×2 pixels. */
export const WORKGROUP_SIDE = 8;

/** Bytes of a frame's header in the buffer that {@link packDispatch} fills; the constants follow. */
export const HEADER_BYTES = 512;

/** What fits into uniform memory on every adapter: 64 KiB of constants and of weights. */
export function uniformRoom(precision: KernelShape['precision']): NetSize {
  return { constants: 4096, weights: precision === 'f16' ? 2048 : 1024 };
}

/** One run of one kernel: some of a scene's layers, sorted by architecture. */
export interface Dispatch {
  /** The kernel's architectures, in its order; some may have no layer here. */
  readonly specs: readonly CppnSpec[];
  readonly layers: readonly SceneLayer[];
}

/** Give the distinct architectures of some nets in the kernels' order. */
export function architectures(specs: Iterable<CppnSpec>): CppnSpec[] {
  const byKey = new Map([...specs].map((spec) => [architectureKey(spec), spec]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, spec]) => spec);
}

/**
 * Divide a scene among kernels: one dispatch where the kernel of all its architectures is ready and its nets fit into `room`,
 * else as many as it takes. The kernel of every single architecture is taken to be ready.
 */
export function planDispatches(
  scene: Scene,
  room: NetSize,
  isReady: (specs: readonly CppnSpec[]) => boolean,
): Dispatch[] {
  const all = architectures(scene.layers.map(({ net }) => net.spec));
  const kernels = all.length === 1 || isReady(all) ? [all] : all.map((spec) => [spec]);
  return kernels.flatMap((specs) => {
    const layers = specs.flatMap((spec) => {
      const key = architectureKey(spec);
      return scene.layers.filter(({ net }) => architectureKey(net.spec) === key);
    });
    return fill(layers, room).map((part) => ({ specs, layers: part }));
  });
}

/**
 * Write what a dispatch reads into `target`: the header, then the nets' constants.
 * @param place whether it is the scene's first dispatch, and its last
 * @param target room for HEADER_BYTES and 16 bytes for each constant
 * @returns the bytes written
 */
export function packDispatch(
  scene: Scene,
  format: PixelFormat,
  dispatch: Dispatch,
  place: { readonly first: boolean; readonly last: boolean },
  target: ArrayBuffer,
): number {
  const floats = new Float32Array(target);
  const words = new Uint32Array(target);
  const { width, height, blend } = scene;
  packPlace(scene, floats, words);
  floats.set(scene.grade ?? NO_GRADE, 8);
  const flags = [needsLight(scene), scene.grade !== null, !place.first, !place.last, scene.gamma !== 1];
  const steps = flags.reduce((sum, flag, i) => sum | (flag ? 1 << i : 0), 0);
  words.set([width, height, format === 'i420' ? 1 : 0, steps], 20);
  floats[AT.gamma] = 1 / scene.gamma;
  words[AT.blend] = blend ? 1 + BLEND_MODES.indexOf(blend.mode) : 0;
  const { a, b, both } = blendShares(blend?.position ?? 0);
  const { start, slope } = wipeEdge(blend?.position ?? 0);
  floats.set(blend?.mode === 'luma wipe' ? [start, slope] : [a, b, both], AT.blendShares);
  dispatch.specs.forEach((spec, i) => {
    const key = architectureKey(spec);
    const end = dispatch.layers.findLastIndex(({ net }) => architectureKey(net.spec) === key) + 1;
    words[24 + i] = end;
  });
  const shares = layerShares(scene);
  const split = blend?.split ?? scene.layers.length;
  let constants = 0;
  let weights = 0;
  dispatch.layers.forEach((layer, i) => {
    const { net, condition } = layer;
    const at = scene.layers.indexOf(layer);
    // What a layer adds to deck A's sum stands first, what it adds to deck B's last.
    floats[32 + 4 * i] = at < split ? (shares[at] ?? 0) : 0;
    floats[35 + 4 * i] = at < split ? 0 : (shares[at] ?? 0);
    words.set([constants, weights], 33 + 4 * i);
    packConstants(net, foldCondition(net, condition), floats, HEADER_BYTES / 16 + constants);
    const size = netSize(net.spec);
    constants += size.constants;
    weights += size.weights;
  });
  return HEADER_BYTES + 16 * constants;
}

/**
 * Write the kernel of some architectures, at most eight, in the order of {@link architectures}. Entry point `render`; group 0 has
 * 0 the header, 1 the constants, 2 the weights, 3 the pixels (cleared before an i420 frame) and 4 the sums between dispatches.
 */
export function frameKernel(specs: readonly CppnSpec[], shape: KernelShape): string {
  return [
    shape.precision === 'f16' ? 'enable f16;' : '',
    declarations(shape),
    WGSL_ACTIVATIONS,
    ...specs.map((spec, i) => cppnWgsl(spec, `net${i}`, shape)),
    COLOUR,
    entryPoint(specs.length, shape),
  ].join('\n');
}

// Implementation

const NO_GRADE = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
const KERNEL_LAYERS = 8;
/** Where the header's later numbers are, in 32-bit words. */
const AT = {
  blendShares: 64,
  gamma: 67,
  folds: 68,
  waves: 69,
  blend: 70,
  origin: 72,
  step: 74,
  fold: 76,
  wave: 100,
} as const;

/** The view's two rows for columns and rows of pixels, and what bends the frame's coordinates before it. */
function packPlace({ width, height, view, folds, waves }: Scene, floats: Float32Array, words: Uint32Array): void {
  const step = (2 * Math.PI) / height;
  for (const [row, [a, b, c]] of [view.slice(0, 3), view.slice(3)].entries()) {
    const [du = 0, dv = 0] = [(a ?? 0) * step, (b ?? 0) * step];
    floats.set([du, dv, (c ?? 0) + (du * (1 - width) + dv * (1 - height)) / 2, 0], 4 * row);
  }
  words.set([folds.length, waves.length], AT.folds);
  floats.set([(step * (1 - width)) / 2, (step * (1 - height)) / 2, step], AT.origin);
  folds.forEach((fold, i) => {
    floats.set(fold, AT.fold + 4 * i);
  });
  waves.forEach(([a, k, phi, b, l, psi], i) => {
    floats.set([a, b, 0, 0, k, l, phi, psi], AT.wave + 8 * i);
  });
}

function fill(layers: readonly SceneLayer[], room: NetSize): SceneLayer[][] {
  const parts: SceneLayer[][] = [];
  let left = { constants: 0, weights: 0 };
  for (const layer of layers) {
    const size = netSize(layer.net.spec);
    const part = parts.at(-1);
    if (part && part.length < KERNEL_LAYERS && size.constants <= left.constants && size.weights <= left.weights) {
      part.push(layer);
    } else {
      parts.push([layer]);
      left = room;
    }
    left = { constants: left.constants - size.constants, weights: left.weights - size.weights };
  }
  return parts;
}

function declarations(shape: KernelShape): string {
  const room = uniformRoom(shape.precision);
  const matrix = shape.precision === 'f16' ? 'mat4x4h' : 'mat4x4f';
  const [constants, weights] =
    shape.memory === 'uniform'
      ? [
          `var<uniform> constants: array<vec4f, ${room.constants}>`,
          `var<uniform> weights: array<${matrix}, ${room.weights}>`,
        ]
      : ['var<storage, read> constants: array<vec4f>', `var<storage, read> weights: array<${matrix}>`];
  return `struct Layer { a: f32, constants: u32, weights: u32, b: f32 }
struct Wave { amplitude: vec2f, spare: vec2f, frequency: vec2f, phase: vec2f }
struct Frame {
  x: vec4f, y: vec4f, grade: array<vec4f, 3>,
  size: vec2u, format: u32, steps: u32,
  ends: array<vec4u, ${KERNEL_LAYERS / 4}>, layers: array<Layer, ${KERNEL_LAYERS}>,
  shares: vec3f, gamma: f32,
  folds: u32, waves: u32, blend: u32, unused: u32,
  origin: vec2f, step: f32, spare: f32,
  fold: array<vec4f, ${MAX_FOLDS}>, wave: array<Wave, ${MAX_WAVES}>,
}
@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) ${constants};
@group(0) @binding(2) ${weights};
@group(0) @binding(3) var<storage, read_write> pixels: array<atomic<u32>>;
@group(0) @binding(4) var<storage, read_write> sums: array<vec4u>;
`;
}

const BLENDS = Object.entries(BLEND_FORMULAS).map(([mode, formula]) => {
  const number = 1 + BLEND_MODES.indexOf(mode as (typeof BLEND_MODES)[number]);
  return `case ${number}u: { return frame.shares.x * a + frame.shares.y * b + frame.shares.z * (${formula}); }`;
});

const COLOUR = `
const LINEAR = 1u; const GRADED = 2u; const CONTINUES = 4u; const UNFINISHED = 8u; const CURVED = 16u;
const LUMA = vec3f(0.2126, 0.7152, 0.0722);

fn light(rgb: vec3f) -> vec3f {
  if ((frame.steps & LINEAR) == 0u) { return rgb; }
  return select(pow((rgb + 0.055) / 1.055, vec3f(2.4)), rgb / 12.92, rgb <= vec3f(0.04045));
}

fn encode(light: vec3f) -> vec3f {
  return select(1.055 * pow(light, vec3f(1.0 / 2.4)) - 0.055, light * 12.92, light <= vec3f(0.0031308));
}

// A frame that bends nothing pays one comparison.
fn coordinates(at: vec2u) -> vec2f {
  let p = vec3f(vec2f(at), 1.0);
  if (frame.folds + frame.waves == 0u) { return vec2f(dot(frame.x.xyz, p), dot(frame.y.xyz, p)); }
  var q = frame.origin + frame.step * vec2f(at);
  for (var i = 0u; i < frame.folds; i++) {
    let n = frame.fold[i].xy;
    q -= 2.0 * min(dot(n, q), 0.0) * n;
  }
  let still = q.yx;
  for (var i = 0u; i < frame.waves; i++) {
    let wave = frame.wave[i];
    q += wave.amplitude * sine(vec4f(wave.frequency * still + wave.phase, 0.0, 0.0)).xy;
  }
  // The view takes pixels; q is in the frame's own coordinates.
  let bent = vec3f((q - frame.origin) / frame.step, 1.0);
  return vec2f(dot(frame.x.xyz, bent), dot(frame.y.xyz, bent));
}

struct Decks { a: vec3f, b: vec3f }

fn begin(at: vec2u) -> Decks {
  if ((frame.steps & CONTINUES) == 0u) { return Decks(); }
  let left = sums[at.y * frame.size.x + at.x];
  let middle = unpack2x16unorm(left.y);
  return Decks(vec3f(unpack2x16unorm(left.x), middle.x), vec3f(middle.y, unpack2x16unorm(left.z)));
}

fn blended(a: vec3f, b: vec3f) -> vec3f {
  switch (frame.blend) {
    case 0u: { return a; }
    ${BLENDS.join('\n    ')}
    default: { return mix(a, b, saturate(frame.shares.x - frame.shares.y * sqrt(dot(a, LUMA)))); }
  }
}

fn finish(decks: Decks, at: vec2u) -> vec3f {
  let index = at.y * frame.size.x + at.x;
  if ((frame.steps & UNFINISHED) != 0u) {
    let middle = pack2x16unorm(vec2f(decks.a.z, decks.b.x));
    sums[index] = vec4u(pack2x16unorm(decks.a.xy), middle, pack2x16unorm(decks.b.yz), 0u);
    return decks.a;
  }
  var rgb = blended(decks.a, decks.b);
  if ((frame.steps & GRADED) != 0u) { rgb = vec4f(rgb, 1.0) * mat3x4f(frame.grade[0], frame.grade[1], frame.grade[2]); }
  rgb = saturate(rgb);
  if ((frame.steps & LINEAR) != 0u) { rgb = encode(rgb); }
  if ((frame.steps & CURVED) != 0u) { rgb = pow(max(rgb, vec3f(1e-9)), vec3f(frame.gamma)); }
  if (frame.format == 0u) {
    atomicStore(&pixels[index], pack4x8unorm(vec4f(rgb, 1.0)));
  } else {
    storeByte(index, 255.0 * dot(rgb, LUMA));
  }
  return rgb;
}

fn storeByte(at: u32, value: f32) {
  atomicOr(&pixels[at / 4u], u32(clamp(value + 0.5, 0.0, 255.0)) << (8u * (at % 4u)));
}

fn storeChroma(block: vec2u, rgb: vec3f) {
  let area = frame.size.x * frame.size.y;
  let at = area + block.y * (frame.size.x / 2u) + block.x;
  let y = dot(rgb, LUMA);
  storeByte(at, 255.0 * (rgb.b - y) / 1.8556 + 128.0);
  storeByte(at + area / 4u, 255.0 * (rgb.r - y) / 1.5748 + 128.0);
}
`;

function entryPoint(netCount: number, shape: KernelShape): string {
  const P = shape.pixels;
  const each = (write: (k: number) => string, joint: string) =>
    Array.from({ length: P }, (_, k) => write(k)).join(joint);
  const points = (lane: string) => (P === 1 ? `p0.${lane}` : `vec${P}f(${each((k) => `p${k}.${lane}`, ', ')})`);
  const rgb = (k: number) => (P === 1 ? 'rgb.xyz' : `rgb[${k}].xyz`);
  const loops = Array.from(
    { length: netCount },
    (_, i) => `for (; i < frame.ends[${i >> 2}][${i & 3}]; i++) {
      let layer = frame.layers[i];
      let rgb: ${blockType(shape, 'f32')} = net${i}(${points('x')}, ${points('y')}, layer.constants, layer.weights);
      ${each((k) => `{ let l = light(${rgb(k)}); sum${k}.a += layer.a * l; sum${k}.b += layer.b * l; }`, ' ')}
    }`,
  );
  return `@compute @workgroup_size(${WORKGROUP_SIDE}, ${WORKGROUP_SIDE})
fn render(@builtin(global_invocation_id) id: vec3u) {
  let corner = 2u * id.xy;
  if (any(corner >= frame.size)) { return; }
  var total = vec3f();
  for (var first = 0u; first < 4u; first += ${P}u) {
    ${each((k) => `let at${k} = corner + vec2u((first + ${k}u) & 1u, (first + ${k}u) >> 1u);`, '\n    ')}
    ${each((k) => `let p${k} = coordinates(at${k}); var sum${k} = begin(at${k});`, '\n    ')}
    var i = 0u;
    ${loops.join('\n    ')}
    ${each((k) => `total += finish(sum${k}, at${k});`, ' ')}
  }
  if (frame.format == 1u && (frame.steps & UNFINISHED) == 0u) { storeChroma(id.xy, total / 4.0); }
}
`;
}
