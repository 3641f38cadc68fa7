/**
 * The loss, as a graph: net → cutouts → disturbance → judge → how far they are from what is wanted. Its gradient is taken with
 * respect to the net's weights. docs/optimizer.md explains each term and where it comes from.
 *
 *   choice      −log softmax(τ·z·T)[wanted]                  z: a cutout's embedding, T: wanted and distractors
 *   likeness    −τ·0.35·z·t                                  t: wanted, unit length
 *   spherical   τ·(2·asin(‖z − t‖ / 2))² / 2                 in place of likeness, for CLIP
 *   together    −τ·w·(Σ z / ‖Σ z‖)·t                         all cutouts as one picture
 *   avoid       τ·0.35·relu(z·u)                             u: unwanted
 *   features    2·Σ iv·(f − μ)² / n                          f: the judge's features, μ and iv of pictures of the prompt
 *   reactivity  each audio input moves the picture, enough, not too much, and in a way of its own
 *   coherence   a small step in time neither jumps nor stands still
 *   picture     contrast, colour, no large clipped areas     regularizers.ts, as are the next two
 *   variation   total variation
 *   slope       the spectrum's slope
 */

import { type CppnSpec, conditionCount } from '../cppn/cppn.ts';
import { input, type Node } from '../judge/graph.ts';
import {
  abs,
  add,
  asin,
  clip,
  gradients,
  logSoftmax,
  mul,
  neg,
  normalize,
  reduceMean,
  relu,
  sqrt,
  square,
  sub,
} from '../judge/operations.ts';
import { convolution, matmul } from '../judge/products.ts';
import { concat, expand, reduceSum, reshape, slice, transpose } from '../judge/structure.ts';
import { BLUR_TAPS, PROBE_SIZE } from './batch.ts';
import { cppnNodes, weightInputs } from './cppn-graph.ts';
import { above, below, mean, pictureTerm, slopeTerm, variationTerm } from './regularizers.ts';

/** A judge's picture side as a graph fragment: [n, 3, size, size] in 0…1 → unit embeddings [n, d] and features [n, f]. */
export type PictureNodes = (pixels: Node) => { readonly embedding: Node; readonly features?: Node };

/** What the terms weigh. The defaults are those of docs/optimizer.md. */
export interface LossWeights {
  readonly temperature: number;
  readonly likeness: number;
  readonly spherical: number;
  readonly together: number;
  readonly avoid: number;
  readonly features: number;
  readonly reactivity: number;
  readonly coherence: number;
  readonly picture: number;
  readonly variation: number;
  readonly slope: number;
  /** Mean change of the picture that each audio input shall make, at least. */
  readonly moves: number;
}

export const LOSS_WEIGHTS: LossWeights = {
  temperature: 12,
  likeness: 0.35,
  spherical: 0,
  together: 0.1,
  avoid: 0.35,
  features: 2,
  reactivity: 1,
  coherence: 1,
  picture: 1,
  variation: 0,
  slope: 0.3,
  moves: 0.11,
};

/**
 * What differs for a judge without features, as CLIP is: its cosines of true pairs are low and close together, so that angles are
 * counted, and its fondness for noise and scattered detail is held down (aphantasia, VQGAN-CLIP, deep-daze).
 */
export const CLIP_WEIGHTS: Partial<LossWeights> = {
  likeness: 0,
  spherical: 0.35,
  together: 0.3,
  features: 0,
  variation: 1,
};

/** The sizes that a graph is made for. */
export interface ObjectiveShape {
  readonly spec: CppnSpec;
  readonly cutouts: number;
  readonly size: number;
  /** Length of the judge's embedding and of its features. */
  readonly embedding: number;
  readonly features: number;
  readonly distractors: number;
}

/**
 * Nodes of a step: the loss, its terms by name, and `gradient.<tensor>` for each of the net's tensors. Terms that weigh 0 are not in
 * the graph.
 * @param sloped without it there are no gradients, for a search that needs scores only
 */
export function objectiveNodes(
  shape: ObjectiveShape,
  pictures: PictureNodes,
  weights: LossWeights,
  sloped = true,
): Record<string, Node> {
  const { spec, cutouts, size } = shape;
  const net = weightInputs(spec);
  const pairGains = input('pairGains', [spec.fourierPairs, 1]);
  const clean = pictureNodes(shape, net, pairGains);
  const { embedding, features } = pictures(disturb(clean, cutouts, size));

  const wanted = input('wanted', [shape.embedding, 1]);
  const likeness = matmul(embedding, wanted);
  const others = matmul(embedding, input('distractors', [shape.embedding, shape.distractors]));
  const shares = logSoftmax(mul(concat([likeness, others], 1), weights.temperature));
  const avoided = relu(matmul(embedding, input('unwanted', [shape.embedding, 1])));
  const terms: Record<string, Node> = {
    choice: neg(mean(slice(shares, 1, 0, 1))),
    ...weighed({
      likeness: [-weights.likeness * weights.temperature, () => mean(likeness)],
      spherical: [weights.spherical * weights.temperature, () => mean(sphericalDistance(likeness))],
      together: [-weights.together * weights.temperature, () => togetherness(embedding, wanted)],
      avoid: [weights.avoid * weights.temperature, () => mean(avoided)],
      features: [
        features && shape.features > 0 ? weights.features : 0,
        () => featureDistance(features ?? embedding, shape.features),
      ],
      picture: [weights.picture, () => pictureTerm(clean)],
      variation: [weights.variation, () => variationTerm(clean)],
      slope: [weights.slope, () => slopeTerm(clean)],
    }),
    ...aliveTerms(spec, net, pairGains, weights),
  };
  const loss = Object.values(terms).reduce((sum, term) => add(sum, term));
  const slopes = sloped ? gradients(loss, [...net.values()]) : [];
  return {
    loss,
    'mean likeness': mean(likeness),
    ...Object.fromEntries(Object.entries(terms).map(([name, node]) => [`term.${name}`, node])),
    ...Object.fromEntries([...net.keys()].flatMap((name, i) => (slopes[i] ? [[`gradient.${name}`, slopes[i]]] : []))),
  };
}

