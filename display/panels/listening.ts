/**
 * What the engine heard in the last ten seconds, on one canvas and one time axis: waveform, bands, onsets and drums, beats and
 * bars, tempo, confidence, drops and breakdowns. The live sister of `neonfern analyse --plot`. Drawn when something was told.
 */

import { clamp, type Seconds } from '../../engine/units.ts';
import type { Meters } from '../../engine/wire/protocol.ts';
import { element } from '../element.ts';
import { addToTrace, TRACE_SECONDS } from '../trace.ts';

/** The listening picture. */
export interface ListeningPanel {
  hear(meters: Meters): void;
  /** Show nothing: what was heard is no longer true. */
  clear(): void;
  /** Draw what is new. Once an animation frame. */
  draw(): void;
}

/** Make the picture in `root`. */
export function listeningPanel(root: HTMLElement): ListeningPanel {
  const label = 'the last ten seconds: waveform, bands, hits, beats, tempo and confidence';
  const canvas = element('canvas', { class: 'listening', role: 'img', 'aria-label': label });
  root.append(canvas);
  const pen = canvas.getContext('2d', { alpha: false });
  if (!pen) throw new Error('this browser draws no canvas');
  const trace: Meters[] = [];
  let width = 0;
  let stale = true;

  new ResizeObserver(([entry]) => {
    width = entry?.contentRect.width ?? 0;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(HEIGHT * devicePixelRatio);
    stale = true;
  }).observe(canvas);

  return {
    hear(meters) {
      addToTrace(trace, meters);
      stale = true;
    },
    clear() {
      trace.length = 0;
      stale = true;
    },
    draw() {
      if (!stale || width === 0) return;
      stale = false;
      pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      drawTrace(pen, width, trace);
    },
  };
}

// Implementation

type Pen = CanvasRenderingContext2D;

/** Rows of the picture, pixels from the top. The style sheet gives the canvas the same height. */
const HEIGHT = 104;
const LEFT = 52;
const WAVE = { top: 0, tall: 28 };
const BANDS = { top: 31, each: 5 };
const HITS = { top: 59, each: 5 };
const TEMPO = { top: 82, tall: 22 };
const SLOWEST = 60;
const FASTEST = 200;
/** A row that was told later than this after the one before has a gap in front of it. */
const GAP: Seconds = 0.2;
const COLOUR = {
  ground: '#121419',
  well: '#1a1d23',
  line: '#333843',
  text: '#e8eaed',
  dim: '#9aa1ad',
  fern: '#6ee7a0',
  amber: '#ffb454',
  red: '#ff4052',
  ice: '#78cdff',
} as const;

function drawTrace(pen: Pen, width: number, trace: readonly Meters[]): void {
  const newest = trace.at(-1)?.time ?? 0;
  const scale = (width - LEFT) / TRACE_SECONDS;
  // Whole pixels: half ones would show as seams between two columns.
  const x = (time: Seconds): number => Math.round(width - (newest - time) * scale);
  pen.fillStyle = COLOUR.ground;
  pen.fillRect(0, 0, width, HEIGHT);
  pen.fillStyle = COLOUR.well;
  pen.fillRect(LEFT, WAVE.top, width, WAVE.tall);
  pen.fillRect(LEFT, BANDS.top, width, 5 * BANDS.each);
  pen.fillRect(LEFT, HITS.top, width, 4 * HITS.each);
  pen.fillRect(LEFT, TEMPO.top, width, TEMPO.tall);
  trace.forEach((row, i) => {
    const before = trace[i - 1];
    const right = x(row.time);
    if (right <= LEFT) return;
    const left = before && row.time - before.time < GAP ? x(before.time) : right - Math.round(scale / 30);
    drawSound(pen, Math.max(LEFT, left), right - Math.max(LEFT, left), row);
    drawHits(pen, right, row);
    if (before) drawBeat(pen, right, before, row);
  });
  drawTempo(pen, x, trace);
  drawWords(pen, x, trace);
}

