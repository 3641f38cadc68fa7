/** Reads a picture file (PNG, JPEG, WebP, AVIF, GIF, TIFF) as 8-bit RGB. Transparency is laid on white, 16 bits lose their low byte. */

import sharp from 'sharp';
import { describeError, EngineError } from '../errors.ts';
import type { Picture } from './preprocess.ts';

/** Larger pictures are refused: nobody means them, and they take gigabytes. */
const MOST_PIXELS = 100_000_000;

/** Read a picture. @throws EngineError 'bad-picture' naming the file and what is wrong with it */
export async function readPicture(file: string | Uint8Array): Promise<Picture> {
  const where = typeof file === 'string' ? file : 'the picture';
  try {
    const opened = sharp(file, { limitInputPixels: MOST_PIXELS, failOn: 'truncated' });
    const { hasAlpha } = await opened.metadata();
    const { data, info } = await opened
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, rgb: threeChannels(data, info.channels, hasAlpha === true) };
  } catch (error) {
    const hint = 'expected a PNG, JPEG, WebP, AVIF, GIF or TIFF file of at most 100 megapixels';
    throw new EngineError('bad-picture', `${where}: cannot be read as a picture: ${describeError(error)}`, hint);
  }
}

// Implementation

function threeChannels(data: Uint8Array, channels: number, hasAlpha: boolean): Uint8Array {
  const pixels = data.length / channels;
  const rgb = new Uint8Array(3 * pixels);
  const isGrey = channels < 3;
  for (let i = 0; i < pixels; i++) {
    const alpha = hasAlpha ? (data[channels * (i + 1) - 1] ?? 255) : 255;
    for (let channel = 0; channel < 3; channel++) {
      const value = data[channels * i + (isGrey ? 0 : channel)] ?? 0;
      rgb[3 * i + channel] = overWhite(value, alpha);
    }
  }
  return rgb;
}

/** Pillow's alpha_composite on white, in its fixed point. */
function overWhite(value: number, alpha: number): number {
  const sum = value * alpha * 128 + 255 * (255 - alpha) * 128;
  const rounded = sum + (0x80 << 7);
  return ((rounded >> 8) + rounded) >> 15;
}
