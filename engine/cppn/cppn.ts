/**
 * What a CPPN is: the one description of the architecture, and the evaluator that all others are held to.
 *
 * A picture is a function (x, y) → RGB. The first layer sees x, y, r and Fourier pairs of x and y; time, latent and audio
 * are constant over a frame, so they come in as `condition` and fold into the first layer's bias once per frame.
 *
 *   pixel features  [x, y, r, sin f₁·p … sin fₙ·p, cos f₁·p … cos fₙ·p]     p = (x, y), f from tensor `fourier`
 *   layer i         h ← φ(h · Wᵢ + bᵢ)                                       b₀ already holds condition · C
 *   output          rgb = 1 / (1 + exp(−(h · W + b)))                        display-referred sRGB, 0…1
 *
 * Coordinates: y runs −π…π from the top row's upper edge to the bottom row's lower edge, x the same times the aspect ratio.
 * @see Stanley, "Compositional pattern producing networks", 2007; Tancik et al., "Fourier features let networks learn
 *      high frequency functions in low dimensional domains", NeurIPS 2020
 */

/** The activation of a group of units. All map one unit to one feature, but `atan-pair`, which gives two. */
export type Activation =
  | 'identity'
  | 'sin'
  | 'cos'
  | 'gaussian'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'abs'
  | 'atan'
  | 'atan-pair';

/** Neighbouring units of one layer that share an activation. `units` is a multiple of 4, so that kernels pack four wide. */
export interface UnitGroup {
  readonly activation: Activation;
  readonly units: number;
}

/** The architecture. Its weights' names and shapes follow from it: see {@link parameterShapes}. */
export interface CppnSpec {
  /** Number of Fourier pairs; 0 for none. */
  readonly fourierPairs: number;
  /** Number of latent inputs, each −1…1. */
  readonly latents: number;
  /** Number of audio inputs, each 0…1. */
  readonly audioInputs: number;
  /** The hidden layers, each a row of groups. At least one. */
  readonly hidden: readonly (readonly UnitGroup[])[];
}

/** Named weights, row-major; shapes as {@link parameterShapes} gives them. */
export type CppnWeights = ReadonlyMap<string, Float32Array>;

/** A net that can be evaluated. Immutable once made: renderers key what they prepare for it by its identity. */
export interface Cppn {
  readonly spec: CppnSpec;
  readonly weights: CppnWeights;
  /** Where it is on its way to, and how much of the way is done, 0…1; none for a net that stands still. */
  readonly glide?: { readonly to: Cppn; readonly share: number };
}

/** The activations by name: the scalar function each one is. `atan-pair` gives atan(z)/0.67 here and atan(z)²/0.6 beside it. */
export const ACTIVATIONS: Readonly<Record<Activation, (z: number) => number>> = {
  identity: (z) => z,
  sin: Math.sin,
  cos: Math.cos,
  gaussian: (z) => 2 * Math.exp(-z * z) - 1,
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  softplus: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  abs: Math.abs,
  atan: Math.atan,
  'atan-pair': (z) => Math.atan(z) / 0.67,
};

/** Count the features that a pixel itself brings to the first layer. */
export function pixelFeatureCount(spec: CppnSpec): number {
  return 3 + 2 * spec.fourierPairs;
}

/** Count the condition's numbers: loop sin and cos, latents, audio inputs, in this order. */
export function conditionCount(spec: CppnSpec): number {
  return 2 + spec.latents + spec.audioInputs;
}

/** Count a layer's units (columns of its weights). */
export function unitCount(layer: readonly UnitGroup[]): number {
  return layer.reduce((sum, group) => sum + group.units, 0);
}

/** Count what a layer hands on: `atan-pair` units count twice, first all atan(z)/0.67, then all atan(z)²/0.6 of the group. */
export function featureCount(layer: readonly UnitGroup[]): number {
  return layer.reduce((sum, group) => sum + group.units * (group.activation === 'atan-pair' ? 2 : 1), 0);
}

