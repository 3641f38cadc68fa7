/** Scenes for tests of renderers, and how far two pictures are apart. */

import { type Cppn, type CppnSpec, conditionCount } from '../../engine/cppn/cppn.ts';
import { seedNet } from '../../engine/cppn/seed.ts';
import { seededRandom } from '../../engine/random.ts';
import { BLEND_MODES } from '../../engine/render/blend.ts';
import { IDENTITY_VIEW, PLAIN_LOOK, type Scene } from '../../engine/render/scene.ts';
import { symmetryFolds } from '../../engine/render/symmetry.ts';
import { STYLE } from './nets.ts';

/** Give a scene of some nets, each at its own share and condition. */
export function sceneOf(nets: readonly Cppn[], change: Partial<Scene> = {}): Scene {
  const layers = nets.map((net, i) => ({
    name: `net ${i}`,
    net,
    weight: 0.3 + 0.2 * i,
    condition: Float32Array.from({ length: conditionCount(net.spec) }, (_, k) => Math.sin(k + i + 1)),
  }));
  return { ...PLAIN_LOOK, time: 0, audioTime: 0, width: 54, height: 30, layers, ...change };
}

/** A turned, enlarged and shifted view, and a grade that moves and clips every channel. */
export const CHANGED: Partial<Scene> = {
  view: [0.7, 0.2, 0.1, -0.2, 0.8, 0.3],
  grade: [1.4, 0.1, 0, 0.02, 0, 0.9, 0.1, -0.05, 0.1, 0, 0.8, 0.05],
};

/** Two waves under a turned, enlarged and shifted view. */
const BENT: Partial<Scene> = {
  waves: [
    [0.4, 1.3, 0.2, 0.3, 0.9, 2],
    [0.1, 3.1, 1.2, 0.2, 2.3, 4],
  ],
  view: [0.7, 0.2, 0.1, -0.2, 0.8, 0.3],
};

/** What a scene can do to coordinates and colours, each alone and some together, by name; for scenes of three layers. */
export const LOOKS: readonly (readonly [string, Partial<Scene>])[] = [
  ['a mirror', { folds: symmetryFolds('mirror x', 1, 0) }],
  [
    'four mirrored quarters in a turned view',
    { folds: symmetryFolds('quad', 1, 0), view: CHANGED.view ?? IDENTITY_VIEW },
  ],
  ['a mirror aslant', { folds: symmetryFolds('mirror y', 1, 0.06) }],
  ['a kaleidoscope of five, waves and a moved view', { folds: symmetryFolds('kaleidoscope', 5, 0.1), ...BENT }],
  ['a kaleidoscope of sixteen', { folds: symmetryFolds('kaleidoscope', 16, 0) }],
  ['waves', BENT],
  ['a gamma', { gamma: 2.2 }],
  ['the least gamma with a grade', { gamma: 0.4, grade: CHANGED.grade ?? null }],
  ...BLEND_MODES.flatMap((mode) =>
    [0.3, 0.5].map((position) => [`${mode} at ${position}`, { blend: { mode, position, split: 2 } }] as const),
  ),
  ['everything at once', { ...CHANGED, ...BENT, gamma: 1.3, blend: { mode: 'difference', position: 0.6, split: 1 } }],
];

/** Small nets, a table by name, which together have every activation, groups of unequal width and pairs that leave lanes over. */
export const ODD_NETS: readonly (readonly [string, Cppn])[] = Object.entries<CppnSpec>({
  'sin, cos and gaussian': spec(8, ['sin 8', 'cos 4'], ['gaussian 8']),
  'tanh, sigmoid and softplus': spec(3, ['tanh 4', 'sigmoid 4'], ['softplus 12']),
  'abs, atan and identity': spec(5, ['abs 4', 'atan 4', 'identity 4'], ['sin 8']),
  'atan pairs between other groups': spec(1, ['sin 4', 'atan-pair 8', 'gaussian 4'], ['atan-pair 4', 'tanh 4']),
  'a single layer without Fourier pairs': spec(0, ['sin 4', 'tanh 4']),
}).map(([name, it], i) => [name, seedNet(it, { ...STYLE, gain: 1 }, seededRandom(i + 1))]);

/** Give the largest difference of two rows of bytes, 0…255. */
export function largestDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} bytes and ${b.length} bytes`);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);
}

// Implementation

function spec(fourierPairs: number, ...layers: (readonly string[])[]): CppnSpec {
  const hidden = layers.map((groups) =>
    groups.map((group) => {
      const [activation, units] = group.split(' ') as [CppnSpec['hidden'][number][number]['activation'], string];
      return { activation, units: Number(units) };
    }),
  );
  return { fourierPairs, latents: 2, audioInputs: 4, hidden };
}