/** Nodes that only measure: the cosine of undisturbed pictures to what is wanted. */
export function measureNodes(
  shape: Pick<ObjectiveShape, 'spec' | 'cutouts' | 'size' | 'embedding'>,
  pictures: PictureNodes,
): Record<string, Node> {
  const pairGains = input('pairGains', [shape.spec.fourierPairs, 1]);
  const { embedding } = pictures(pictureNodes(shape, weightInputs(shape.spec), pairGains));
  const likeness = matmul(embedding, input('wanted', [shape.embedding, 1]));
  return { 'mean likeness': mean(likeness), 'each likeness': reshape(likeness, [shape.cutouts]) };
}

// Implementation

/** The net at every cutout, [cutouts, 3, size, size]. */
function pictureNodes(
  { spec, cutouts, size }: Pick<ObjectiveShape, 'spec' | 'cutouts' | 'size'>,
  net: ReadonlyMap<string, Node>,
  pairGains: Node,
): Node {
  const flat = cppnNodes(spec, net, {
    coordinates: input('coordinates', [cutouts, 2, size * size]),
    conditions: input('conditions', [cutouts, conditionCount(spec), 1]),
    pairGains,
  });
  return reshape(flat, [cutouts, 3, size, size]);
}

function disturb(x: Node, cutouts: number, size: number): Node {
  const each = (name: string) => input(name, [cutouts, 1, 1, 1]);
  const bent = mul(each('bend'), sub(x, square(x)));
  const toned = add(add(mul(each('gain'), x), each('offset')), bent);
  const taps = input('blur', [BLUR_TAPS]);
  const margin = BLUR_TAPS >> 1;
  const column = expand(reshape(taps, [1, 1, BLUR_TAPS, 1]), [3, 1, BLUR_TAPS, 1]);
  const row = expand(reshape(taps, [1, 1, 1, BLUR_TAPS]), [3, 1, 1, BLUR_TAPS]);
  const upright = convolution(toned, column, undefined, { groups: 3, pads: [margin, 0, margin, 0] });
  const blurred = convolution(upright, row, undefined, { groups: 3, pads: [0, margin, 0, margin] });
  return clip(add(blurred, input('noise', [cutouts, 3, size, size])), 0, 1);
}

function featureDistance(features: Node, count: number): Node {
  const apart = square(sub(features, input('featureMean', [1, count])));
  return mean(mul(apart, input('featureWeight', [1, count])));
}

/** Half the square of the angle between unit vectors whose cosine is given: 2·asin(‖z − t‖ / 2)². */
function sphericalDistance(cosine: Node): Node {
  // ‖z − t‖² = 2 − 2·cos; held off 0 and 2, where the slopes have no limit.
  const half = sqrt(clip(mul(sub(1, cosine), 0.5), 1e-6, 1 - 1e-6));
  return mul(square(asin(half)), 2);
}

/** The cosine of all cutouts taken together. */
function togetherness(embedding: Node, wanted: Node): Node {
  return mean(matmul(normalize(reduceMean(embedding, [0], true)), wanted));
}

/** Terms with their weights; those that weigh nothing are never made. */
function weighed(terms: Readonly<Record<string, readonly [number, () => Node]>>): Record<string, Node> {
  return Object.fromEntries(
    Object.entries(terms).flatMap(([name, [weight, term]]) => (weight === 0 ? [] : [[name, mul(term(), weight)]])),
  );
}

function aliveTerms(
  spec: CppnSpec,
  net: ReadonlyMap<string, Node>,
  pairGains: Node,
  weights: LossWeights,
): Record<string, Node> {
  const inputs = spec.audioInputs;
  const states = 2 + inputs;
  const pixels = cppnNodes(spec, net, {
    coordinates: input('probeCoordinates', [1, 2, PROBE_SIZE ** 2]),
    conditions: input('probeConditions', [states, conditionCount(spec), 1]),
    pairGains,
  });
  const flat = reshape(pixels, [states, 3 * PROBE_SIZE ** 2]);
  const silent = slice(flat, 0, 0, 1);
  const step = mean(abs(sub(slice(flat, 0, states - 1, 1), silent)));
  const coherence = add(mul(above(step, 0.03), 20), mul(below(step, 0.006), 60));
  return {
    reactivity: mul(
      inputs > 0 ? reactivityTerm(slice(flat, 0, 1, inputs), silent, weights.moves) : mul(step, 0),
      weights.reactivity,
    ),
    coherence: mul(coherence, weights.coherence),
  };
}

/** Each input moves the picture by at least `least`, by no more than 0.25, and in another direction than the others. */
function reactivityTerm(loud: Node, silent: Node, least: number): Node {
  const inputs = loud.shape[0] ?? 1;
  const changes = sub(loud, silent);
  const moves = reduceMean(abs(changes), [1]);
  const directions = normalize(add(changes, 1e-9));
  const alike = sub(reduceSum(abs(matmul(directions, transpose(directions))), [0, 1]), inputs);
  const pairs = Math.max(1, inputs * (inputs - 1));
  const amounts = reduceSum(add(below(moves, least), above(moves, 0.25)), [0]);
  return add(mul(amounts, 10), mul(alike, 0.5 / pairs));
}
