/** Small nets and presets for tests: real ones, made from a seed. */

import type { Activation } from '../../engine/cppn/cppn.ts';
import type { Preset } from '../../engine/cppn/preset.ts';
import { mixedSpec, type SeedStyle, seedNet } from '../../engine/cppn/seed.ts';
import { seededRandom } from '../../engine/random.ts';

export const STYLE: SeedStyle = { frequency: 1.2, gain: 1.5, bias: 0.6, contrast: 2, condition: 0.4 };

/** The library's smaller net: 8 Fourier pairs, 24 wide, 3 hidden layers. */
export const SPEC_S = mixedSpec({ width: 24, layers: 3, fourierPairs: 8, activations: ['sin', 'gaussian', 'tanh'] });
/** The larger one: 10 pairs, 32 wide, 4 hidden layers. */
export const SPEC_M = mixedSpec({
  width: 32,
  layers: 4,
  fourierPairs: 10,
  activations: ['sin', 'gaussian', 'tanh', 'atan'],
});

/** Make a preset of 8 units from a seed. */
export function tinyPreset(slug: string, seed = 1, activations: readonly Activation[] = ['sin', 'tanh']): Preset {
  const spec = mixedSpec({ width: 8, layers: 2, fourierPairs: 2, activations });
  return {
    slug,
    name: slug,
    prompt: '',
    tags: [],
    net: seedNet(spec, STYLE, seededRandom(seed)),
    routes: [{ from: 'kick', input: 0, amount: 1, curve: 1, attack: 0.005, release: 0.2 }],
    provenance: { made: 'test', licence: 'MIT', created: '2026-01-01' },
    revision: String(seed),
  };
}
