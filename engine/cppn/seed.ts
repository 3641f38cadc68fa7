/**
 * Fresh nets from a seed: the start of every optimization, and pictures in their own right when the seed is lucky.
 */

import { normal, type Random } from '../random.ts';
import { type Activation, type Cppn, type CppnSpec, parameterShapes } from './cppn.ts';

/** How a fresh net is drawn. Gains multiply the usual 1/√inputs. */
export interface SeedStyle {
  /** Standard deviation of the Fourier frequencies: 1 large shapes … 4 fine detail. */
  readonly frequency: number;
  /** Gain of the hidden layers: 1 calm, 2 busy. */
  readonly gain: number;
  /** Standard deviation of the hidden biases. */
  readonly bias: number;
  /** Gain of the output layer: 0.7 pastel (a good start for optimizing), 3 saturated. */
  readonly contrast: number;
  /** Standard deviation of what time, latent and audio add to the first layer. */
  readonly condition: number;
}

/** Give a spec with `layers` equal hidden layers whose units are dealt out to the given activations in fours. */
export function mixedSpec(options: {
  readonly width: number;
  readonly layers: number;
  readonly fourierPairs: number;
  readonly activations: readonly Activation[];
  readonly latents?: number;
  readonly audioInputs?: number;
}): CppnSpec {
  const { width, layers, fourierPairs, activations, latents = 2, audioInputs = 4 } = options;
  const units = new Map<Activation, number>();
  for (let i = 0; i < width / 4; i++) {
    const activation = activations[i % activations.length] ?? 'sin';
    units.set(activation, (units.get(activation) ?? 0) + 4);
  }
  const layer = [...units].map(([activation, count]) => ({ activation, units: count }));
  return { fourierPairs, latents, audioInputs, hidden: Array.from({ length: layers }, () => layer) };
}

/** Draw a net's weights: normal, scaled by 1/√inputs and the style's gains. Deterministic for a given source. */
export function seedNet(spec: CppnSpec, style: SeedStyle, random: Random): Cppn {
  const weights = new Map<string, Float32Array>();
  for (const [name, shape] of parameterShapes(spec)) {
    const deviation = deviationOf(name, shape, style);
    const count = shape.reduce((product, n) => product * n, 1);
    weights.set(
      name,
      Float32Array.from({ length: count }, () => deviation * normal(random)),
    );
  }
  return { spec, weights };
}

// Implementation

function deviationOf(name: string, shape: readonly number[], style: SeedStyle): number {
  const fanIn = Math.sqrt(shape[0] ?? 1);
  if (name === 'fourier') return style.frequency;
  if (name === 'condition') return style.condition;
  if (name === 'output.weight') return style.contrast / fanIn;
  if (name === 'output.bias') return 0.3 * style.contrast;
  return name.endsWith('.bias') ? style.bias : style.gain / fanIn;
}
