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
  let height = 0;
  let onset = 0;
  let level = 0;
  let rms = LEVEL_FLOOR;
  let spokenAt = 0;

  new ResizeObserver(([entry]) => {
    width = entry?.contentRect.width ?? 0;
    height = entry?.contentRect.height ?? 0;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
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
      pen.fillRect(0, 0, width, height);
      drawLevel(pen, width, { rms, level, gate, heard });
      drawBands(pen, width, height - BEAT_HEIGHT - 24, bands, hits);
      drawBeat(pen, height - BEAT_HEIGHT, heard, (time - heardAt) / 1000);
      drawDrums(pen, width, height - BEAT_HEIGHT, drums, onset);
    },
  };
}

// Implementation

type Pen = CanvasRenderingContext2D;

const FONT = 'system-ui, sans-serif';
/** Rows of the canvas, pixels: level on top, bands in the middle, beat and drums below. */
const BANDS_TOP = 40;
const BEAT_HEIGHT = 72;

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
  write(pen, heard ? `${Math.round(rms)} dBFS`.replace('-', '−') : '–', width, 10, 14, 'right', COLOUR.text);
  const state = heard ? (heard.gateOpen ? 'gate open' : 'silence') : '';
  write(pen, state, width, 26, 12, 'right', heard?.gateOpen ? COLOUR.dim : COLOUR.amber);
}

function drawBands(pen: Pen, width: number, bottom: number, bands: Float32Array, hits: Float32Array): void {
  const gap = 6;
  const pitch = (width + gap) / 5;
  const wide = pitch - gap;
  const tall = bottom - BANDS_TOP;
  for (let i = 0; i < 5; i++) {
    const left = i * pitch;
    const hit = clamp(hits[i] ?? 0, 0, 1);
    const high = clamp(bands[i] ?? 0, 0, 1) * tall;
    pen.fillStyle = COLOUR.well;
    pen.fillRect(left, BANDS_TOP, wide, tall);
    pen.fillStyle = COLOUR.fern;
    pen.globalAlpha = 0.55 + 0.45 * hit;
    pen.fillRect(left, bottom - high, wide, high);
    pen.globalAlpha = hit;
    pen.fillStyle = COLOUR.hit;
    pen.fillRect(left, BANDS_TOP, wide, 5);
    pen.globalAlpha = 1;
    write(pen, BAND_LABELS[i] ?? '', left + wide / 2, bottom + 10, 12, 'center', COLOUR.dim);
  }
}

/** A ring that runs round once a beat, the tempo beside it, and how sure the ear is of it. */
function drawBeat(pen: Pen, top: number, heard: Meters | undefined, age: number): void {
  const radius = BEAT_HEIGHT / 2 - 4;
  const x = radius + 4;
  const y = top + radius + 4;
  const known = heard !== undefined && heard.bpm > 0;
  const phase = known ? (heard.beatPhase + (Math.min(age, 0.2) * heard.bpm) / 60) % 1 : 0;
  const sure = known ? clamp(heard.tempoConfidence, 0, 1) : 0;
  pen.lineWidth = 6;
  pen.strokeStyle = COLOUR.well;
  arc(pen, x, y, radius, 0, 1);
  if (known) {
    pen.globalAlpha = 0.25 + 0.75 * sure;
    pen.strokeStyle = COLOUR.fern;
    arc(pen, x, y, radius, 0, phase);
    pen.globalAlpha *= Math.max(0, 1 - 2.5 * phase);
    pen.fillStyle = COLOUR.fern;
    disc(pen, x, y, radius - 9);
    pen.globalAlpha = 1;
  }
  const left = x + radius + 16;
  write(pen, known ? heard.bpm.toFixed(1) : '–', left, top + 18, 28, 'left', known ? COLOUR.text : COLOUR.dim);
  write(pen, known ? beatSource(heard) : 'no tempo', left, top + 42, 12, 'left', COLOUR.dim);
  pen.fillStyle = COLOUR.well;
  pen.fillRect(left, top + 54, 88, 5);
  pen.fillStyle = sure > 0.5 ? COLOUR.fern : COLOUR.amber;
  pen.fillRect(left, top + 54, 88 * sure, 5);
}

function drawDrums(pen: Pen, right: number, top: number, drums: Float32Array, onset: number): void {
  const pitch = BEAT_HEIGHT / 4;
  [...DRUMS, 'onset'].forEach((name, i) => {
    const y = top + pitch * (i + 0.5);
    pen.fillStyle = COLOUR.well;
    disc(pen, right - 7, y, 7);
    pen.globalAlpha = clamp(drums[i] ?? onset, 0, 1);
    pen.fillStyle = name === 'onset' ? COLOUR.text : COLOUR.amber;
    disc(pen, right - 7, y, 7);
    pen.globalAlpha = 1;
    write(pen, name, right - 22, y, 12, 'right', COLOUR.dim);
  });
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
  pen.font = `${size > 13 ? 600 : 500} ${size}px ${FONT}`;
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

/** Whose beat it is; of the ear's also how sure it is. */
function beatSource({ tempoSource, tempoConfidence }: Meters): string {
  return tempoSource === 'audio' ? `bpm, ${Math.round(100 * tempoConfidence)} % sure` : `bpm from ${tempoSource}`;
}
