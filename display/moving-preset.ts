/** A preset by itself, moving to what is heard: what a thumbnail shows under the pointer, and a prompt under way. Pure. */

import type { Cppn } from '../engine/cppn/cppn.ts';
import { makeCondition } from '../engine/cppn/inputs.ts';
import { PLAIN_LOOK, type Scene } from '../engine/render/scene.ts';
import type { Seconds, Unit } from '../engine/units.ts';
import type { Meters } from '../engine/wire/protocol.ts';

/** Once round the time loop: quicker than on the stage, so that a glance is enough. */
const LOOP: Seconds = 24;
/** So much of a sound's strength reaches an input; a preset's own routes are about as strong. */
const AMOUNT = 0.8;

/** Make the scene of a moment. Its audio inputs take kick, hats, level and beat in turn, for which presets are made. */
export function movingScene(net: Cppn, time: Seconds, size: Pick<Scene, 'width' | 'height'>, heard?: Meters): Scene {
  const turn = (2 * Math.PI * time) / LOOP;
  const wander = { loop: time / LOOP, latentX: 0.5 * Math.sin(turn), latentY: 0.5 * Math.cos(0.7 * turn) };
  const { audioInputs } = net.spec;
  const routes = Array.from({ length: audioInputs }, (_, input) => ({
    ...{ from: 'level' as const, amount: AMOUNT, curve: 1, attack: 0, release: 0 },
    input,
  }));
  const sounds = heard ? soundsOf(heard) : [];
  const envelopes = routes.map(({ input }) => sounds[input % sounds.length] ?? 0);
  const condition = makeCondition(net.spec, wander, routes, envelopes, 1);
  const layers = [{ name: 'preset', net, weight: 1, condition }];
  return { ...PLAIN_LOOK, ...size, time, audioTime: time, layers };
}

// Implementation

function soundsOf({ kick, hat, level, beatPhase, gateOpen }: Meters): readonly Unit[] {
  return [kick, hat, level, gateOpen ? Math.exp(-4 * beatPhase) : 0];
}
