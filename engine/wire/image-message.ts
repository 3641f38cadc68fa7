/** The image that a page may send with a prompt, as a part of its message. */

import { z } from 'zod';

/** The largest image, as a file. */
export const MAX_IMAGE_BYTES = 2 << 20;
/** The longest message of a display: an image in base64, and its text. */
export const MAX_CLIENT_MESSAGE_BYTES = 3 << 20;

/**
 * An image as a part of a prompt, or all of it. `data` is a PNG, JPEG, WebP, AVIF, GIF or TIFF file in base64, with or without
 * "data:…;base64," before it, at most MAX_IMAGE_BYTES of it. A page should send it small: 512 pixels a side are all that is looked
 * at. `weight` stands beside the weights of the texts, which are 1 when none is said.
 */
export const imageMessage = z.object({
  name: z.string().min(1).max(100).default('image'),
  weight: z.number().positive().max(100).default(1),
  data: z.string().max(Math.ceil(MAX_IMAGE_BYTES / 3) * 4 + 64, 'expected an image of at most 2 MiB'),
});

export type ImageMessage = z.infer<typeof imageMessage>;
