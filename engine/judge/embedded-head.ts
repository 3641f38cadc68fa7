/**
 * An embedded judge's trained part: what it makes of a picture's features and of a text's tokens, so that both are near each other
 * where the text is true of the picture; what pictures of a text are like; and what a likeness is worth.
 * @see training/ for how it was trained
 */

import type { Node } from './graph.ts';
import { add, clip, gelu, mul, normalize, softmax, sub } from './operations.ts';
import { linear } from './products.ts';
import { sentenceVector } from './sentence-encoder.ts';
import { concat, pad, reduceSum, reshape, slice, transpose } from './structure.ts';
import { type Weights, weight, weightNode } from './weights.ts';

/** Standard deviations beyond which a feature says no more. */
const FEATURE_LIMIT = 5;
const POOLING_HEADS = 8;

/** Build the image side: features [n, 3320] → standardized ones, and unit embeddings [n, 256]. */
export function imageHead(weights: Weights, features: Node): { readonly features: Node; readonly embedding: Node } {
  const centred = sub(features, weightNode(weights, 'features.mean'));
  const standard = clip(mul(centred, weightNode(weights, 'features.scale')), -FEATURE_LIMIT, FEATURE_LIMIT);
  return { features: standard, embedding: normalize(residual(weights, 'image', standard)) };
}

/** What the text side gives: the sentence vector [384], the unit embedding [256], mean and log-variance of the features [3320]. */
export interface TextSide {
  readonly sentence: Node;
  readonly embedding: Node;
  readonly mean: Node;
  readonly logVariance: Node;
}

/**
 * Build the text side over token vectors [t, 384].
 * @param mask [t, 1], 1 for the text's tokens, 0 for what fills up the row
 */
export function textHead(weights: Weights, tokens: Node, mask: Node): TextSide {
  const [length = 1, width = 1] = tokens.shape;
  const sentence = sentenceVector(tokens, mask);
  const inside = mul(tokens, mask);
  const neighbours = pad(inside, 0, 1, 1);
  const around = concat([slice(neighbours, 0, 0, length), inside, slice(neighbours, 0, 2, length)], 1);
  const seen = gelu(layer(weights, 'text.conv', around));
  // Tokens outside the text are looked at by no head.
  const attention = add(linear(seen, weightNode(weights, 'text.query.weight')), mul(sub(mask, 1), 1e9));
  const shares = reshape(softmax(transpose(attention)), [POOLING_HEADS, length, 1]);
  const parts = transpose(reshape(seen, [length, POOLING_HEADS, -1]), [1, 0, 2]);
  const pooled = reshape(reduceSum(mul(shares, parts), [1]), [1, -1]);
  const fused = concat([reshape(sentence, [1, width]), pooled], 1);
  const statistics = layer(weights, 'regressor.out', gelu(layer(weights, 'regressor.hidden', fused)));
  const features = (statistics.shape[1] ?? 0) / 2;
  return {
    sentence,
    embedding: normalize(residual(weights, 'text', fused)),
    mean: slice(statistics, 1, 0, features),
    logVariance: clip(slice(statistics, 1, features, features), -6, 2),
  };
}

/**
 * Make a cosine a share: 0 for the likeness of a stranger, 1 for that of a typical real picture of the text; more is possible.
 * @param text its unit embedding
 */
export function calibrated(weights: Weights, cosine: number, text: Float32Array): number {
  const stranger = dot(weight(weights, 'calibration.stranger').values, text);
  const bias = weight(weights, 'calibration.typical.bias').values[0] ?? 0;
  const typical = dot(weight(weights, 'calibration.typical.weight').values, text) + bias;
  return (cosine - stranger) / (Math.max(typical, stranger + 0.1) - stranger);
}

/** Give the scalar product. */
export function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

/** A mask for `count` of `length` tokens: [length, 1]. */
export function tokenMask(count: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => (i < count ? 1 : 0));
}

// Implementation

/** A linear map and beside it one with a hidden layer. */
function residual(weights: Weights, side: 'image' | 'text', x: Node): Node {
  const hidden = gelu(layer(weights, `${side}.hidden`, x));
  return add(layer(weights, `${side}.linear`, x), layer(weights, `${side}.out`, hidden));
}

function layer(weights: Weights, name: string, x: Node): Node {
  return linear(x, weightNode(weights, `${name}.weight`), weightNode(weights, `${name}.bias`));
}
