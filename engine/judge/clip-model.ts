/**
 * CLIP as a graph: a vision tower over pixels and a text tower over ids, both transformers with their norms before each part.
 * @see Radford et al., "Learning transferable visual models from natural language supervision", ICML 2021
 */

import { type ClipConfig, patchesASide, type TowerConfig } from './clip-config.ts';
import { constant, input, type Node } from './graph.ts';
import { add, gelu, mul, quickGelu, softmax } from './operations.ts';
import { layerNorm, linear, matmul } from './products.ts';
import { concat, expand, gather, reshape, slice, transpose } from './structure.ts';

/** Gives the checkpoint's tensors as parameters, by name. */
export type ClipWeights = (name: string) => Node;

/** A tower's result, and its residual stream before the first layer and after each. */
export interface TowerOutput {
  /** After projection, before normalisation: [n, projection]. */
  readonly embedding: Node;
  /** [n, positions, hidden] each. */
  readonly hidden: readonly Node[];
}

/** Build the vision tower over normalised pixels [n, 3, size, size] of the checkpoint's size. */
export function clipVision({ vision }: ClipConfig, weights: ClipWeights, pixels: Node): TowerOutput {
  const [n = 1] = pixels.shape;
  const { hidden: width, patchSize: p } = vision;
  const side = patchesASide(vision);
  const prefix = 'vision_model.embeddings';
  // Patches do not overlap, so the first convolution is a matrix product over them. What fills no patch is not seen.
  const seen = slice(slice(pixels, 2, 0, side * p), 3, 0, side * p);
  const patches = transpose(reshape(seen, [n, 3, side, p, side, p]), [0, 2, 4, 1, 3, 5]);
  const kernel = reshape(weights(`${prefix}.patch_embedding.weight`), [width, 3 * p * p]);
  const tokens = reshape(linear(reshape(patches, [n * side * side, 3 * p * p]), kernel), [n, side * side, width]);
  const first = expand(reshape(weights(`${prefix}.class_embedding`), [1, 1, width]), [n, 1, width]);
  const placed = add(concat([first, tokens], 1), weights(`${prefix}.position_embedding.weight`));
  const hidden = layers(
    vision,
    weights,
    'vision_model',
    norm(vision, weights, 'vision_model.pre_layrnorm', placed),
    undefined,
  );
  const last = reshape(slice(hidden.at(-1) ?? placed, 1, 0, 1), [n, width]);
  const pooled = norm(vision, weights, 'vision_model.post_layernorm', last);
  return { embedding: linear(pooled, weights('visual_projection.weight')), hidden };
}

/**
 * Build the text tower over one row of ids [length], int32; the embedding is read at position `pooled` [1].
 * Ids after that position change nothing, as none looks ahead.
 */
export function clipText({ text }: ClipConfig, weights: ClipWeights, ids: Node, pooled: Node): TowerOutput {
  const [length = 1] = ids.shape;
  const prefix = 'text_model.embeddings';
  const words = gather(weights(`${prefix}.token_embedding.weight`), ids);
  const places = slice(weights(`${prefix}.position_embedding.weight`), 0, 0, length);
  const placed = reshape(add(words, places), [1, length, text.hidden]);
  const hidden = layers(text, weights, 'text_model', placed, causalMask(length));
  const last = reshape(hidden.at(-1) ?? placed, [length, text.hidden]);
  const read = norm(text, weights, 'text_model.final_layer_norm', gather(last, pooled));
  return { embedding: linear(read, weights('text_projection.weight')), hidden };
}

/** Name the text tower's inputs. */
export function clipTextInputs(length: number): { readonly ids: Node; readonly pooled: Node } {
  return { ids: input('ids', [length], 'int32'), pooled: input('pooled', [1], 'int32') };
}

/**
 * Resize pixels [n, 3, h, w] to size×size by linear interpolation, each axis one matrix product. Enlarges smoothly; to shrink by
 * much, shrink before.
 */
export function resizePixels(pixels: Node, size: number): Node {
  const [, , height = 1, width = 1] = pixels.shape;
  if (height === size && width === size) return pixels;
  return matmul(matmul(interpolation(height, size), pixels), transpose(interpolation(width, size)));
}

// Implementation

function layers(
  config: TowerConfig,
  weights: ClipWeights,
  prefix: string,
  start: Node,
  mask: Node | undefined,
): Node[] {
  const [n = 1, length = 1, width = 1] = start.shape;
  const activation = config.activation === 'gelu' ? gelu : quickGelu;
  const hidden = [start];
  let x = reshape(start, [n * length, width]);
  for (let i = 0; i < config.layers; i++) {
    const name = `${prefix}.encoder.layers.${i}`;
    const dense = (part: string, y: Node) =>
      linear(y, weights(`${name}.${part}.weight`), weights(`${name}.${part}.bias`));
    const y = norm(config, weights, `${name}.layer_norm1`, x);
    const size = width / config.heads;
    const heads = (part: string, order: readonly number[]) =>
      transpose(reshape(dense(`self_attn.${part}`, y), [n, length, config.heads, size]), order);
    const scores = matmul(mul(heads('q_proj', [0, 2, 1, 3]), size ** -0.5), heads('k_proj', [0, 2, 3, 1]));
    const shares = softmax(mask ? add(scores, mask) : scores);
    const mixed = transpose(matmul(shares, heads('v_proj', [0, 2, 1, 3])), [0, 2, 1, 3]);
    x = add(x, dense('self_attn.out_proj', reshape(mixed, [n * length, width])));
    const inner = activation(dense('mlp.fc1', norm(config, weights, `${name}.layer_norm2`, x)));
    x = add(x, dense('mlp.fc2', inner));
    hidden.push(reshape(x, [n, length, width]));
  }
  return hidden;
}

function norm(config: TowerConfig, weights: ClipWeights, name: string, x: Node): Node {
  return layerNorm(x, weights(`${name}.weight`), weights(`${name}.bias`), config.layerNormEpsilon);
}

/** [length, length]: a position looks at itself and back. */
function causalMask(length: number): Node {
  const values = Float32Array.from({ length: length * length }, (_, at) =>
    at % length > Math.floor(at / length) ? -1e9 : 0,
  );
  return constant(values, [length, length]);
}

/** [to, from]: row i mixes the two samples nearest to its centre. */
function interpolation(from: number, to: number): Node {
  const values = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const at = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    const low = Math.min(from - 1, Math.floor(at));
    const high = Math.min(from - 1, low + 1);
    values[i * from + low] = (values[i * from + low] ?? 0) + 1 - (at - low);
    values[i * from + high] = (values[i * from + high] ?? 0) + (at - low);
  }
  return constant(values, [to, from]);
}
