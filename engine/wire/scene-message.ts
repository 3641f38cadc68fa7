/**
 * What a display gets that draws by itself: each net once, when a scene first needs it, and a scene every tick. All little-endian.
 * A net that changes comes as a glide (`glide-message.ts`), a scene mostly as a patch on the one before (`patch.ts`).
 *
 * A net goes onto a numbered place of the display's shelf and takes the place of what stood there:
 *
 *    0 u8×4  "NF", version, 2        4 u8 place    5 u8 Fourier pairs    6 u8 latents    7 u8 audio inputs    8 u8 layers
 *    9       for each layer u8 groups, and for each group u8 activation, u8 units / 4
 *            then the weights, f32, in the order of `parameterShapes`
 *
 * A scene, 74 bytes and what it has of the rest:
 *
 *    0 u8×4  "NF", version, 3        8 u16 width     12 u16 waited    16 f64 time         32 f32 follow
 *    4 u32   sequence               10 u16 height    14 u16 made      24 f64 audioTime    36 f32×6 view
 *   60 f32   gamma                  64 f32 blend position             68 u8×6 folds, waves, blend mode, split, 12 or 0, layers
 *   74       folds f32×2, waves f32×6, grade f32×12; for each layer u8 place, f32 weight, and its condition, i16 as −1…1;
 *            128 is added to the place of one that glides, and u16 behind it says how far it is, 0…1
 *
 * An operator's page gets what deck A and deck B would show alone as scenes too, with 4 and 5 in place of the 3.
 */

import {
  ACTIVATIONS,
  type Activation,
  type Cppn,
  conditionCount,
  parameterShapes,
  type UnitGroup,
} from '../cppn/cppn.ts';
import { BLEND_MODES } from '../render/blend.ts';
import { MAX_FOLDS, MAX_SCENE_LAYERS, MAX_WAVES, type Scene } from '../render/scene.ts';
import { clamp, type Seconds, type Unit } from '../units.ts';
import { type Held, heldAt, readGlide } from './glide-message.ts';
import { byteKind, writeByteKind, writeStamp } from './protocol.ts';
import { reader } from './reader.ts';

/** Nets that a display keeps. More than any scene has, so that what was played lately comes back for free. */
export const SHELF_PLACES = 32;

/** Whose scene it is: the output's, or a deck's. */
export type SceneKind = 'scene' | 'deck-a' | 'deck-b';

/** A scene as it was sent. */
export interface SceneMessage {
  readonly sequence: number;
  /** How far the picture goes from the one before to this one: 1 all the way, less while the strobe guard softens. */
  readonly follow: Unit;
  readonly scene: Scene;
}

/** What is sent with a scene. */
export interface SceneStamp {
  readonly sequence: number;
  readonly waited: Seconds;
  /** From the frame's begin until it was handed to the socket. */
  readonly made: Seconds;
  readonly follow: Unit;
}

/** Where a layer's net stands on the shelf, and how far it is on its glide. */
export interface Placed {
  readonly place: number;
  readonly share: Unit;
}

/** Give a share as a scene carries it, 0…1 in steps of 1/65535. */
export function sentShare(share: number): Unit {
  return Math.round(SHARE_STEPS * clamp(share, 0, 1)) / SHARE_STEPS;
}

