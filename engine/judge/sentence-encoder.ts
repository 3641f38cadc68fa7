/**
 * The embedded judges' ears for text: all-MiniLM-L6-v2, a BERT of six layers. The words' own vectors are looked up outside of the
 * graph, so that the graph holds the layers alone.
 * @see Wang et al., "MiniLM", NeurIPS 2020; Reimers and Gurevych, "Sentence-BERT", EMNLP 2019
 */

import type { Node } from './graph.ts';
import { add, div, gelu, mul, normalize, softmax, sub } from './operations.ts';
import { layerNorm, linear, matmul } from './products.ts';
import { reduceSum, reshape, transpose } from './structure.ts';
import { type Weights, weight, weightNode } from './weights.ts';

const LAYERS = 6;
const HEADS = 12;
const EPSILON = 1e-12;

/** Look up a row of ids: the sum of word, position and type vectors, [length, 384]; zeros after the last id. */
export function tokenInputs(weights: Weights, ids: readonly number[], length: number): Float32Array {
  const words = weight(weights, 'embeddings.word_embeddings.weight');
  const positions = weight(weights, 'embeddings.position_embeddings.weight').values;
  const types = weight(weights, 'embeddings.token_type_embeddings.weight').values;
  const width = words.shape[1] ?? 0;
  const rows = new Float32Array(length * width);
  ids.slice(0, length).forEach((id, t) => {
    for (let i = 0; i < width; i++) {
      rows[t * width + i] = (words.values[id * width + i] ?? 0) + (positions[t * width + i] ?? 0) + (types[i] ?? 0);
    }
  });
  return rows;
}

/**
 * Build the encoder over {@link tokenInputs} [t, 384].
 * @param mask [t, 1], 1 for the text's tokens
 * @returns the last layer's vectors, [t, 384]
 */
export function sentenceEncoder(weights: Weights, inputs: Node, mask: Node): Node {
  const unseen = mul(sub(transpose(mask), 1), 1e9);
  let x = normed(weights, 'embeddings.LayerNorm', inputs);
  for (let i = 0; i < LAYERS; i++) {
    const name = `encoder.layer.${i}`;
    const attended = dense(weights, `${name}.attention.output.dense`, attention(weights, name, x, unseen));
    x = normed(weights, `${name}.attention.output.LayerNorm`, add(attended, x));
    const inner = gelu(dense(weights, `${name}.intermediate.dense`, x));
    x = normed(weights, `${name}.output.LayerNorm`, add(dense(weights, `${name}.output.dense`, inner), x));
  }
  return x;
}

/** Build a text's one vector: the mean of its tokens', of unit length, [384]. */
export function sentenceVector(tokens: Node, mask: Node): Node {
  return normalize(div(reduceSum(mul(tokens, mask), [0]), reduceSum(mask, [0, 1])));
}

// Implementation

function attention(weights: Weights, name: string, x: Node, unseen: Node): Node {
  const [length = 1, width = 1] = x.shape;
  const size = width / HEADS;
  const heads = (part: string, order: readonly number[]) =>
    transpose(reshape(dense(weights, `${name}.attention.self.${part}`, x), [length, HEADS, size]), order);
  const scores = matmul(mul(heads('query', [1, 0, 2]), size ** -0.5), heads('key', [1, 2, 0]));
  const mixed = matmul(softmax(add(scores, unseen)), heads('value', [1, 0, 2]));
  return reshape(transpose(mixed, [1, 0, 2]), [length, width]);
}

function dense(weights: Weights, name: string, x: Node): Node {
  return linear(x, weightNode(weights, `${name}.weight`), weightNode(weights, `${name}.bias`));
}

function normed(weights: Weights, name: string, x: Node): Node {
  return layerNorm(x, weightNode(weights, `${name}.weight`), weightNode(weights, `${name}.bias`), EPSILON);
}
