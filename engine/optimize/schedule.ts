/**
 * How a run goes from first to last step: small pictures with low frequencies first, then larger and finer ones, while the
 * learning rate warms up and falls. A function of progress only, so that a resumed run goes on as if it had never stopped.
 */

/** What holds during one step. */
export interface Stage {
  /** Side of the cutouts in pixels. */
  readonly size: number;
  readonly cutouts: number;
  readonly rate: number;
  /** Smallest cutout, as a share of the frame's height. */
  readonly floor: number;
  /** Fourier pairs come in from low to high: pair k of n (by frequency) counts by {@link pairGain}(detail, k, n). */
  readonly detail: number;
}

/** One part of a run: until `until` (progress 0…1), `cutouts` of `size`² a step. */
export interface Phase {
  readonly until: number;
  readonly size: number;
  readonly cutouts: number;
}

/** Learning rate at its highest: the value that worked for nets with Fourier inputs and a small output gain. */
export const LEARNING_RATE = 0.03;
const WARM_UP_STEPS = 10;
const LAST_RATE = 0.12;
/** Progress by which every frequency counts in full. */
const DETAIL_BY = 0.4;
const FIRST_DETAIL = 0.45;

/**
 * The pyramid. The judge knows textures by their size, so that most steps are near the size of its training, 128². Four cutouts a
 * step, each in a state of its own, do nearly as well as eight and cost half.
 */
export const PYRAMID: readonly Phase[] = [
  { until: 0.6, size: 96, cutouts: 4 },
  { until: 0.92, size: 128, cutouts: 3 },
  { until: 0.98, size: 192, cutouts: 2 },
  { until: 1, size: 224, cutouts: 2 },
];

/** Give the stage of a step, 0 … total − 1. */
export function stageOf(step: number, total: number, pyramid: readonly Phase[] = PYRAMID): Stage {
  const progress = step / total;
  const { size, cutouts } = pyramid.find(({ until }) => progress < until) ??
    pyramid.at(-1) ?? { size: 128, cutouts: 4 };
  const cosine = 0.5 * (1 + Math.cos(Math.PI * progress));
  return {
    size,
    cutouts,
    rate: LEARNING_RATE * (LAST_RATE + (1 - LAST_RATE) * cosine) * Math.min(1, (step + 1) / WARM_UP_STEPS),
    floor: 0.2 + 0.2 * progress,
    detail: Math.min(1, FIRST_DETAIL + ((1 - FIRST_DETAIL) * progress) / DETAIL_BY),
  };
}

/**
 * Give the factor on the Fourier pair with rank `k` of `pairs`, lowest frequency first: 1 while detail has reached it, 0 beyond, a
 * half cosine between (Park et al., "Nerfies", 2021, equation 8).
 */
export function pairGain(detail: number, k: number, pairs: number): number {
  const reach = Math.min(1, Math.max(0, detail * pairs - k));
  return 0.5 * (1 - Math.cos(Math.PI * reach));
}
