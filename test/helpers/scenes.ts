/** Scenes for tests of renderers, and how far two pictures are apart. */

import { type Cppn, type CppnSpec, conditionCount } from '../../engine/cppn/cppn.ts';
import { seedNet } from '../../engine/cppn/seed.ts';
import { seededRandom } from '../../engine/random.ts';
import { IDENTITY_VIEW, type Scene } from '../../engine/render/scene.ts';
import { STYLE } from './nets.ts';

/** Give a scene of some nets, each at its own share and condition. */
export function sceneOf(nets: readonly Cppn[], change: Partial<Scene> = {}): Scene {
  const layers = nets.map((net, i) => ({
    name: `net ${i}`,
    net,
    weight: 0.3 + 0.2 * i,
    condition: Float32Array.from({ length: conditionCount(net.spec) }, (_, k) => Math.sin(k + i + 1)),
  }));
  return { time: 0, audioTime: 0, width: 54, height: 30, view: IDENTITY_VIEW, layers, grade: null, ...change };
}

/** A turned, enlarged and shifted view, and a grade that moves and clips every channel. */
export const CHANGED: Partial<Scene> = {
  view: [0.7, 0.2, 0.1, -0.2, 0.8, 0.3],
  grade: [1.4, 0.1, 0, 0.02, 0, 0.9, 0.1, -0.05, 0.1, 0, 0.8, 0.05],
};

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
