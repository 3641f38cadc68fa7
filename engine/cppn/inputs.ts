/**
 * From what is heard and set to a net's condition: the closed loop of time, the latent position, and the audio inputs that a
 * preset's routes feed. Constant over a frame; `cppn.foldCondition` folds the result into the first layer's bias.
 */

import { clamp, type Seconds, type Unit } from '../units.ts';
import { type CppnSpec, conditionCount } from './cppn.ts';

/** What can drive an audio input. Every source is 0…1. */
export const ROUTE_SOURCES = [
  'level',
  'onset',
  'kick',
  'snare',
  'hat',
  'beat',
  'sub.level',
  'bass.level',
  'mid.level',
  'high-mid.level',
  'high.level',
  'sub.hit',
  'bass.hit',
  'mid.hit',
  'high-mid.hit',
  'high.hit',
  'bass.presence',
  'mid.presence',
  'high.presence',
  'brightness',
  'flatness',
] as const;

export type RouteSource = (typeof ROUTE_SOURCES)[number];
export type RouteValues = Readonly<Record<RouteSource, Unit>>;

/** One feature driving one audio input of the net; routes to the same input add up. */
export interface Route {
  readonly from: RouteSource;
  /** Audio input, 0 … audioInputs − 1. */
  readonly input: number;
  /** −1…2. */
  readonly amount: number;
  /** Exponent on the source: 1 straight, 2 only the strong hits, 0.5 already the faint ones. */
  readonly curve: number;
  readonly attack: Seconds;
  readonly release: Seconds;
}

/** Length of the time loop where no control sets it: in stills and exported shaders. The default of motion.loop. */
export const LOOP_SECONDS: Seconds = 60;

/** Where a net stands in time and latent space. */
export interface Wander {
  /** Position on the closed loop, in turns; only its fraction matters. */
  readonly loop: number;
  /** Latent position, each −1…1; axes beyond the second are turned out of these two. */
  readonly latentX: number;
  readonly latentY: number;
}

/**
 * Follow a level with separate attack and release times: y += (1 − exp(−dt/τ)) · (x − y), τ = attack when x > y, else release.
 * Independent of the frame rate. Pure.
 */
export function follow(y: number, x: number, attack: Seconds, release: Seconds, dt: Seconds): number {
  const tau = x > y ? attack : release;
  return tau > 0 ? y + (1 - Math.exp(-dt / tau)) * (x - y) : x;
}

/** Advance the routes' envelopes by `dt`; `smoothing` is added to their attack and release. Allocates the result, [routes]. */
export function advanceRoutes(
  routes: readonly Route[],
  envelopes: ArrayLike<number>,
  values: RouteValues,
  dt: Seconds,
  smoothing: Seconds = 0,
): Float32Array {
  return Float32Array.from(routes, (route, i) => {
    const level = clamp(values[route.from], 0, 1) ** route.curve;
    return follow(envelopes[i] ?? 0, level, route.attack + smoothing, route.release + smoothing, dt);
  });
}

/**
 * Make a net's condition: [sin, cos of the loop, latents −1…1, audio inputs 0…1]. Allocates the result, [conditionCount].
 * @param amount scales all audio inputs, or each by its own, ≥ 0
 */
export function makeCondition(
  spec: CppnSpec,
  wander: Wander,
  routes: readonly Route[],
  envelopes: ArrayLike<number>,
  amount: number | ArrayLike<number>,
): Float32Array {
  const condition = new Float32Array(conditionCount(spec));
  condition[0] = Math.sin(2 * Math.PI * wander.loop);
  condition[1] = Math.cos(2 * Math.PI * wander.loop);
  for (let i = 0; i < spec.latents; i++) condition[2 + i] = latentAxis(wander, i);
  const audio = condition.subarray(2 + spec.latents);
  routes.forEach((route, i) => {
    const scale = typeof amount === 'number' ? amount : (amount[route.input] ?? 1);
    audio[route.input] = (audio[route.input] ?? 0) + scale * route.amount * (envelopes[i] ?? 0);
  });
  for (let i = 0; i < audio.length; i++) audio[i] = clamp(audio[i] ?? 0, 0, 1);
  return condition;
}

// Implementation

function latentAxis({ latentX, latentY }: Wander, axis: number): number {
  if (axis === 0) return latentX;
  if (axis === 1) return latentY;
  const angle = axis * 2.399963;
  return clamp(latentX * Math.cos(angle) + latentY * Math.sin(angle), -1, 1);
}
