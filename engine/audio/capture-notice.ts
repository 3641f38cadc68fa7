/**
 * What engine and capture process tell each other beside sound: one request on the command line, notices as JSON text in
 * the block stream. Both sides are ours, but a pipe is an edge: what comes in is parsed here and nowhere else.
 */

import { z } from 'zod';

/** What a capture process is started for. */
export const CaptureRequest = z.object({
  mode: z.enum(['list', 'capture']),
  device: z.string(),
  hostApi: z.string(),
  channels: z.tuple([z.number(), z.number()]),
  /** Hertz; 0 for the device's own. */
  sampleRate: z.number(),
  /** Frames. */
  blockSize: z.number(),
  /** The device that was heard before and is looked for again; it goes before the wish. */
  lost: z.object({ name: z.string(), hostApi: z.string() }).optional(),
});
export type CaptureRequest = z.infer<typeof CaptureRequest>;

const Failure = { message: z.string(), hint: z.string() };

/** What a capture process reports. */
export const CaptureNotice = z.discriminatedUnion('kind', [
  /** The answer in mode 'list'. */
  z.object({
    kind: z.literal('devices'),
    hosts: z.array(z.object({ name: z.string(), isDefault: z.boolean(), defaultInput: z.number() })).readonly(),
    inputs: z
      .array(
        z.object({
          index: z.number(),
          name: z.string(),
          hostApi: z.string(),
          channels: z.number(),
          defaultSampleRate: z.number(),
        }),
      )
      .readonly(),
  }),
  /** Capture has started; blocks follow. */
  z.object({ kind: z.literal('opened'), name: z.string(), hostApi: z.string(), note: z.string().optional() }),
  /** The device is not there, or does not open; the process goes on looking. */
  z.object({ kind: z.literal('absent'), ...Failure }),
  /** PortAudio itself does not load; the process ends. */
  z.object({ kind: z.literal('broken'), ...Failure }),
]);
export type CaptureNotice = z.infer<typeof CaptureNotice>;
