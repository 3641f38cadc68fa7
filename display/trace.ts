/** The last seconds of what the engine told, oldest first; what the listening picture is drawn from. Pure. */

import type { Seconds } from '../engine/units.ts';
import type { Meters } from '../engine/wire/protocol.ts';

/** How much is kept. */
export const TRACE_SECONDS: Seconds = 10;

/** Add what was heard and drop what is too old, in place. Time that runs backwards is another engine: only the new is kept. */
export function addToTrace(trace: Meters[], heard: Meters): void {
  const newest = trace.at(-1);
  if (newest && heard.time < newest.time) trace.length = 0;
  trace.push(heard);
  const kept = trace.findIndex(({ time }) => heard.time - time <= TRACE_SECONDS);
  trace.splice(0, kept);
}
