/** Reads a picture file (PNG, JPEG, WebP, AVIF, GIF, TIFF) as 8-bit RGB. Transparency is laid on white, 16 bits lose their low byte. */

import sharp, { type Sharp } from 'sharp';
import { describeError, EngineError } from '../errors.ts';
import type { Picture } from './preprocess.ts';

/** Larger pictures are refused: nobody means them, and they take gigabytes. */
const MOST_PIXELS = 100_000_000;

/**
 * Read a picture.
 * @param within turns it upright and makes it no larger than this many pixels a side; without it, every pixel is given as it lies
 * @param where names it in errors
 * @throws EngineError 'bad-picture' naming the file and what is wrong with it
 */
export function readPicture(
  file: string | Uint8Array,
  within?: number,
  where = typeof file === 'string' ? file : 'the picture',
): Promise<Picture> {
  return orBadPicture(where, async () => {
    const opened = opening(file);
    const { hasAlpha } = await opened.metadata();
    if (within !== undefined) makeSmall(opened, within);
    const { data, info } = await opened
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, rgb: threeChannels(data, info.channels, hasAlpha === true) };
  });
}

/** Give a picture file as a PNG, upright and no larger than `within` pixels a side. @throws EngineError 'bad-picture' */
export function shrinkPicture(file: string, within: number): Promise<Uint8Array> {
  return orBadPicture(file, () => makeSmall(opening(file), within).toColourspace('srgb').png().toBuffer());
}

// Implementation

function opening(file: string | Uint8Array): Sharp {
  return sharp(file, { limitInputPixels: MOST_PIXELS, failOn: 'truncated' });
}

function makeSmall(opened: Sharp, within: number): Sharp {
  return opened.autoOrient().resize(within, within, { fit: 'inside', withoutEnlargement: true });
}

async function orBadPicture<T>(where: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const hint = 'expected a PNG, JPEG, WebP, AVIF, GIF or TIFF file of at most 100 megapixels';
    const [reason = ''] = describeError(error).split('\n');
    throw new EngineError('bad-picture', `${where}: cannot be read as a picture: ${reason}`, hint);
  }
}

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