/**
 * Give every tensor's shape: `fourier` [pairs, 2], `condition` [condition, units₀], `hidden.i.weight` [in, units],
 * `hidden.i.bias` [units], `output.weight` [in, 3], `output.bias` [3]. Row-major; a row per input.
 */
export function parameterShapes(spec: CppnSpec): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  if (spec.fourierPairs > 0) shapes.set('fourier', [spec.fourierPairs, 2]);
  shapes.set('condition', [conditionCount(spec), unitCount(spec.hidden[0] ?? [])]);
  let inputs = pixelFeatureCount(spec);
  spec.hidden.forEach((layer, i) => {
    shapes.set(`hidden.${i}.weight`, [inputs, unitCount(layer)]);
    shapes.set(`hidden.${i}.bias`, [unitCount(layer)]);
    inputs = featureCount(layer);
  });
  shapes.set('output.weight', [inputs, 3]);
  shapes.set('output.bias', [3]);
  return shapes;
}

/** Give one tensor. @throws RangeError when the net lacks it (a net that was validated has all of them). */
export function tensor(net: Cppn, name: string): Float32Array {
  const values = net.weights.get(name);
  if (!values) throw new RangeError(`the net has no tensor "${name}"`);
  return values;
}

/**
 * Fold a frame's condition into the first layer's bias: b₀ + condition · C. Allocates the result, [units₀].
 * @param condition [conditionCount], as `cppn/inputs.ts` makes it
 */
export function foldCondition(net: Cppn, condition: ArrayLike<number>): Float32Array {
  const bias = Float32Array.from(tensor(net, 'hidden.0.bias'));
  const matrix = tensor(net, 'condition');
  for (let j = 0; j < bias.length; j++) {
    let sum = bias[j] ?? 0;
    for (let i = 0; i < condition.length; i++) sum += (condition[i] ?? 0) * (matrix[i * bias.length + j] ?? 0);
    bias[j] = sum;
  }
  return bias;
}

/**
 * Evaluate the net at one point: the reference that every kernel is tested against, in double precision and unhurried.
 * @param firstBias from {@link foldCondition}
 * @returns [r, g, b], sRGB, 0…1
 */
export function evaluate(net: Cppn, firstBias: Float32Array, x: number, y: number): [number, number, number] {
  let features = pixelFeatures(net, x, y);
  net.spec.hidden.forEach((layer, i) => {
    const bias = i === 0 ? firstBias : tensor(net, `hidden.${i}.bias`);
    features = activate(layer, affine(features, tensor(net, `hidden.${i}.weight`), bias));
  });
  const [r = 0, g = 0, b = 0] = affine(features, tensor(net, 'output.weight'), tensor(net, 'output.bias')).map(
    ACTIVATIONS.sigmoid,
  );
  return [r, g, b];
}

// Implementation

function pixelFeatures(net: Cppn, x: number, y: number): number[] {
  const pairs = net.spec.fourierPairs;
  const frequencies = pairs > 0 ? tensor(net, 'fourier') : new Float32Array();
  const phases = Array.from(
    { length: pairs },
    (_, k) => x * (frequencies[2 * k] ?? 0) + y * (frequencies[2 * k + 1] ?? 0),
  );
  return [x, y, Math.hypot(x, y), ...phases.map(Math.sin), ...phases.map(Math.cos)];
}

function affine(input: readonly number[], weight: Float32Array, bias: Float32Array): number[] {
  const units = bias.length;
  return Array.from(bias, (start, j) =>
    input.reduce((sum, value, i) => sum + value * (weight[i * units + j] ?? 0), start),
  );
}

function activate(layer: readonly UnitGroup[], sums: readonly number[]): number[] {
  let offset = 0;
  return layer.flatMap(({ activation, units }) => {
    const group = sums.slice(offset, offset + units);
    offset += units;
    const first = group.map(ACTIVATIONS[activation]);
    return activation === 'atan-pair' ? [...first, ...group.map((z) => Math.atan(z) ** 2 / 0.6)] : first;
  });
}
