/**
 * A preset in which a sound makes the whole picture bright at once. It costs what a small net costs, and one pixel tells whether a
 * sound is seen.
 */

import type { CppnSpec } from '../../engine/cppn/cppn.ts';
import type { RouteSource } from '../../engine/cppn/inputs.ts';
import { savePreset } from '../../engine/cppn/preset-store.io.ts';
import { seedNet } from '../../engine/cppn/seed.ts';
import { seededRandom } from '../../engine/random.ts';
import { STYLE } from './nets.ts';

const WIDTH = 24;
/** 8 Fourier pairs, 24 wide, 3 hidden layers: sin · sin, gaussian · gaussian, tanh. */
const SPEC: CppnSpec = {
  fourierPairs: 8,
  latents: 2,
  audioInputs: 4,
  hidden: [
    [{ activation: 'sin', units: 24 }],
    [
      { activation: 'sin', units: 16 },
      { activation: 'gaussian', units: 8 },
    ],
    [
      { activation: 'gaussian', units: 16 },
      { activation: 'tanh', units: 8 },
    ],
  ],
};
/** In the third layer the tanh units begin here. */
const FIRST_TANH = 16;

/** Write the preset `flash` into a folder. Audio input 0 follows `from` at once, and falls with `release` Seconds. */
export async function saveFlashPreset(folder: string, from: RouteSource, release: number, curve = 1): Promise<void> {
  const { spec, weights } = seedNet(SPEC, STYLE, seededRandom(22));
  const row = (name: string) => weights.get(name) ?? new Float32Array();
  // One unit a layer carries the sound, 0 … 1: sin(π/2 · a), sin(π/2 · that), tanh(4 · that − 2).
  clearColumn(row('hidden.0.weight'), WIDTH, 0);
  clearColumn(row('condition'), WIDTH, 0);
  row('hidden.0.bias')[0] = 0;
  row('condition')[(2 + spec.latents) * WIDTH] = Math.PI / 2;
  clearColumn(row('hidden.1.weight'), WIDTH, 0);
  row('hidden.1.weight')[0] = Math.PI / 2;
  row('hidden.1.bias')[0] = 0;
  clearColumn(row('hidden.2.weight'), WIDTH, FIRST_TANH);
  row('hidden.2.weight')[FIRST_TANH] = 4;
  row('hidden.2.bias')[FIRST_TANH] = -2;
  row('output.weight').forEach((value, i, all) => {
    all[i] = i >= 3 * FIRST_TANH && i < 3 * FIRST_TANH + 3 ? 4 : 0.15 * value;
  });
  row('output.bias').fill(0);
  const routes = [{ from, input: 0, amount: 1, curve, attack: 0, release }];
  const provenance = { made: 'for a test', licence: 'MIT', created: '2026-11-23' };
  const preset = { name: 'Flash', prompt: '', tags: [], routes, net: { spec, weights }, provenance };
  await savePreset(folder, 'flash', preset, new Uint8Array());
}

// Implementation

function clearColumn(matrix: Float32Array, width: number, column: number): void {
  for (let i = column; i < matrix.length; i += width) matrix[i] = 0;
}
