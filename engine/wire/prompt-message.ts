/** What is said of prompts on the wire: how a job stands, and what a page may ask. Part of `protocol.ts`. */

import { z } from 'zod';
import { imageMessage } from './image-message.ts';

/** When a prompt goes on stage: with its first picture; when it is done, at once or on the next bar; on `prompt.cue`. */
export const promptShow = z.enum(['first', 'done', 'bar', 'cue']);

/** Steps that a prompt may be given: with fewer the pyramid has no room. */
export const FEWEST_STEPS = 20;
export const MOST_STEPS = 5000;

/** A prompt on its way to a preset, as the pages see it. */
export const promptJob = z.object({
  id: z.string(),
  prompt: z.string(),
  negative: z.string(),
  /** Name of the image that it shall be like as well; missing without one. Then the prompt may be empty. */
  image: z.string().optional(),
  seed: z.number(),
  /** The preset it starts from; empty for the nearest start net. */
  from: z.string(),
  /** Which judge steers it; empty until the optimizer has told. */
  judge: z.string(),
  /** The preset it plays as. */
  slug: z.string(),
  status: z.enum(['waiting', 'running', 'paused', 'done', 'failed', 'cancelled', 'discarded']),
  priority: z.number(),
  steps: z.number(),
  /** 0…1 */
  progress: z.number(),
  stepsPerSecond: z.number(),
  /** Likeness by the optimizing judge as it went, 0…1. */
  curve: z.array(z.number()),
  /** Likeness by the held-out judge, 0…1. */
  heldOut: z.number().nullable(),
  reason: z.string(),
  show: promptShow,
  /** It has been put on stage already. */
  isShown: z.boolean(),
});

const jobId = z.string().min(1).max(64);

/** What a page may say of prompts. */
export const promptMessages = [
  /**
   * Ask for a preset. With an image the prompt may be empty. What is no prompt or no picture is `refused`; one that cannot be decoded
   * makes the job fail with its reason.
   */
  z.object({
    type: z.literal('prompt'),
    id: jobId,
    prompt: z.string().max(2000),
    negative: z.string().max(2000).optional(),
    image: imageMessage.optional(),
    seed: z.int().optional(),
    steps: z.int().min(FEWEST_STEPS).max(MOST_STEPS).optional(),
    from: z.string().max(100).optional(),
    priority: z.number().optional(),
    show: promptShow.default('first'),
  }),
  /** `play` puts it on stage, `discard` moves a finished one's preset into the trash, `forget` takes an ended one off the list. */
  z.object({
    type: z.literal('job'),
    act: z.enum(['cancel', 'pause', 'resume', 'play', 'discard', 'restore', 'forget']),
    id: jobId,
  }),
  z.object({ type: z.literal('job-show'), id: jobId, show: promptShow }),
  z.object({ type: z.literal('job-move'), id: jobId, before: jobId.optional() }),
] as const;

export type PromptShow = z.infer<typeof promptShow>;
