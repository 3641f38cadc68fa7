/**
 * What a pixel's column and row bring to its features. Unless a fold is aslant, coordinates and Fourier phases are a part of the
 * column plus a part of the row; the kernel adds the parts, by the addition theorem where they are phases. Mirrors and waves cost
 * the pixels nothing: they are in the tables.
 */

import { type Cppn, tensor } from '../../cppn/cppn.ts';
import { type Place, pixelCoordinates, turned, waveShift } from '../scene.ts';
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
 * Fill both tables for a frame whose folds are all level. Entries: x, y, then the sine of every pair's phase, then the cosine.
 * Columns carry the view's offset. Where nothing is bent, sines come by turning a unit vector in double precision; the error after
 * 4096 steps is below 1e-11.
 */
export function writeCoordinates(net: Cppn, place: Place, columns: Float32Array, rows: Float32Array): void {
  if (place.folds.length > 0 || place.waves.length > 0) {
    writeBent(net, place, columns, rows);
    return;
  }
  const [x0, y0] = pixelCoordinates(place, 0, 0);
  const [x1, y1] = pixelCoordinates(place, 1, 0);
  const [x2, y2] = pixelCoordinates(place, 0, 1);
  writeAxis(net, columns, GROUP_PIXELS, [x0, y0], [x1 - x0, y1 - y0]);
  writeAxis(net, rows, 1, [0, 0], [x2 - x0, y2 - y0]);
}

/** Write the frequencies that a kernel over free coordinates reads, [pairs][x, y], in turns for each unit of length. */
export function writeFrequencies(net: Cppn, table: Float32Array): void {
  if (net.spec.fourierPairs > 0) table.set(tensor(net, 'fourier').map((frequency) => frequency / (2 * Math.PI)));
}

// Implementation

type Point = readonly [x: number, y: number];

/**
 * The tables of bent coordinates. After level folds u is the column's and v the row's; a wave adds to u what depends on v, so that
 * belongs to the row, and the other way round.
 */
function writeBent(net: Cppn, place: Place, columns: Float32Array, rows: Float32Array): void {
  const [a, b, c, d, e, f] = place.view;
  const across = place.waves.map(turned);
  writePoints(net, columns, GROUP_PIXELS, (column) => {
    const u = folded(place, (Math.PI * (2 * column + 1 - place.width)) / place.height, 0);
    const dv = waveShift(across, u);
    return [a * u + b * dv + c, d * u + e * dv + f];
  });
  writePoints(net, rows, 1, (row) => {
    const v = folded(place, (Math.PI * (2 * row + 1 - place.height)) / place.height, 1);
    const du = waveShift(place.waves, v);
    return [b * v + a * du, e * v + d * du];
  });
}

/** One axis after the folds that turn it round: a level fold has its unit vector along one axis. */
function folded({ folds }: Place, at: number, axis: 0 | 1): number {
  return folds.reduce((value, fold) => value - 2 * Math.min(0, fold[axis] * value) * fold[axis], at);
}

/** Fill a table [groups][entries][run] from each pixel's point. */
function writePoints(net: Cppn, table: Float32Array, run: number, point: (pixel: number) => Point): void {
  const pairs = net.spec.fourierPairs;
  const stride = columnEntries(net.spec) * run;
  const frequencies = pairs > 0 ? tensor(net, 'fourier') : new Float32Array();
  let pixel = 0;
  for (let group = 0; group < table.length; group += stride) {
    for (let i = group; i < group + run; i++) {
      const [x, y] = point(pixel++);
      table[i] = x;
      table[i + run] = y;
      for (let k = 0; k < pairs; k++) {
        const phase = x * (frequencies[2 * k] ?? 0) + y * (frequencies[2 * k + 1] ?? 0);
        table[i + (2 + k) * run] = Math.sin(phase);
        table[i + (2 + pairs + k) * run] = Math.cos(phase);
      }
    }
  }
}

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
