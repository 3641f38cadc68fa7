/**
 * All that the engine and its optimizer process say to each other, over Node's process channel. Weights and images travel as typed
 * arrays (the channel uses structured clones); everything else is plain.
 */

import { z } from 'zod';
import type { CppnSpec } from '../cppn/cppn.ts';

const weights = z.map(
  z.string(),
  z.custom<Float32Array>((value) => value instanceof Float32Array),
);

/** An image as it came, still a file: it is decoded where that cannot hold up the show. */
const imageFile = z.object({
  name: z.string(),
  weight: z.number(),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

/** What a job needs to run. */
const workOrder = z.object({
  id: z.string(),
  prompt: z.string(),
  negative: z.string(),
  seed: z.number(),
  steps: z.number(),
  slug: z.string(),
  /** The net to begin with; one is drawn from the seed without it. */
  start: z
    .object({ spec: z.custom<CppnSpec>((value) => typeof value === 'object' && value !== null), weights })
    .optional(),
  image: imageFile.optional(),
});

/** Engine → worker. */
export const orderMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), order: workOrder }),
  /** Stop what runs; its checkpoint stays when `keep`. */
  z.object({ type: z.literal('stop'), keep: z.boolean() }),
]);

/** Worker → engine. */
export const reportMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), judge: z.string(), heldOut: z.string() }),
  z.object({ type: z.literal('unable'), reason: z.string() }),
  /** The net as it is now, averaged over the last steps, about once a second. */
  z.object({ type: z.literal('net'), id: z.string(), spec: z.unknown(), weights }),
  z.object({
    type: z.literal('progress'),
    id: z.string(),
    progress: z.number(),
    stepsPerSecond: z.number(),
    likeness: z.number(),
    heldOut: z.number().nullable(),
  }),
  z.object({ type: z.literal('finished'), id: z.string() }),
  z.object({ type: z.literal('failed'), id: z.string(), reason: z.string() }),
]);

export type ImageFile = z.infer<typeof imageFile>;
export type WorkOrder = z.infer<typeof workOrder>;
export type OrderMessage = z.infer<typeof orderMessage>;
export type ReportMessage = z.infer<typeof reportMessage>;
