/**
 * How the picture moves by itself and by the sound: time loop and latent drift, which change what the nets draw, and flow, spin and
 * pulse, which move where the pixels look. Flow only leads the eye about within the picture; it never leaves what the prompt asked for.
 */

import { type ControlState, numberOf } from './control/control-state.ts';
import type { Transport } from './control/transport.ts';
import { follow, type Wander } from './cppn/inputs.ts';
import type { Scene, View, Wave } from './render/scene.ts';
import { SYMMETRIES, symmetryFolds } from './render/symmetry.ts';
import { clamp, type Seconds, type Unit } from './units.ts';

/** Where the motion stands. */
export interface Motion extends Wander {
  /** Motion time: seconds at speed 1. */
  readonly drift: number;
  /** Time of the flow: it runs as `flow.by` says. */
  readonly flow: number;
  /** How far the flow has swollen, 0…1: it comes and goes with what drives it, so that a silent room is a still picture. */
  readonly swell: Unit;
  /** What the spin has turned so far, turns. */
  readonly spin: number;
}

/** What drives motion from outside. */
export interface Drive {
  readonly level: Unit;
  readonly kick: Unit;
  readonly transport: Transport;
}

/** Where every motion starts. */
export const RESTING_MOTION: Motion = { loop: 0, latentX: 0, latentY: 0, drift: 0, flow: 0, swell: 0, spin: 0 };

/** How far a full kick at full pulse moves the view in, as a factor on zoom. */
const PULSE_ZOOM = 0.12;
/** The synchronised time loop closes in on its place with this time constant. */
const LOOP_PULL: Seconds = 2;
/** The flow swells and ebbs with these. */
const SWELL: Seconds = 0.7;
const EBB: Seconds = 2.5;
/** Full flow and full warp, and how far full flow drifts along a direction, in coordinates: a frame is 2π high. */
const FLOW_REACH = 0.5;
const WARP_REACH = 0.9;
const DRIFT_REACH = 1.6;
/** One there and back of the drift, in flow time. */
const DRIFT_PERIOD: Seconds = 16;

/** Advance the motion by `dt`, which is 0 while the picture is frozen. */
export function advanceMotion(
  motion: Motion,
  controls: ControlState,
  { level, transport }: Drive,
  dt: Seconds,
): Motion {
  const speed = numberOf(controls, 'motion.speed');
  const drift = motion.drift + dt * speed;
  const reach = numberOf(controls, 'latent.drift');
  const pulse = transport.confidence * Math.exp(-3 * transport.beatPhase);
  // Each runs at 1 on average while music plays: three times e^−3φ over a beat is about 1, and so is twice a usual level.
  const { pace, target } = {
    time: { pace: 1, target: 1 },
    level: { pace: 2 * level, target: clamp(1.5 * level, 0, 1) },
    beat: { pace: 3 * pulse, target: transport.confidence },
  }[flowDriver(controls)];
  return {
    loop: advanceLoop(motion.loop, controls, dt, transport),
    drift,
    // Two slow periods without a common multiple, so that the path does not repeat within a set.
    latentX: clamp(numberOf(controls, 'latent.x') + reach * Math.sin((2 * Math.PI * drift) / 47), -1, 1),
    latentY: clamp(numberOf(controls, 'latent.y') + reach * Math.sin((2 * Math.PI * drift) / 61 + 1), -1, 1),
    flow: motion.flow + dt * speed * numberOf(controls, 'flow.speed') * pace,
    swell: dt > 0 ? follow(motion.swell, target, SWELL, EBB, dt) : motion.swell,
    spin: modulo(motion.spin + (dt * speed * numberOf(controls, 'view.spin')) / 60, 1),
  };
}

/** Give where the pixels look: the symmetry's folds, warp and flow as waves, and the view. */
export function placeOf(
  controls: ControlState,
  motion: Motion,
  { kick }: Drive,
): Pick<Scene, 'folds' | 'waves' | 'view'> {
  const symmetry = SYMMETRIES.find((candidate) => candidate === controls.targets['symmetry.mode']) ?? 'none';
  const segments = Number(controls.targets['symmetry.segments']);
  return {
    folds: symmetryFolds(symmetry, segments, numberOf(controls, 'symmetry.angle')),
    waves: wavesOf(controls, motion),
    view: viewOf(controls, motion, kick),
  };
}

