/**
 * What the engine hears, on one canvas at the screen's own rate: level with gate, five bands with their hits, the drum lights,
 * tempo and beat. Values come thirty times a second; between them falls are smoothed and the beat runs on.
 */

import { clamp } from '../../engine/units.ts';
import type { Meters } from '../../engine/wire/protocol.ts';
import { element } from '../element.ts';

/** The meters. */
export interface MetersPanel {
  readonly root: HTMLElement;
  hear(meters: Meters): void;
  /** Show nothing: what was heard is no longer true. */
  clear(): void;
  /** Draw now; `gate` is where the gate stands, dBFS. Once an animation frame. */
  draw(gate: number): void;
}

const BAND_LABELS = ['sub', 'bass', 'mid', 'hi-mid', 'high'];
const DRUMS = ['kick', 'snare', 'hat'] as const;
const LEVEL_FLOOR = -72;
/** Time constant of the bars' fall between two messages. */
const FALL_SECONDS = 0.07;
const HEIGHT = 196;
const COLOUR = {
  well: '#1a1d23',
  line: '#333843',
  text: '#e8eaed',
  dim: '#9aa1ad',
  fern: '#6ee7a0',
  hit: '#f4fff8',
  amber: '#ffb454',
} as const;

/** Make the meters in `root`. */
export function metersPanel(root: HTMLElement): MetersPanel {
  const canvas = element('canvas', { class: 'meters', role: 'img', 'aria-label': 'meters' });
  canvas.style.height = `${HEIGHT}px`;
  root.append(canvas);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('this browser draws no canvas');
  const bands = new Float32Array(5);
  const hits = new Float32Array(5);
  const drums = new Float32Array(DRUMS.length);
  let heard: Meters | undefined;
  let heardAt = 0;
  let drawnAt = 0;
  let width = 0;
  let onset = 0;
  let level = 0;
  let rms = LEVEL_FLOOR;
  let spokenAt = 0;

  new ResizeObserver(([entry]) => {
    width = entry?.contentRect.width ?? 0;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(HEIGHT * devicePixelRatio);
  }).observe(canvas);

  function follow(dt: number): void {
    const keep = Math.exp(-dt / FALL_SECONDS);
    const fall = (from: number, to: number) => Math.max(to, from * keep);
    for (let i = 0; i < 5; i++) {
      bands[i] = fall(bands[i] ?? 0, heard?.bands[i] ?? 0);
      hits[i] = fall(hits[i] ?? 0, heard?.hits[i] ?? 0);
    }
    for (let i = 0; i < DRUMS.length; i++) drums[i] = fall(drums[i] ?? 0, heard?.[DRUMS[i] ?? 'kick'] ?? 0);
    onset = fall(onset, heard?.onset ?? 0);
    level = fall(level, heard?.level ?? 0);
    rms = LEVEL_FLOOR + fall(rms - LEVEL_FLOOR, Math.max(0, (heard?.rms ?? LEVEL_FLOOR) - LEVEL_FLOOR));
  }

  function speak(time: number): void {
    // A canvas says nothing to a screen reader: its label does, once a second.
    if (time - spokenAt < 1000) return;
    spokenAt = time;
    const tempo = heard && heard.bpm > 0 ? `${Math.round(heard.bpm)} beats a minute` : 'no tempo';
    const text = heard ? `meters: ${Math.round(heard.rms)} decibels, ${tempo}` : 'meters: nothing heard';
    canvas.setAttribute('aria-label', text);
  }

  return {
    root,
    hear(meters) {
      heard = meters;
      heardAt = performance.now();
    },
    clear() {
      heard = undefined;
    },
    draw(gate) {
      const time = performance.now();
      follow(Math.min(0.1, (time - drawnAt) / 1000));
      drawnAt = time;
      speak(time);
      if (width === 0) return;
      const pen = context;
      pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      pen.fillStyle = '#121419';
      pen.fillRect(0, 0, width, HEIGHT);
      drawLevel(pen, width, { rms, level, gate, heard });
      drawBands(pen, width * 0.54, bands, hits);
      drawDrums(pen, width * 0.54 + 18, drums, onset);
      drawBeat(pen, width * 0.54 + 18 + 62, width, heard, (time - heardAt) / 1000);
    },
  };
}

// Implementation

type Pen = CanvasRenderingContext2D;

const FONT = 'system-ui, sans-serif';
const TOP = 44;
const BOTTOM = HEIGHT - 20;

