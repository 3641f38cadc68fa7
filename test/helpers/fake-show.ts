/** What the engine double shows and hears: slowly turning colours, and meters of a made-up piece at 120 bpm. */

import { PNG } from 'pngjs';
import { type PixelFormat, pixelBytes, rgbaToI420 } from '../../engine/render/pixel-format.ts';
import { FRAME_HEADER_BYTES, type Meters } from '../../engine/wire/protocol.ts';

/** Length of the picture's loop in frames: few enough to be made in advance. */
export const LOOP = 24;

/** A made-up 120 bpm. */
export function metersAt(time: number): Meters {
  const beat = time * 2;
  // Meters come thirty times a second: a hit is told by the first after it.
  const since = (offset: number, every: number) => ((beat + offset) % every) / 2 < 1 / 30;
  const hit = (phase: number, sharpness: number) => Math.exp(-sharpness * (((beat + phase) % 1) + 1) + sharpness);
  const kick = hit(0, 5);
  const snare = Math.exp(-6 * ((beat + 1) % 2));
  const hat = hit(0.5, 8);
  const wave = (i: number) => 0.35 + 0.2 * Math.sin(time * (0.7 + 0.3 * i) + i);
  const bands = [kick * 0.9, 0.3 + 0.5 * kick, wave(2), 0.3 * snare + wave(3) * 0.7, 0.25 + 0.5 * hat];
  return {
    time,
    gateOpen: true,
    level: 0.45 + 0.35 * kick,
    rms: -22 + 8 * kick,
    peak: 0.25 + 0.6 * kick,
    bands,
    hits: [kick, kick * 0.8, snare * 0.8, snare, hat],
    onset: Math.max(kick, snare),
    kick,
    snare,
    hat,
    isOnset: since(0, 0.5),
    isKick: since(0, 1),
    isSnare: since(1, 2),
    isHat: since(0.5, 1),
    isDrop: since(0, 32),
    isBreakdown: since(16, 32),
    bpm: 120,
    tempoConfidence: 0.86,
    beat,
    beatPhase: beat % 1,
    barPhase: (beat / 4) % 1,
    tempoSource: 'audio',
  };
}

/** Frames of slowly turning colours, each with room for its header in front. */
export function loopOf(format: PixelFormat, width: number, height: number): Uint8Array[] {
  const rgba = new Uint8Array(width * height * 4);
  return Array.from({ length: LOOP }, (_, k) => {
    paint(rgba, width, height, k / LOOP, 0);
    const message = new Uint8Array(FRAME_HEADER_BYTES + pixelBytes(format, width, height));
    const pixels = message.subarray(FRAME_HEADER_BYTES);
    if (format === 'rgba') pixels.set(rgba);
    else rgbaToI420(rgba, pixels, width, height);
    return message;
  });
}

function paint(rgba: Uint8Array, width: number, height: number, phase: number, hue: number): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = ((column - width / 2) / height) * 6;
      const y = ((row - height / 2) / height) * 6;
      const turn = 2 * Math.PI * phase;
      const wave = Math.sin(x + Math.sin(y + turn)) + Math.cos(1.3 * y - Math.sin(0.7 * x - turn));
      const at = 4 * (row * width + column);
      for (let c = 0; c < 3; c++) rgba[at + c] = 110 + 100 * Math.sin(wave * 1.4 + hue + 1.1 * c);
      rgba[at + 3] = 255;
    }
  }
}

/** The picture of the preset in place i of `count`, a PNG. */
export function thumbnail(i: number, count: number): Buffer {
  const png = new PNG({ width: 256, height: 144 });
  paint(png.data, png.width, png.height, i / count, i * 1.7);
  return PNG.sync.write(png);
}
