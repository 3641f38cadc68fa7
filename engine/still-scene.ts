/** The scene of one preset alone at one moment: what a still, a thumbnail and a bench render. */

import { makeCondition } from './cppn/inputs.ts';
import type { Preset } from './cppn/preset.ts';
import { PLAIN_LOOK, type Scene } from './render/scene.ts';
import type { Unit } from './units.ts';

/**
 * Make the scene.
 * @param loop position on the time loop, turns; the latent position goes round with it
 * @param level what every route's source stands at
 */
export function stillScene(preset: Preset, width: number, height: number, loop: number, level: Unit): Scene {
  const turn = 2 * Math.PI * loop;
  const wander = { loop, latentX: 0.5 * Math.sin(turn), latentY: 0.5 * Math.cos(turn) };
  const envelopes = preset.routes.map((route) => level ** route.curve);
  const condition = makeCondition(preset.net.spec, wander, preset.routes, envelopes, 1);
  const layers = [{ name: preset.slug, net: preset.net, weight: 1, condition }];
  return { ...PLAIN_LOOK, time: 0, audioTime: 0, width, height, layers };
}
