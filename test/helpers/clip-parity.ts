/**
 * Compares a checkpoint with the values that another implementation got from it: `expected.json` and `expected.safetensors` beside
 * the weights. test/fixtures/clip/README.md names the tensors.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint } from '../../engine/judge/checkpoint.io.ts';
import { clipTensorShapes, pooledPosition } from '../../engine/judge/clip-config.ts';
import { clipText, clipTextInputs, clipVision } from '../../engine/judge/clip-model.ts';
import { constant, input, type Node } from '../../engine/judge/graph.ts';
import { storeWeights } from '../../engine/judge/graph-cache.io.ts';
import { asin, gradients, mul, normalize, reduceMean, sqrt, square, sub } from '../../engine/judge/operations.ts';
import { matmul } from '../../engine/judge/products.ts';
import type { Session, SessionOptions } from '../../engine/judge/session.ts';
import { reduceSum, reshape } from '../../engine/judge/structure.ts';
import { parseSafetensors, widenedValues } from '../../engine/safetensors.ts';

/** One quantity's errors. */
export interface Parity {
  readonly name: string;
  /** ‖a − r‖₂ / ‖r‖₂. */
  readonly relative: number;
  /** max|a − r| / max|r|. */
  readonly largest: number;
}

interface Expected {
  readonly rows: readonly {
    readonly ids: readonly number[];
    readonly ill_formed?: boolean;
    readonly pooled_position: number;
  }[];
  readonly cosine_pairs: readonly (readonly [number, number])[];
  readonly spherical_rows: readonly number[];
}

/** Largest error for a forward quantity and for a gradient, on a CPU in float32; twice as much is allowed a ViT-B/32. */
export const LIMITS = { forward: 1e-5, gradient: 3e-5 };

/** Whether a quantity is a gradient. */
export function isGradient({ name }: Parity): boolean {
  return name.startsWith('grad.');
}

