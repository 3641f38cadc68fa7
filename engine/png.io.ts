/** PNG files: thumbnails, stills, contact sheets. */

import { PNG } from 'pngjs';

/** Encode rgba pixels, [height, width, 4], as a PNG without alpha. */
export function encodePng(rgba: Uint8Array, width: number, height: number): Buffer {
  const png = new PNG({ width, height });
  png.data = Buffer.from(rgba);
  return PNG.sync.write(png, { colorType: 2 });
}
