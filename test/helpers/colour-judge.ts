/**
 * A judge that knows nothing but where a picture is which colour, as a graph fragment like a real one. "red" is a red picture, "red
 * blue" one that is red on its left and blue on its right. Small and exact, so that a test can tell whether the optimizer does what it
 * is told.
 */

import type { Node } from '../../engine/judge/graph.ts';
import { normalize, reduceMean, sub } from '../../engine/judge/operations.ts';
import { reshape } from '../../engine/judge/structure.ts';
import type { PromptJudge } from '../../engine/optimize/target.ts';

/** Side of the small picture that it sees. */
const GRID = 4;
const LENGTH = 3 * GRID * GRID;
const COLOURS: Readonly<Record<string, readonly [number, number, number]>> = {
  red: [1, 0, 0],
  green: [0, 1, 0],
  blue: [0, 0, 1],
  yellow: [1, 1, 0],
};

/** Make the judge. Words that it does not know are grey noise, far from every colour. */
export function colourJudge(name = 'colours'): PromptJudge {
  return {
    name,
    embedding: LENGTH,
    features: LENGTH,
    pictures(pixels: Node) {
      const [n = 1, , size = GRID] = pixels.shape;
      const cell = size / GRID;
      const small = reduceMean(reshape(pixels, [n, 3, GRID, cell, GRID, cell]), [3, 5]);
      const features = sub(reshape(small, [n, LENGTH]), 0.5);
      return { embedding: normalize(features), features };
    },
    embedText: async (texts) => texts.map((text) => unit(imageOf(text))),
    featureStatistics: async (text) => ({ mean: imageOf(text), variance: new Float32Array(LENGTH).fill(0.1) }),
  };
}

// Implementation

function imageOf(text: string): Float32Array {
  const words = text.split(' ').flatMap((word) => (COLOURS[word] ? [COLOURS[word]] : []));
  return Float32Array.from({ length: LENGTH }, (_, i) => {
    const [channel, column] = [Math.floor(i / (GRID * GRID)), i % GRID];
    const colour = words[Math.floor((column * words.length) / GRID)];
    // A checkerboard of the text's own for what is no colour.
    return colour ? (colour[channel] ?? 0) - 0.5 : ((i * 7 + text.length) % 5) / 4 - 0.5;
  });
}

function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