function drawLevel(
  pen: Pen,
  width: number,
  { rms, level, gate, heard }: { rms: number; level: number; gate: number; heard: Meters | undefined },
): void {
  const long = width - 84;
  const x = (decibels: number) => clamp((decibels - LEVEL_FLOOR) / -LEVEL_FLOOR, 0, 1) * long;
  pen.fillStyle = COLOUR.well;
  pen.fillRect(0, 4, long, 20);
  pen.fillStyle = heard?.gateOpen ? (rms > -3 ? COLOUR.amber : COLOUR.fern) : COLOUR.line;
  pen.fillRect(0, 4, x(rms), 12);
  // Below the raw level: the level after gain, which is what moves the picture.
  pen.fillStyle = COLOUR.dim;
  pen.fillRect(0, 18, level * long, 6);
  pen.fillStyle = COLOUR.text;
  pen.fillRect(x(gate) - 1, 1, 2, 18);
  write(pen, heard ? `${Math.round(rms)} dBFS`.replace('-', '−') : '–', width, 14, 13, 'right', COLOUR.text);
  const state = heard ? (heard.gateOpen ? 'gate open' : 'silence') : '';
  write(pen, state, width, 29, 11, 'right', heard?.gateOpen ? COLOUR.dim : COLOUR.amber);
}

function drawBands(pen: Pen, width: number, bands: Float32Array, hits: Float32Array): void {
  const pitch = width / 5;
  const wide = pitch - 6;
  const tall = BOTTOM - TOP;
  for (let i = 0; i < 5; i++) {
    const left = i * pitch;
    const hit = clamp(hits[i] ?? 0, 0, 1);
    const high = clamp(bands[i] ?? 0, 0, 1) * tall;
    pen.fillStyle = COLOUR.well;
    pen.fillRect(left, TOP, wide, tall);
    pen.fillStyle = COLOUR.fern;
    pen.globalAlpha = 0.62 + 0.38 * hit;
    pen.fillRect(left, BOTTOM - high, wide, high);
    pen.globalAlpha = hit;
    pen.fillStyle = COLOUR.hit;
    pen.fillRect(left, TOP, wide, 5);
    pen.fillRect(left, BOTTOM - high - 2, wide, 3);
    pen.globalAlpha = 1;
    write(pen, BAND_LABELS[i] ?? '', left + wide / 2, HEIGHT - 9, 11, 'center', COLOUR.dim);
  }
}

function drawDrums(pen: Pen, left: number, drums: Float32Array, onset: number): void {
  const pitch = (BOTTOM - TOP + 16) / 4;
  [...DRUMS, 'onset'].forEach((name, i) => {
    const value = clamp(drums[i] ?? onset, 0, 1);
    const y = TOP + 8 + i * pitch;
    pen.fillStyle = COLOUR.well;
    disc(pen, left + 8, y, 8);
    pen.globalAlpha = value;
    pen.fillStyle = name === 'onset' ? COLOUR.text : COLOUR.amber;
    disc(pen, left + 8, y, 8);
    pen.globalAlpha = 1;
    write(pen, name, left + 22, y, 11, 'left', COLOUR.dim);
  });
}

function drawBeat(pen: Pen, left: number, right: number, heard: Meters | undefined, age: number): void {
  const middle = (left + right) / 2 + 4;
  const radius = Math.min(46, (right - left) / 2 - 6);
  const y = TOP + radius + 6;
  const known = heard !== undefined && heard.bpm > 0;
  const phase = known ? (heard.beatPhase + (Math.min(age, 0.2) * heard.bpm) / 60) % 1 : 0;
  const confidence = known ? clamp(heard.tempoConfidence, 0, 1) : 0;
  pen.lineWidth = 5;
  pen.strokeStyle = COLOUR.well;
  arc(pen, middle, y, radius, 0, 1);
  if (known) {
    pen.globalAlpha = 0.25 + 0.75 * confidence;
    pen.strokeStyle = COLOUR.fern;
    arc(pen, middle, y, radius, 0, phase);
    pen.globalAlpha *= Math.max(0, 1 - 3 * phase);
    pen.fillStyle = COLOUR.fern;
    disc(pen, middle, y - radius, 7);
    pen.globalAlpha = 1;
  }
  const digits = Math.min(26, radius * 0.62);
  write(pen, known ? heard.bpm.toFixed(1) : '–', middle, y - 3, digits, 'center', known ? COLOUR.text : COLOUR.dim);
  write(pen, 'bpm', middle, y + digits * 0.75, 11, 'center', COLOUR.dim);
  const wide = 2 * radius;
  pen.fillStyle = COLOUR.well;
  pen.fillRect(middle - radius, BOTTOM - 12, wide, 5);
  pen.fillStyle = confidence > 0.5 ? COLOUR.fern : COLOUR.amber;
  pen.fillRect(middle - radius, BOTTOM - 12, wide * confidence, 5);
  write(
    pen,
    known ? `sure ${Math.round(100 * confidence)} %` : 'no tempo',
    middle,
    HEIGHT - 9,
    11,
    'center',
    COLOUR.dim,
  );
}

function write(
  pen: Pen,
  text: string,
  x: number,
  y: number,
  size: number,
  align: CanvasTextAlign,
  colour: string,
): void {
  pen.font = `${size > 20 ? 600 : 500} ${size}px ${FONT}`;
  pen.textAlign = align;
  pen.textBaseline = 'middle';
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

function disc(pen: Pen, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

/** Turns from the top, clockwise. */
function arc(pen: Pen, x: number, y: number, radius: number, from: number, to: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, (from - 0.25) * 2 * Math.PI, (to - 0.25) * 2 * Math.PI);
  pen.stroke();
}
