/**
 * Draws the marks of listening-plot.ts to pixels: boxes, thin lines and capital letters of five by seven dots. RGBA out.
 */

import type { Colour, Drawing } from './listening-plot.ts';

/** Draw to RGBA, [height, width, 4], row by row from the top. Allocates. */
export function rasterize(drawing: Drawing): Uint8Array {
  const { width, height } = drawing;
  const pixels = new Uint8Array(width * height * 4);
  const dot = (x: number, y: number, colour: readonly number[]): void => {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    pixels.set(colour, (y * width + x) * 4);
  };
  for (const mark of drawing.marks) {
    const colour = rgba(mark.colour);
    if (mark.kind === 'box') fillBox(dot, mark.x, mark.y, mark.w, mark.h, colour);
    else if (mark.kind === 'text') drawText(dot, mark.x, mark.y, mark.text, colour);
    else {
      mark.points.forEach(([x, y], i) => {
        const [x0, y0] = mark.points[i - 1] ?? [x, y];
        drawLine(dot, x0, y0, x, y, colour);
      });
    }
  }
  return pixels;
}

// Implementation

type Dot = (x: number, y: number, colour: readonly number[]) => void;

function rgba(colour: Colour): readonly number[] {
  const n = Number.parseInt(colour.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255, 255];
}

function fillBox(dot: Dot, x: number, y: number, w: number, h: number, colour: readonly number[]): void {
  const right = Math.round(x + w);
  const bottom = Math.round(y + h);
  for (let row = Math.round(y); row < bottom; row++) {
    for (let column = Math.round(x); column < right; column++) dot(column, row, colour);
  }
}

function drawLine(dot: Dot, x0: number, y0: number, x1: number, y1: number, colour: readonly number[]): void {
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
  for (let s = 0; s <= steps; s++) {
    dot(Math.round(x0 + ((x1 - x0) * s) / steps), Math.round(y0 + ((y1 - y0) * s) / steps), colour);
  }
}

function drawText(dot: Dot, x: number, y: number, text: string, colour: readonly number[]): void {
  let left = Math.round(x);
  for (const letter of text.toUpperCase()) {
    const rows = GLYPHS[letter] ?? GLYPHS['?'] ?? '';
    for (let r = 0; r < 7; r++) {
      const bits = Number.parseInt(rows.slice(2 * r, 2 * r + 2), 16);
      for (let c = 0; c < 5; c++) if (bits & (16 >> c)) dot(left + c, Math.round(y) - 7 + r, colour);
    }
    left += 6;
  }
}

/** Seven rows of five bits, two hexadecimal digits a row. */
// biome-ignore format: one line a few letters
const GLYPHS: Readonly<Record<string, string>> = {
  A: '0e11111f111111', B: '1e11111e11111e', C: '0e11101010110e', D: '1e11111111111e', E: '1f10101e10101f', F: '1f10101e101010',
  G: '0e11101711110f', H: '1111111f111111', I: '0e04040404040e', J: '0702020202120c', K: '11121418141211', L: '1010101010101f',
  M: '111b1515111111', N: '11191513111111', O: '0e11111111110e', P: '1e11111e101010', Q: '0e11111115120d', R: '1e11111e141211',
  S: '0f10100e01011e', T: '1f040404040404', U: '1111111111110e', V: '11111111110a04', W: '1111111515150a', X: '11110a040a1111',
  Y: '11110a04040404', Z: '1f01020408101f', 0: '0e11131519110e', 1: '040c040404040e', 2: '0e11010204081f', 3: '1f02040201110e',
  4: '02060a121f0202', 5: '1f101e0101110e', 6: '0608101e11110e', 7: '1f010204080808', 8: '0e11110e11110e', 9: '0e11110f01020c',
  ' ': '00000000000000', '.': '00000000000c0c', '-': '0000001f000000', ',': '000000000c0408', '/': '00010204081000', ':': '000c0c000c0c00',
  '?': '0e110102040004', _: '0000000000001f',
};