function drawSound(
  pen: Pen,
  left: number,
  wide: number,
  { peak, gateOpen, bands, hits, tempoConfidence }: Meters,
): void {
  const high = Math.max(1, clamp(peak, 0, 1) * WAVE.tall);
  pen.fillStyle = peak >= 0.999 ? COLOUR.red : gateOpen ? COLOUR.ice : COLOUR.line;
  pen.fillRect(left, WAVE.top + (WAVE.tall - high) / 2, wide, high);
  for (let b = 0; b < 5; b++) {
    // Low bands below, as in the meters' picture of a spectrum turned on its side.
    const top = BANDS.top + (4 - b) * BANDS.each;
    pen.globalAlpha = clamp(bands[b] ?? 0, 0, 1) ** 1.5;
    pen.fillStyle = (hits[b] ?? 0) > 0.5 ? COLOUR.text : COLOUR.fern;
    pen.fillRect(left, top, wide, BANDS.each - 1);
  }
  pen.globalAlpha = 0.3;
  pen.fillStyle = COLOUR.fern;
  const sure = clamp(tempoConfidence, 0, 1) * TEMPO.tall;
  pen.fillRect(left, TEMPO.top + TEMPO.tall - sure, wide, sure);
  pen.globalAlpha = 1;
}

function drawHits(pen: Pen, x: number, { isOnset, isKick, isSnare, isHat }: Meters): void {
  [isOnset, isHat, isSnare, isKick].forEach((hit, i) => {
    if (!hit) return;
    pen.fillStyle = i === 0 ? COLOUR.text : COLOUR.amber;
    pen.fillRect(x - 3, HITS.top + i * HITS.each, 3, HITS.each - 1);
  });
}

function drawBeat(pen: Pen, x: number, before: Meters, row: Meters): void {
  if (Math.floor(row.beat) === Math.floor(before.beat)) return;
  const isBar = row.barPhase < before.barPhase;
  pen.globalAlpha = (isBar ? 0.9 : 0.35) * clamp(row.tempoConfidence, 0, 1);
  pen.fillStyle = COLOUR.text;
  pen.fillRect(x - 1, 0, 1, HEIGHT);
  pen.globalAlpha = 1;
}

function drawTempo(pen: Pen, x: (time: Seconds) => number, trace: readonly Meters[]): void {
  pen.strokeStyle = COLOUR.fern;
  pen.lineWidth = 1.5;
  pen.beginPath();
  let drawing = false;
  for (const { time, bpm } of trace) {
    const y = TEMPO.top + TEMPO.tall * (1 - clamp((bpm - SLOWEST) / (FASTEST - SLOWEST), 0, 1));
    const at = x(time);
    if (bpm <= 0 || at < LEFT) drawing = false;
    else if (drawing) pen.lineTo(at, y);
    else {
      pen.moveTo(at, y);
      drawing = true;
    }
  }
  pen.stroke();
}

function drawWords(pen: Pen, x: (time: Seconds) => number, trace: readonly Meters[]): void {
  pen.textBaseline = 'middle';
  pen.font = '600 12px system-ui, sans-serif';
  pen.fillStyle = COLOUR.amber;
  for (const { time, isDrop, isBreakdown } of trace) {
    const at = x(time);
    if (!(isDrop || isBreakdown) || at < LEFT) continue;
    pen.fillRect(at - 1, 0, 2, HEIGHT);
    pen.textAlign = 'left';
    pen.fillText(isDrop ? 'drop' : 'breakdown', at + 4, WAVE.top + 7);
  }
  pen.font = '500 11px system-ui, sans-serif';
  pen.textAlign = 'left';
  pen.fillStyle = COLOUR.ground;
  pen.fillRect(0, 0, LEFT - 4, HEIGHT);
  pen.fillStyle = COLOUR.dim;
  pen.fillText('wave', 0, WAVE.top + WAVE.tall / 2);
  pen.fillText('bands', 0, BANDS.top + 2.5 * BANDS.each);
  pen.fillText('hits', 0, HITS.top + 2 * HITS.each);
  pen.fillText('tempo', 0, TEMPO.top + TEMPO.tall / 2);
}
