/**
 * A picture of what the engine heard: waveform, bands, onsets, drums, beats, tempo, confidence and novelty over one time
 * axis. Frames and samples go in; a list of rectangles, lines and words comes out, which is written as SVG in a page here
 * and drawn to pixels in raster.ts.
 */

import type { Hertz, Seconds } from '../units.ts';
import { collectEvents, type Events } from './events.ts';
import { BANDS, type FeatureFrame } from './features.ts';

/** '#rrggbb'. */
export type Colour = `#${string}`;

/** One thing to draw; pixels, origin top left. Texts are 7 pixels high and stand on `y`. */
export type Mark =
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
      readonly colour: Colour;
    }
  | { readonly kind: 'line'; readonly points: readonly (readonly [number, number])[]; readonly colour: Colour }
  | { readonly kind: 'text'; readonly x: number; readonly y: number; readonly text: string; readonly colour: Colour };

/** A drawing of a size. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

/** What is kept of each frame for the picture. */
export interface Listening {
  readonly events: Events;
  /** One row a hop: time, bands (5), bpm, confidence, novelty, barPhase, drop 1 or breakdown −1. */
  readonly rows: readonly (readonly number[])[];
  /** Largest magnitude of the mono mix by column, [columns]. */
  readonly waveform: Float32Array;
  readonly duration: Seconds;
  readonly title: string;
}

const WIDTH = 1600;
const LEFT = 78;
const RIGHT = 12;
const COLUMNS = WIDTH - LEFT - RIGHT;
const INK: Colour = '#d8dee9';
const FAINT: Colour = '#3b4252';
const PAPER: Colour = '#14161c';
const ACCENTS: readonly Colour[] = ['#b48ead', '#5e81ac', '#88c0d0', '#a3be8c', '#ebcb8b'];
const TEMPO_LOW = 50;
const TEMPO_HIGH = 210;

/** Start to record a sound; `listening(…)` gives what the picture needs. */
export function recordListening() {
  const collector = collectEvents();
  const rows: number[][] = [];
  return {
    take(frame: Readonly<FeatureFrame>): void {
      collector.take(frame);
      const { time, bands, bpm, tempoConfidence, novelty, barPhase, isDrop, isBreakdown } = frame;
      rows.push([time, ...bands, bpm, tempoConfidence, novelty, barPhase, isDrop ? 1 : isBreakdown ? -1 : 0]);
    },
    listening(title: string, samples: Float32Array, channels: number, sampleRate: Hertz): Listening {
      const frames = samples.length / channels;
      const waveform = new Float32Array(COLUMNS);
      for (let i = 0; i < frames; i++) {
        let mono = 0;
        for (let c = 0; c < channels; c++) mono += (samples[i * channels + c] ?? 0) / channels;
        const column = Math.min(COLUMNS - 1, Math.floor((i / frames) * COLUMNS));
        waveform[column] = Math.max(waveform[column] ?? 0, Math.abs(mono));
      }
      return { events: collector.events, rows, waveform, duration: frames / sampleRate, title };
    },
  };
}

/** Draw what was heard. */
export function drawListening(heard: Listening): Drawing {
  const marks: Mark[] = [];
  const x = (time: Seconds): number => LEFT + (time / heard.duration) * COLUMNS;
  let y = 24;
  marks.push({ kind: 'text', x: LEFT, y: 14, text: heard.title, colour: INK });
  const panel = (name: string, h: number): number => {
    const top = y;
    marks.push({ kind: 'text', x: 6, y: top + Math.min(12, h / 2 + 4), text: name, colour: INK });
    marks.push({ kind: 'box', x: LEFT, y: top + h, w: COLUMNS, h: 1, colour: FAINT });
    y = top + h + 8;
    return top;
  };
  drawWaveform(marks, heard, panel('WAVEFORM', 90));
  BANDS.forEach((name, b) => {
    drawBand(marks, heard, b, x, panel(name.toUpperCase(), 22));
  });
  const { onsets, drums, beats, tempo } = heard.events;
  drawTicks(marks, onsets, x, panel('ONSETS', 18), 18, INK);
  drawTicks(marks, drums.kick, x, panel('KICK', 14), 14, '#bf616a');
  drawTicks(marks, drums.snare, x, panel('SNARE', 14), 14, '#d08770');
  drawTicks(marks, drums.hat, x, panel('HAT', 14), 14, '#ebcb8b');
  const top = panel('BEATS', 24);
  drawTicks(marks, beats, x, top, 14, '#a3be8c');
  drawTicks(marks, barStarts(heard), x, top, 24, '#8fbcbb');
  const tempoTop = panel('TEMPO', 80);
  for (const bpm of [60, 90, 120, 150, 180]) {
    const at = tempoTop + 80 * (1 - (bpm - TEMPO_LOW) / (TEMPO_HIGH - TEMPO_LOW));
    marks.push({ kind: 'box', x: LEFT, y: at, w: COLUMNS, h: 1, colour: FAINT });
    marks.push({ kind: 'text', x: 50, y: at + 3, text: String(bpm), colour: INK });
  }
  const last = tempo.at(-1)?.[1] ?? 0;
  const tempoPoints = heard.rows.filter((row) => (row[6] ?? 0) > 0).map((row) => [row[0] ?? 0, row[6] ?? 0] as const);
  drawCurve(marks, tempoPoints, x, tempoTop, 80, TEMPO_LOW, TEMPO_HIGH, '#88c0d0');
  marks.push({ kind: 'text', x: WIDTH - 90, y: tempoTop + 10, text: `${last.toFixed(1)} BPM`, colour: INK });
  const columnOf = (i: number) => heard.rows.map((row) => [row[0] ?? 0, row[i] ?? 0] as const);
  drawCurve(marks, columnOf(7), x, panel('CONFIDENCE', 50), 50, 0, 1, '#a3be8c');
  const noveltyTop = panel('SECTIONS', 50);
  drawCurve(marks, columnOf(8), x, noveltyTop, 50, -1, 1, '#b48ead');
  drawSections(marks, heard, x, noveltyTop);
  drawAxis(marks, heard.duration, x, y);
  return {
    width: WIDTH,
    height: y + 24,
    marks: [{ kind: 'box', x: 0, y: 0, w: WIDTH, h: y + 24, colour: PAPER }, ...marks],
  };
}

