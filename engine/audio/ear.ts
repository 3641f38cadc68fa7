/**
 * Two small recurrent networks that turn the bands of ear-input.ts into six probabilities a hop. One layer of 96 gated cells
 * hears hits: onset, kick, snare, hat. Two layers of 64 hear beats and downbeats. About 95 000 weights, run in plain arithmetic:
 * no library, no thread, the same bits everywhere. They were trained on generated music only (ear-weights.ts names the data),
 * never on the pieces that they are scored on.
 *
 * K. Cho et al., "Learning phrase representations using RNN encoder–decoder", EMNLP 2014 (the cell); S. Böck, F. Krebs,
 * G. Widmer, "Joint beat and downbeat tracking with recurrent neural networks", ISMIR 2016 (activations for a tracker).
 */

import { EAR_TENSORS, type StoredTensor } from './ear-weights.ts';

/** What the networks give, [6] in this order; each 0…1. */
export const EAR_OUTPUTS = ['onset', 'kick', 'snare', 'hat', 'beat', 'downbeat'] as const;

/** One gated layer: `input` [3 · cells, inputs], `recurrent` [3 · cells, cells], `bias` [3 · cells], `inner` [cells]; reset, update, new. */
export interface GatedLayer {
  readonly inputs: number;
  readonly cells: number;
  readonly input: Float64Array;
  readonly recurrent: Float64Array;
  readonly bias: Float64Array;
  readonly inner: Float64Array;
}

/** A linear read-out with a logistic: `weights` [outputs, cells], `bias` [outputs]. */
export interface ReadOut {
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/** All weights. */
export interface EarWeights {
  readonly hits: { readonly layer: GatedLayer; readonly readOut: ReadOut };
  readonly beats: { readonly first: GatedLayer; readonly second: GatedLayer; readonly readOut: ReadOut };
}

/** The networks with their state. */
export interface Ear {
  /** [6], overwritten by each step. */
  readonly output: Float64Array;
  /** Hear one hop. Allocates nothing. */
  step(vector: Float64Array): void;
  reset(): void;
}

/** Read the shipped weights. Allocates; once. */
export function loadEarWeights(): EarWeights {
  const t = EAR_TENSORS;
  const layer = (w: StoredTensor, u: StoredTensor, b: StoredTensor, c: StoredTensor): GatedLayer => ({
    inputs: w.shape[1] ?? 0,
    cells: u.shape[1] ?? 0,
    input: unpack(w),
    recurrent: unpack(u),
    bias: unpack(b),
    inner: unpack(c),
  });
  return {
    hits: { layer: layer(t.hitW, t.hitU, t.hitB, t.hitC), readOut: { weights: unpack(t.hitO), bias: unpack(t.hitP) } },
    beats: {
      first: layer(t.beatW1, t.beatU1, t.beatB1, t.beatC1),
      second: layer(t.beatW2, t.beatU2, t.beatB2, t.beatC2),
      readOut: { weights: unpack(t.beatO), bias: unpack(t.beatP) },
    },
  };
}

/** Prepare the networks at rest. */
export function createEar({ hits, beats }: EarWeights): Ear {
  const hit = new Float64Array(hits.layer.cells);
  const first = new Float64Array(beats.first.cells);
  const second = new Float64Array(beats.second.cells);
  const gates = new Float64Array(6 * Math.max(hit.length, first.length, second.length));
  const output = new Float64Array(EAR_OUTPUTS.length);

  function step(vector: Float64Array): void {
    stepLayer(hits.layer, vector, hit, gates);
    readOut(hits.readOut, hit, output, 0);
    stepLayer(beats.first, vector, first, gates);
    stepLayer(beats.second, first, second, gates);
    readOut(beats.readOut, second, output, hits.readOut.bias.length);
  }

  return {
    output,
    step,
    reset() {
      hit.fill(0);
      first.fill(0);
      second.fill(0);
      output.fill(0);
    },
  };
}

// Implementation

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function unpack({ scale, shape, base64 }: StoredTensor): Float64Array {
  const count = shape.reduce((a, b) => a * b, 1);
  const bytes = new Uint8Array(2 * count);
  let bits = 0;
  let held = 0;
  let n = 0;
  for (const letter of base64) {
    const six = BASE64.indexOf(letter);
    if (six < 0) break;
    bits = ((bits << 6) | six) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[n++] = (bits >> held) & 0xff;
    }
  }
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: count }, (_, i) => view.getInt16(2 * i, true) * scale);
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** h ← (1 − z) · tanh(n) + z · h, with reset r, update z and new n as in Cho et al. */
function stepLayer(layer: GatedLayer, x: Float64Array, h: Float64Array, gates: Float64Array): void {
  const { inputs, cells, input, recurrent, bias, inner } = layer;
  const rows = 3 * cells;
  multiply(input, x, inputs, rows, gates, 0);
  multiply(recurrent, h, cells, rows, gates, rows);
  for (let row = 0; row < rows; row++) gates[row] = (gates[row] as number) + (bias[row] as number);
  for (let c = 0; c < cells; c++) {
    const r = logistic((gates[c] as number) + (gates[rows + c] as number));
    const z = logistic((gates[cells + c] as number) + (gates[rows + cells + c] as number));
    const n = Math.tanh(
      (gates[2 * cells + c] as number) + r * ((gates[rows + 2 * cells + c] as number) + (inner[c] as number)),
    );
    h[c] = (1 - z) * n + z * (h[c] as number);
  }
}

/** out[at + row] = Σ matrix[row, i] · x[i]; four rows at once, as one row's sum waits for itself. `rows` is a multiple of 4. */
function multiply(
  matrix: Float64Array,
  x: Float64Array,
  columns: number,
  rows: number,
  out: Float64Array,
  at: number,
): void {
  for (let row = 0; row < rows; row += 4) {
    const first = row * columns;
    const second = first + columns;
    const third = second + columns;
    const fourth = third + columns;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0; i < columns; i++) {
      const v = x[i] as number;
      a += (matrix[first + i] as number) * v;
      b += (matrix[second + i] as number) * v;
      c += (matrix[third + i] as number) * v;
      d += (matrix[fourth + i] as number) * v;
    }
    out[at + row] = a;
    out[at + row + 1] = b;
    out[at + row + 2] = c;
    out[at + row + 3] = d;
  }
}

function readOut(layer: ReadOut, h: Float64Array, out: Float64Array, at: number): void {
  for (let o = 0; o < layer.bias.length; o++) {
    let sum = layer.bias[o] as number;
    for (let i = 0; i < h.length; i++) sum += (layer.weights[o * h.length + i] as number) * (h[i] as number);
    out[at + o] = logistic(sum);
  }
}
