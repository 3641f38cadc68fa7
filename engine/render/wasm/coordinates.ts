/**
 * What a pixel's column and row bring to its features. The view is affine, so coordinates and Fourier phases are a part of the
 * column plus a part of the row; the kernel adds the parts, by the addition theorem where they are phases.
 */

import { type Cppn, tensor } from '../../cppn/cppn.ts';
import { pixelCoordinates, type Scene } from '../scene.ts';
import { columnEntries, GROUP_PIXELS } from './kernel.ts';

/** Count the floats of the column table, [groups][entries][16]; columns past the width are there and are evaluated in vain. */
export function columnTableLength(net: Cppn, width: number): number {
  return Math.ceil(width / GROUP_PIXELS) * GROUP_PIXELS * columnEntries(net.spec);
}

/** Count the floats of the row table, [height][entries]. */
export function rowTableLength(net: Cppn, height: number): number {
  return height * columnEntries(net.spec);
}

/**
 * Fill both tables for a frame. Entries: x, y, then the sine of every pair's phase, then the cosine. Columns carry the view's
 * offset. Sines come by turning a unit vector in double precision; the error after 4096 steps is below 1e-11.
 */
export function writeCoordinates(
  net: Cppn,
  scene: Pick<Scene, 'width' | 'height' | 'view'>,
  columns: Float32Array,
  rows: Float32Array,
): void {
  const entries = columnEntries(net.spec);
  const [x0, y0] = pixelCoordinates(scene, 0, 0);
  const [x1, y1] = pixelCoordinates(scene, 1, 0);
  const [x2, y2] = pixelCoordinates(scene, 0, 1);
  const column = (pixel: number, entry: number) =>
    (Math.floor(pixel / GROUP_PIXELS) * entries + entry) * GROUP_PIXELS + (pixel % GROUP_PIXELS);
  const row = (pixel: number, entry: number) => pixel * entries + entry;
  const width = columns.length / entries;
  writeAxis(net, columns, width, column, [x0, y0], [x1 - x0, y1 - y0]);
  writeAxis(net, rows, scene.height, row, [0, 0], [x2 - x0, y2 - y0]);
}

// Implementation

type Point = readonly [x: number, y: number];

function writeAxis(
  net: Cppn,
  table: Float32Array,
  pixels: number,
  at: (pixel: number, entry: number) => number,
  [x, y]: Point,
  [dx, dy]: Point,
): void {
  for (let i = 0; i < pixels; i++) {
    table[at(i, 0)] = x + i * dx;
    table[at(i, 1)] = y + i * dy;
  }
  const pairs = net.spec.fourierPairs;
  const frequencies = pairs > 0 ? tensor(net, 'fourier') : new Float32Array();
  for (let k = 0; k < pairs; k++) {
    const [fx, fy] = [frequencies[2 * k] ?? 0, frequencies[2 * k + 1] ?? 0];
    const step = fx * dx + fy * dy;
    const [sinStep, cosStep] = [Math.sin(step), Math.cos(step)];
    let sine = Math.sin(fx * x + fy * y);
    let cosine = Math.cos(fx * x + fy * y);
    for (let i = 0; i < pixels; i++) {
      table[at(i, 2 + k)] = sine;
      table[at(i, 2 + pairs + k)] = cosine;
      [sine, cosine] = [sine * cosStep + cosine * sinStep, cosine * cosStep - sine * sinStep];
    }
  }
}
