/**
 * What can be taken back: snapshots stored, renamed, deleted or recalled, words kept for prompts, routes changed, and panic. Each step holds what was
 * there before it, so that taking it back needs nothing else. A plain value in the show's state. Pure.
 */

import type { ParamValue } from './control/parameter.ts';
import type { Snapshot, Snapshots } from './control/snapshots.ts';
import type { Route } from './cppn/inputs.ts';
import type { Seconds } from './units.ts';

/** One thing that was done, and what was there before. */
export interface UndoStep {
  /** In words, such as 'snapshot 3 deleted'. */
  readonly what: string;
  /** When, on the show's clock. */
  readonly time: Seconds;
  readonly snapshots: Snapshots;
  /** Parameters that are set back at once. */
  readonly values: Readonly<Record<string, ParamValue>>;
  /** The picture as it was, where that changed; it is gone back to as to a snapshot. */
  readonly scene: Snapshot | null;
  /** A preset's routes as they played, where those changed. */
  readonly routes: { readonly slug: string; readonly routes: readonly Route[] } | null;
}

/** Steps that are kept; the oldest go first. */
const MOST_STEPS = 16;

/** Put a step on top. */
export function remember(steps: readonly UndoStep[], step: UndoStep): readonly UndoStep[] {
  return [...steps, step].slice(-MOST_STEPS);
}
