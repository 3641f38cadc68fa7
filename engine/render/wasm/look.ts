/** Writes a scene's look into the shared memory, where the workers' functions read it: see `LOOK` in `layout.ts`. */

import { blendShares, wipeEdge } from '../blend.ts';
import type { Scene } from '../scene.ts';
import { LOOK, LOOK_ADDRESS } from './layout.ts';
import { WAVE_SCALE } from './place.ts';

/** Write what is done to coordinates and colours, the same for all layers. */
export function writeLook(
  { grade, gamma, blend, view, folds, waves }: Pick<Scene, 'grade' | 'gamma' | 'blend' | 'view' | 'folds' | 'waves'>,
  buffer: ArrayBufferLike,
): void {
  const look = new Float32Array(buffer, LOOK_ADDRESS, LOOK.length);
  if (grade) look.set(grade, LOOK.grade);
  look[LOOK.gamma] = 1 / gamma;
  const { a, b, both } = blendShares(blend?.position ?? 0);
  const { start, slope } = wipeEdge(blend?.position ?? 0);
  look.set(blend?.mode === 'luma wipe' ? [start, slope] : [a, b, both], LOOK.blend);
  look.set(view, LOOK.view);
  look.set(folds.flat(), LOOK.folds);
  const turns = (angle: number) => angle / (2 * Math.PI);
  waves.forEach(([a, k, phi, b, l, psi], i) => {
    const wave = [a * WAVE_SCALE, turns(k), turns(phi), b * WAVE_SCALE, turns(l), turns(psi)];
    look.set(wave, LOOK.waves + 6 * i);
  });
}