// Implementation

function flowDriver({ targets }: ControlState): 'time' | 'level' | 'beat' {
  const by = targets['flow.by'];
  return by === 'time' || by === 'beat' ? by : 'level';
}

/** The time loop runs free, or takes whole beats, bars or groups of bars and is drawn into their phase. */
function advanceLoop(loop: number, controls: ControlState, dt: Seconds, { bar, bpm }: Transport): number {
  const length = numberOf(controls, 'motion.loop') / Math.max(numberOf(controls, 'motion.speed'), 1e-3);
  const meter = Number(controls.targets['tempo.meter']);
  const unit = { beat: 1, bar: meter, '4 bars': 4 * meter }[String(controls.targets['motion.sync'])];
  if (unit === undefined) return (loop + dt / length) % 1;
  const beats = unit * Math.max(1, Math.round((length * bpm) / 60 / unit));
  const run = (dt * bpm) / 60 / beats;
  const error = modulo((bar * meter) / beats - loop - run + 0.5, 1) - 0.5;
  return (loop + run + clamp((1 - Math.exp(-dt / LOOP_PULL)) * error, -run / 2, run)) % 1;
}

/** A long wave and a short one that crosses it. The flow's direction is the way in which they travel. */
function wavesOf(controls: ControlState, { flow, swell }: Motion): Wave[] {
  const isField = controls.targets['flow.field'] === 'waves';
  const reach = WARP_REACH * numberOf(controls, 'warp.amount') + (isField ? flowReach(controls, swell) : 0);
  if (reach < 1e-4) return [];
  const scale = numberOf(controls, 'warp.scale');
  const travel = isField ? flow : 0;
  const wave = (share: number, frequency: number, speed: number, turn: number): Wave => {
    const angle = 2 * Math.PI * (numberOf(controls, 'flow.angle') + turn);
    const [k, amplitude] = [frequency * scale, (share * reach) / scale];
    const phase = (along: number, start: number) => modulo(start - speed * travel * along, 2 * Math.PI);
    return [amplitude, k, phase(Math.sin(angle), 0), amplitude, k * 1.13, phase(Math.cos(angle), 1.7)];
  };
  return [wave(1, 0.9, 0.9, 0.08), wave(0.4, 2.1, 1.4, 0.43)];
}

function flowReach(controls: ControlState, swell: Unit): number {
  return FLOW_REACH * numberOf(controls, 'flow.amount') * swell;
}

function viewOf(controls: ControlState, { flow, swell, spin }: Motion, kick: Unit): View {
  const zoom = numberOf(controls, 'view.zoom') * (1 + PULSE_ZOOM * numberOf(controls, 'view.pulse') * kick);
  const angle = 2 * Math.PI * (numberOf(controls, 'view.rotation') + spin);
  const cos = Math.cos(angle) / zoom;
  const sin = Math.sin(angle) / zoom;
  const isDrift = controls.targets['flow.field'] === 'drift';
  const there = Math.sin((2 * Math.PI * flow) / DRIFT_PERIOD);
  const drift = isDrift ? ((DRIFT_REACH * flowReach(controls, swell)) / FLOW_REACH) * there : 0;
  const way = 2 * Math.PI * numberOf(controls, 'flow.angle');
  // Panning moves the picture, so the eye moves the other way; one frame height is 2π.
  const x = -2 * Math.PI * numberOf(controls, 'view.pan.x') + drift * Math.cos(way);
  const y = -2 * Math.PI * numberOf(controls, 'view.pan.y') + drift * Math.sin(way);
  return [cos, sin, cos * x + sin * y, -sin, cos, -sin * x + cos * y];
}

function modulo(x: number, length: number): number {
  return x - length * Math.floor(x / length);
}