/** Write a net for a place of the shelf. Allocates the result. */
export function writeNet(place: number, net: Cppn): Uint8Array {
  const { fourierPairs, latents, audioInputs, hidden } = net.spec;
  const groups = hidden.flatMap((layer) => [
    layer.length,
    ...layer.flatMap(({ activation, units }) => [ACTIVATION_NAMES.indexOf(activation), units / 4]),
  ]);
  const head = [place, fourierPairs, latents, audioInputs, hidden.length, ...groups];
  const tensors = [...parameterShapes(net.spec).keys()].map((name) => net.weights.get(name) ?? new Float32Array());
  const count = tensors.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(4 + head.length + 4 * count);
  writeByteKind(bytes, 'net');
  bytes.set(head, 4);
  const view = new DataView(bytes.buffer);
  let at = 4 + head.length;
  for (const tensor of tensors) {
    for (const value of tensor) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/** Read a net. Allocates it. @throws EngineError 'bad-message' when the bytes are no net, or its weights are not finite */
export function readNet(bytes: Uint8Array): { readonly place: number; readonly net: Cppn } {
  const input = reader(bytes, 'net');
  const place = input.byte();
  if (place >= SHELF_PLACES) throw input.bad(`place ${place} of ${SHELF_PLACES}`);
  const [fourierPairs, latents, audioInputs] = [input.byte(), input.byte(), input.byte()];
  const some = (what: string) => {
    const count = input.byte();
    if (count < 1 || count > MOST_OF_EACH) throw input.bad(`${count} ${what}, expected 1 to ${MOST_OF_EACH}`);
    return Array.from({ length: count });
  };
  const group = (): UnitGroup => {
    const activation = ACTIVATION_NAMES[input.byte()];
    const units = 4 * input.byte();
    if (!activation || units < 4 || units > MOST_UNITS) throw input.bad('a group of units that is not known');
    return { activation, units };
  };
  const hidden = some('layers').map(() => some('groups').map(group));
  const spec = { fourierPairs, latents, audioInputs, hidden };
  const shapes = [...parameterShapes(spec)].map(([name, shape]) => [name, shape.reduce((n, m) => n * m, 1)] as const);
  const count = shapes.reduce((sum, [, size]) => sum + size, 0);
  if (input.left !== 4 * count) throw input.bad(`${input.left} bytes of weights, expected ${4 * count}`);
  const weights = new Map(shapes.map(([name, size]) => [name, Float32Array.from(input.floats(size))]));
  return { place, net: { spec, weights } };
}

/** Put a net or a glide where it belongs on a display's shelf. @throws EngineError 'bad-message'; the shelf is then as it was */
export function shelve(shelf: (Held | undefined)[], bytes: Uint8Array): void {
  if (byteKind(bytes) === 'glide') {
    const { place, held } = readGlide(bytes, shelf);
    shelf[place] = held;
  } else {
    const { place, net } = readNet(bytes);
    shelf[place] = { from: net, to: net };
  }
}

/** Write a scene whose layers' nets stand where `placed` says. Allocates the result. */
export function writeScene(
  scene: Scene,
  placed: readonly Placed[],
  stamp: SceneStamp,
  kind: SceneKind = 'scene',
): Uint8Array {
  const { folds, waves, blend, layers, view: look, gamma } = scene;
  const grade = scene.grade ?? [];
  const conditions = layers.reduce((sum, { condition }) => sum + condition.length, 0);
  const floats = [...folds.flat(), ...waves.flat(), ...grade];
  const glides = placed.filter(({ share }) => share < 1).length;
  const bytes = new Uint8Array(SCENE_BYTES + 4 * floats.length + 5 * layers.length + 2 * (conditions + glides));
  const view = new DataView(bytes.buffer);
  writeByteKind(bytes, kind);
  const { width, height, time, audioTime } = scene;
  writeStamp(view, { ...stamp, width, height, time, audioTime });
  let at = 32;
  const put = (value: number) => {
    view.setFloat32(at, value, true);
    at += 4;
  };
  for (const value of [stamp.follow, ...look, gamma, blend?.position ?? 0]) put(value);
  const mode = blend ? 1 + BLEND_MODES.indexOf(blend.mode) : 0;
  bytes.set([folds.length, waves.length, mode, blend?.split ?? 0, grade.length, layers.length], at);
  at = SCENE_BYTES;
  for (const value of floats) put(value);
  layers.forEach(({ weight, condition }, i) => {
    const { place, share } = placed[i] ?? { place: 0, share: 1 };
    bytes[at++] = place + (share < 1 ? GLIDES : 0);
    if (share < 1) {
      view.setUint16(at, Math.round(SHARE_STEPS * share), true);
      at += 2;
    }
    put(weight);
    for (const value of condition) {
      view.setInt16(at, Math.round(CONDITION_STEPS * clamp(value, -1, 1)), true);
      at += 2;
    }
  });
  return bytes;
}

/**
 * Read a scene with the nets that stand on the shelf. Allocates it.
 * @throws EngineError 'bad-message' when the bytes are no scene, or a place is empty
 */
export function readScene(
  bytes: Uint8Array,
  shelf: readonly (Held | undefined)[],
  kind: SceneKind = 'scene',
): SceneMessage {
  const input = reader(bytes, kind);
  const sequence = input.u32();
  const [width, height] = [input.u16(), input.u16()];
  if (width < 2 || height < 2) throw input.bad(`a picture of ${width}×${height}`);
  input.skip(4);
  const [time, audioTime] = [input.f64(), input.f64()];
  const [follow = 1, a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, gamma = 1, position = 0] = input.floats(9);
  const counts = Array.from({ length: 6 }, () => input.byte());
  const [foldCount = 0, waveCount = 0, mode = 0, split = 0, gradeLength = 0, layerCount = 0] = counts;
  if (foldCount > MAX_FOLDS || waveCount > MAX_WAVES || ![0, 12].includes(gradeLength))
    throw input.bad('more than fits');
  if (layerCount < 1 || layerCount > MAX_SCENE_LAYERS) throw input.bad(`${layerCount} layers`);
  const blendMode = BLEND_MODES[mode - 1];
  if (mode > 0 && (!blendMode || split < 1 || split >= layerCount)) throw input.bad(`blend ${mode} split at ${split}`);
  if (gamma <= 0) throw input.bad(`gamma ${gamma}`);
  const folds = Array.from({ length: foldCount }, () => input.floats(2) as [number, number]);
  const waves = Array.from(
    { length: waveCount },
    () => input.floats(6) as [number, number, number, number, number, number],
  );
  const grade = gradeLength > 0 ? input.floats(gradeLength) : null;
  const layers = Array.from({ length: layerCount }, () => {
    const first = input.byte();
    const place = first % GLIDES;
    const held = shelf[place];
    if (!held) throw input.bad(`no net at place ${place}`);
    const net = heldAt(held, first < GLIDES ? 1 : input.u16() / SHARE_STEPS);
    const [weight = 0] = input.floats(1);
    if (weight <= 0) throw input.bad(`a layer of weight ${weight}`);
    const condition = Float32Array.from({ length: conditionCount(net.spec) }, () => input.i16() / CONDITION_STEPS);
    return { name: `place ${place}`, net, weight, condition };
  });
  if (input.left > 0) throw input.bad(`${input.left} bytes too many`);
  const blend = blendMode ? { mode: blendMode, position, split } : null;
  const view = [a, b, c, d, e, f] as const;
  return {
    sequence,
    follow: clamp(follow, 0, 1),
    scene: { time, audioTime, width, height, folds, waves, view, layers, blend, grade, gamma },
  };
}

// Implementation

const SCENE_BYTES = 74;
/** A condition's numbers are −1…1. */
const CONDITION_STEPS = 32767;
const SHARE_STEPS = 65535;
/** Added to the place of a net that glides. */
const GLIDES = 128;
/** As `cppn/preset.ts` has them. */
const MOST_OF_EACH = 8;
const MOST_UNITS = 128;
const ACTIVATION_NAMES = Object.keys(ACTIVATIONS) as Activation[];