/** Write a drawing as a page with one SVG in it. */
export function drawingToHtml(drawing: Drawing, title: string): string {
  const safe = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
  const n = (v: number): string => String(Math.round(v * 10) / 10);
  const shapes = drawing.marks.map((mark) => {
    if (mark.kind === 'box')
      return `<rect x="${n(mark.x)}" y="${n(mark.y)}" width="${n(mark.w)}" height="${n(mark.h)}" fill="${mark.colour}"/>`;
    if (mark.kind === 'text')
      return `<text x="${n(mark.x)}" y="${n(mark.y)}" fill="${mark.colour}">${safe(mark.text)}</text>`;
    const points = mark.points.map(([px, py]) => `${n(px)},${n(py)}`).join(' ');
    return `<polyline points="${points}" fill="none" stroke="${mark.colour}"/>`;
  });
  const { width, height } = drawing;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${safe(title)}</title>
<body style="margin:0;background:${PAPER}">
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="monospace" font-size="10">
${shapes.join('\n')}
</svg>
</body></html>
`;
}

// Implementation

function drawWaveform(marks: Mark[], heard: Listening, top: number): void {
  heard.waveform.forEach((peak, column) => {
    const h = Math.max(1, Math.min(1, peak) * 90);
    marks.push({ kind: 'box', x: LEFT + column, y: top + 45 - h / 2, w: 1, h, colour: '#5e81ac' });
  });
}

/** A band as a filled curve: its largest value in each column. */
function drawBand(marks: Mark[], heard: Listening, band: number, x: (t: Seconds) => number, top: number): void {
  const columns = new Float32Array(COLUMNS);
  for (const row of heard.rows) {
    const column = Math.max(0, Math.min(COLUMNS - 1, Math.floor(x(row[0] ?? 0) - LEFT)));
    columns[column] = Math.max(columns[column] ?? 0, row[1 + band] ?? 0);
  }
  columns.forEach((value, column) => {
    const h = 22 * Math.min(1, value);
    if (h >= 0.5) marks.push({ kind: 'box', x: LEFT + column, y: top + 22 - h, w: 1, h, colour: ACCENTS[band] ?? INK });
  });
}

function drawTicks(
  marks: Mark[],
  times: readonly Seconds[],
  x: (t: Seconds) => number,
  top: number,
  h: number,
  colour: Colour,
): void {
  for (const time of times) marks.push({ kind: 'box', x: Math.round(x(time)), y: top, w: 1, h, colour });
}

function drawCurve(
  marks: Mark[],
  values: readonly (readonly [number, number])[],
  x: (t: Seconds) => number,
  top: number,
  h: number,
  low: number,
  high: number,
  colour: Colour,
): void {
  const place = (v: number): number => top + h * (1 - Math.min(1, Math.max(0, (v - low) / (high - low))));
  marks.push({
    kind: 'line',
    points: values.filter((_, i) => i % 4 === 0).map(([t, v]) => [x(t), place(v)] as const),
    colour,
  });
}

/** Where the bar's phase falls back to its start while beats are claimed. */
function barStarts(heard: Listening): Seconds[] {
  const times: Seconds[] = [];
  heard.rows.forEach((row, i) => {
    const before = heard.rows[i - 1]?.[9] ?? 0;
    if ((row[9] ?? 0) < before - 0.5 && heard.events.beats.some((beat) => Math.abs(beat - (row[0] ?? 0)) < 0.02))
      times.push(row[0] ?? 0);
  });
  return times;
}

function drawSections(marks: Mark[], heard: Listening, x: (t: Seconds) => number, top: number): void {
  for (const row of heard.rows) {
    const time = row[0] ?? 0;
    const way = row[10] ?? 0;
    if (way === 0) continue;
    marks.push({ kind: 'box', x: Math.round(x(time)), y: top, w: 1, h: 50, colour: '#ebcb8b' });
    marks.push({
      kind: 'text',
      x: x(time) + 4,
      y: top + 10,
      text: way > 0 ? 'DROP' : 'BREAKDOWN',
      colour: '#ebcb8b',
    });
  }
}

function drawAxis(marks: Mark[], duration: Seconds, x: (t: Seconds) => number, y: number): void {
  const step = duration > 240 ? 30 : duration > 60 ? 10 : 5;
  for (let t = 0; t <= duration; t += step) {
    marks.push({ kind: 'box', x: Math.round(x(t)), y: y - 4, w: 1, h: 6, colour: INK });
    marks.push({ kind: 'text', x: x(t) + 3, y: y + 12, text: `${t} S`, colour: INK });
  }
}
