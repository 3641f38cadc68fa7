/**
 * The two layouts in which a frame's pixels travel, and the conversion between them.
 *
 * rgba  4 bytes a pixel, rows from the top, sRGB, alpha 255.
 * i420  Y [height, width], then Cb and Cr [height/2, width/2]; BT.709 matrix, full range 0…255, chroma 128-centred and averaged
 *       over 2×2 pixels (centre-sited).
 *
 *   Y  = 0.2126 R + 0.7152 G + 0.0722 B     Cb = (B − Y) / 1.8556 + 128     Cr = (R − Y) / 1.5748 + 128     each held to 0…255
 *
 * @see Recommendation ITU-R BT.709-6, 2015
 */

export type PixelFormat = 'rgba' | 'i420';

/** Give the bytes that a frame of this size takes. Width and height are even. */
export function pixelBytes(format: PixelFormat, width: number, height: number): number {
  return format === 'rgba' ? width * height * 4 : (width * height * 3) / 2;
}

/** Convert rgba pixels to i420. Reads and writes nothing else; `target` has room for `pixelBytes('i420', …)`. */
export function rgbaToI420(rgba: Uint8Array, target: Uint8Array, width: number, height: number): void {
  const cbStart = width * height;
  const crStart = cbStart + (width * height) / 4;
  for (let row = 0; row < height; row += 2) {
    for (let column = 0; column < width; column += 2) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let k = 0; k < 4; k++) {
        const at = (row + (k >> 1)) * width + column + (k & 1);
        const r = rgba[4 * at] ?? 0;
        const g = rgba[4 * at + 1] ?? 0;
        const b = rgba[4 * at + 2] ?? 0;
        target[at] = luma(r, g, b) + 0.5;
        red += r;
        green += g;
        blue += b;
      }
      const y = luma(red, green, blue) / 4;
      const chroma = (row / 2) * (width / 2) + column / 2;
      // Pure blue and pure red round to 256, which would wrap round to their complement.
      target[cbStart + chroma] = Math.min(255, (blue / 4 - y) / 1.8556 + 128.5);
      target[crStart + chroma] = Math.min(255, (red / 4 - y) / 1.5748 + 128.5);
    }
  }
}

/**
 * Convert i420 pixels to rgba (nearest chroma). The inverse of {@link rgbaToI420} up to chroma averaging and rounding.
 * @param target a word a pixel, red in its lowest byte: rgba in memory. Whole words and no fractions: 1 ms for 640×360, 7 in bytes
 */
export function i420ToRgba(i420: Uint8Array, target: Uint32Array, width: number, height: number): void {
  const cbStart = width * height;
  const crStart = cbStart + cbStart / 4;
  for (let row = 0; row < height; row += 2) {
    let chroma = (row >> 1) * (width >> 1);
    for (let column = 0; column < width; column += 2, chroma++) {
      const cb = (i420[cbStart + chroma] ?? 128) - 128;
      const cr = (i420[crStart + chroma] ?? 128) - 128;
      const red = HELD_FROM + ((cr * TO_RED + HALF) >> FRACTION_BITS);
      const green = HELD_FROM + ((cb * CB_TO_GREEN + cr * CR_TO_GREEN + HALF) >> FRACTION_BITS);
      const blue = HELD_FROM + ((cb * TO_BLUE + HALF) >> FRACTION_BITS);
      for (let k = 0; k < 4; k++) {
        const at = (row + (k >> 1)) * width + column + (k & 1);
        const y = i420[at] ?? 0;
        const [r, g, b] = [HELD[y + red] ?? 0, HELD[y + green] ?? 0, HELD[y + blue] ?? 0];
        target[at] = 0xff000000 | (b << 16) | (g << 8) | r;
      }
    }
  }
}

/** Give one pixel of i420 as rgb: red in the lowest byte, then green, then blue. */
export function rgbOfI420(i420: Uint8Array, width: number, height: number, column: number, row: number): number {
  const chroma = (row >> 1) * (width >> 1) + (column >> 1);
  const y = HELD_FROM + (i420[row * width + column] ?? 0);
  const cb = (i420[width * height + chroma] ?? 128) - 128;
  const cr = (i420[width * height + ((width * height) >> 2) + chroma] ?? 128) - 128;
  const red = HELD[y + ((cr * TO_RED + HALF) >> FRACTION_BITS)] ?? 0;
  const green = HELD[y + ((cb * CB_TO_GREEN + cr * CR_TO_GREEN + HALF) >> FRACTION_BITS)] ?? 0;
  const blue = HELD[y + ((cb * TO_BLUE + HALF) >> FRACTION_BITS)] ?? 0;
  return (blue << 16) | (green << 8) | red;
}

/** Give i420 pixels at another size, each the nearest one. Sizes are even; the picture fills the new size. Allocates the result. */
export function resizeI420(
  pixels: Uint8Array,
  width: number,
  height: number,
  newWidth: number,
  newHeight: number,
): Uint8Array {
  const target = new Uint8Array(pixelBytes('i420', newWidth, newHeight));
  let from = 0;
  let to = 0;
  for (const [w, h, newW, newH] of [
    [width, height, newWidth, newHeight],
    [width / 2, height / 2, newWidth / 2, newHeight / 2],
    [width / 2, height / 2, newWidth / 2, newHeight / 2],
  ] as const) {
    for (let row = 0; row < newH; row++) {
      const source = from + Math.floor(((row + 0.5) * h) / newH) * w;
      for (let column = 0; column < newW; column++) {
        target[to++] = pixels[source + Math.floor(((column + 0.5) * w) / newW)] ?? 0;
      }
    }
    from += w * h;
  }
  return target;
}

// Implementation

const FRACTION_BITS = 14;
const HALF = 1 << (FRACTION_BITS - 1);
const [TO_RED, CB_TO_GREEN, CR_TO_GREEN, TO_BLUE] = [1.5748, -0.187324, -0.468124, 1.8556].map((factor) =>
  Math.round(factor * (1 << FRACTION_BITS)),
) as [number, number, number, number];
/** Every sum of luma and chroma, −HELD_FROM…, held to 0…255: a look-up is quicker than two comparisons. */
const HELD_FROM = 384;
const HELD = Uint8Array.from({ length: 1024 }, (_, i) => Math.max(0, Math.min(255, i - HELD_FROM)));

function luma(r: number, g: number, b: number): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
