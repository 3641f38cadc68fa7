/** The nets that runs begin from when no preset is named: drawn from the seed, small enough for the stage and sharp enough for it. */

import type { Cppn, CppnSpec } from '../cppn/cppn.ts';
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

/** Draw a fresh net from a seed. */
export function freshNet(seed: number, spec: CppnSpec = DEFAULT_SPEC): Cppn {
  return seedNet(spec, START_STYLE, seededRandom(seed));
}