/** Compare every expected quantity of a folder. */
export async function clipParity(folder: string, options: SessionOptions = {}): Promise<Parity[]> {
  const { config, tensors, hash } = await readCheckpoint(folder);
  const stored = await storeWeights(hash, tensors, clipTensorShapes(config));
  const expected = parseSafetensors(await readFile(join(folder, 'expected.safetensors')), 'expected.safetensors');
  const plan = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')) as Expected;
  const reference = (name: string): Float32Array => {
    const tensor = expected.get(name);
    return (tensor && widenedValues(tensor)) ?? new Float32Array();
  };
  const results = new Map<string, Float32Array>();

  // Text: a row at a time, filled up to the full length.
  const { positions } = config.text;
  const { ids, pooled } = clipTextInputs(positions);
  const text = clipText(config, stored.node, ids, pooled);
  const textSession = await stored.open(
    { outputs: { embedding: text.embedding, ...named('hidden.text', text.hidden) } },
    options,
  );
  const textEmbeddings: Float32Array[] = [];
  for (const [k, row] of plan.rows.entries()) {
    const filled = Int32Array.from({ length: positions }, (_, i) => row.ids[i] ?? 0);
    const at = pooledPosition(config.text, row.ids);
    const { embedding = new Float32Array(), ...hidden } = await textSession.run({
      ids: filled,
      pooled: Int32Array.of(at),
    });
    textEmbeddings.push(embedding);
    if (k === 0) for (const [name, values] of Object.entries(hidden)) results.set(name, values);
  }
  await textSession.close();

  const pixelValues = reference('pixel_values');
  const size = config.vision.imageSize;
  const plane = 3 * size * size;
  const count = pixelValues.length / plane;
  const image = (k: number) => pixelValues.slice(k * plane, (k + 1) * plane);
  const one = input('pixels', [1, 3, size, size]);
  const vision = clipVision(config, stored.node, one);
  const visionSession = await stored.open(
    { outputs: { embedding: vision.embedding, ...named('hidden.vision', vision.hidden) } },
    options,
  );
  const imageEmbeddings: Float32Array[] = [];
  for (let k = 0; k < count; k++) {
    const { embedding = new Float32Array(), ...hidden } = await visionSession.run({ pixels: image(k) });
    imageEmbeddings.push(embedding);
    if (k === 0) for (const [name, values] of Object.entries(hidden)) results.set(name, values);
  }
  await visionSession.close();

  const unitTexts = textEmbeddings.map(unit);
  const unitImages = imageEmbeddings.map(unit);
  const pairs = (f: (a: Float32Array, b: Float32Array) => number) =>
    Float32Array.from(unitImages.flatMap((a) => unitTexts.map((b) => f(a, b))));
  const scale = Math.exp(tensors.get('logit_scale')?.[0] ?? 0);
  results.set('text_embeds', joined(textEmbeddings));
  results.set('image_embeds', joined(imageEmbeddings));
  results.set('text_embeds_normalized', joined(unitTexts));
  results.set('image_embeds_normalized', joined(unitImages));
  results.set('cosine', pairs(dot));
  results.set(
    'logits_per_image',
    pairs((a, b) => scale * dot(a, b)),
  );
  results.set(
    'spherical_distance',
    pairs((a, b) => 2 * Math.asin(distance(a, b) / 2) ** 2),
  );

  const gradientSessions = new Map<number, Promise<Session>>();
  const gradientOf = async (name: 'cosine' | 'spherical', pixels: Float32Array, target: Float32Array) => {
    const n = pixels.length / plane;
    const key = name === 'cosine' ? -n : n;
    const x = input('pixels', [n, 3, size, size]);
    const t = input('text', [target.length]);
    const build = () => {
      const z = normalize(clipVision(config, stored.node, x).embedding);
      const loss = name === 'cosine' ? matmul(z, reshape(t, [-1, 1])) : reduceMean(spherical(z, t), [0]);
      return stored.open({ outputs: { gradient: gradients(loss, [x])[0] ?? x } }, options);
    };
    const session = gradientSessions.get(key) ?? build();
    gradientSessions.set(key, session);
    return (await (await session).run({ pixels, text: target })).gradient ?? new Float32Array();
  };
  for (const [row, k] of plan.cosine_pairs) {
    const name = `grad.cosine.text${row}.image${k}`;
    results.set(name, await gradientOf('cosine', image(k), unitTexts[row] ?? new Float32Array()));
  }
  for (const row of plan.spherical_rows) {
    results.set(
      `grad.spherical.text${row}`,
      await gradientOf('spherical', pixelValues, unitTexts[row] ?? new Float32Array()),
    );
  }
  for (const session of gradientSessions.values()) await (await session).close();

  return [...expected.keys()]
    .filter((name) => name !== 'pixel_values')
    .map((name) => errorsOf(name, results.get(name), reference(name)));
}

/** Half the squared angle between unit vectors: 2 asin(|a − b| / 2)². */
function spherical(z: Node, text: Node): Node {
  const chord = sqrt(reduceSum(square(sub(z, text)), [1]));
  return mul(square(asin(mul(chord, constant(Float32Array.of(0.5))))), 2);
}

function named(prefix: string, nodes: readonly Node[]): Record<string, Node> {
  return Object.fromEntries(nodes.map((node, i) => [`${prefix}.${i}`, node]));
}

/** What is missing, or of another length, is infinitely wrong. */
function errorsOf(name: string, value: Float32Array | undefined, reference: Float32Array): Parity {
  if (value?.length !== reference.length) return { name, relative: Infinity, largest: Infinity };
  let [squares, total, largest, most] = [0, 0, 0, 0];
  for (let i = 0; i < reference.length; i++) {
    const difference = Math.abs((value[i] ?? Number.NaN) - (reference[i] ?? 0));
    squares += difference ** 2;
    total += (reference[i] ?? 0) ** 2;
    largest = Math.max(largest, difference);
    most = Math.max(most, Math.abs(reference[i] ?? 0));
  }
  return { name, relative: Math.sqrt(squares / total), largest: largest / most };
}

function joined(vectors: readonly Float32Array[]): Float32Array {
  return Float32Array.from(vectors.flatMap((vector) => [...vector]));
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0));
}
