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
  const [x0, y0] = pixelCoordinates(scene, 0, 0);
  const [x1, y1] = pixelCoordinates(scene, 1, 0);
  const [x2, y2] = pixelCoordinates(scene, 0, 1);
  writeAxis(net, columns, GROUP_PIXELS, [x0, y0], [x1 - x0, y1 - y0]);
  writeAxis(net, rows, 1, [0, 0], [x2 - x0, y2 - y0]);
}

// Implementation

type Point = readonly [x: number, y: number];

/** Fill a table [groups][entries][run] whose pixels start at a point and go on in equal steps. */
function writeAxis(net: Cppn, table: Float32Array, run: number, [x, y]: Point, [dx, dy]: Point): void {
  const pairs = net.spec.fourierPairs;
  const stride = columnEntries(net.spec) * run;
  const frequencies = pairs > 0 ? tensor(net, 'fourier') : new Float32Array();
  writeLine(table, 0, run, stride, x, dx);
  writeLine(table, run, run, stride, y, dy);
  for (let k = 0; k < pairs; k++) {
    const fx = frequencies[2 * k] ?? 0;
    const fy = frequencies[2 * k + 1] ?? 0;
    const toCosine = pairs * run;
    writeWave(table, (2 + k) * run, toCosine, run, stride, fx * x + fy * y, fx * dx + fy * dy);
  }
}

function writeLine(table: Float32Array, first: number, run: number, stride: number, start: number, step: number): void {
  let pixel = 0;
  for (let group = first; group < table.length; group += stride) {
    for (let i = 0; i < run; i++) table[group + i] = start + pixel++ * step;
  }
}

/** Plain variables and no tuples: this is the main thread's largest work of a frame whose view moves. */
function writeWave(
  table: Float32Array,
  first: number,
  toCosine: number,
  run: number,
  stride: number,
  phase: number,
  step: number,
): void {
  const sinStep = Math.sin(step);
  const cosStep = Math.cos(step);
  let sine = Math.sin(phase);
  let cosine = Math.cos(phase);
  for (let group = first; group < table.length; group += stride) {
    for (let i = 0; i < run; i++) {
      table[group + i] = sine;
      table[group + i + toCosine] = cosine;
      const next = sine * cosStep + cosine * sinStep;
      cosine = cosine * cosStep - sine * sinStep;
      sine = next;
    }
  }
}
