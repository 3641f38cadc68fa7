/**
 * The nets that runs begin from when no preset is named: drawn from the seed, small enough for the stage and sharp enough for it. Every
 * second seed draws an upright one, whose waves run along the axes: what cities, glitches and screens are made of.
 */

import { type Cppn, type CppnSpec, tensor } from '../cppn/cppn.ts';
import { mixedSpec, type SeedStyle, seedNet } from '../cppn/seed.ts';
import { seededRandom } from '../random.ts';
import { AUDIO_INPUTS } from './routes.ts';

/** 32 × 4 with 10 Fourier pairs: twice the edge contrast of 24 × 3 with 8, for a tenth more time. */
export const DEFAULT_SPEC: CppnSpec = mixedSpec({
  width: 32,
  layers: 4,
  fourierPairs: 10,
  activations: ['sin', 'gaussian', 'tanh', 'atan'],
  latents: 2,
  audioInputs: AUDIO_INPUTS,
});

/** How they are drawn: busy enough to find detail, colours near grey. */
const START_STYLE: SeedStyle = { frequency: 2.5, gain: 1.6, bias: 1, contrast: 0.7, condition: 0.5 };
/** Of an upright net's waves: what is left across their axis, and the factor along it. */
const ACROSS = 0.03;
const ALONG = 1.2;

/** Draw a fresh net: a free one from odd seeds, an upright one from even seeds. */
export function freshNet(seed: number, spec: CppnSpec = DEFAULT_SPEC): Cppn {
  const net = seedNet(spec, START_STYLE, seededRandom(seed));
  if (seed % 2 === 0 && spec.fourierPairs > 0) {
    const waves = tensor(net, 'fourier');
    for (let i = 0; i < waves.length; i++) {
      const isAlong = (i & 1) !== ((i >> 1) & 1);
      waves[i] = (waves[i] ?? 0) * (isAlong ? ALONG : ACROSS);
    }
  }
  return net;
}
