/** A loop to dance to, written out as a WAV file: kicks on the beat, a bass note, hats between. No file of anyone's is needed. */

import { writeFileSync } from 'node:fs';
import { normal, seededRandom } from '../../engine/random.ts';

const SAMPLE_RATE = 48_000;

/** Write `seconds` of 120 bpm, stereo, 16 bit. */
export function writeBeatTrack(path: string, seconds: number): void {
  const frames = Math.round(seconds * SAMPLE_RATE);
  const bytes = Buffer.alloc(44 + 4 * frames);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + 4 * frames, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(SAMPLE_RATE, 24);
  bytes.writeUInt32LE(4 * SAMPLE_RATE, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(4 * frames, 40);
  const noise = seededRandom(1);
  for (let i = 0; i < frames; i++) {
    const value = Math.max(-1, Math.min(1, sample(i / SAMPLE_RATE, normal(noise))));
    bytes.writeInt16LE(Math.round(32_767 * value), 44 + 4 * i);
    bytes.writeInt16LE(Math.round(32_767 * value), 46 + 4 * i);
  }
  writeFileSync(path, bytes);
}

// Implementation

function sample(time: number, noise: number): number {
  const sinceKick = time % 0.5;
  const sinceHat = (time + 0.25) % 0.5;
  // The kick's pitch falls from 150 Hz to 50 Hz.
  const kick =
    0.7 * Math.exp(-12 * sinceKick) * Math.sin(2 * Math.PI * (50 * sinceKick + 2.5 * (1 - Math.exp(-40 * sinceKick))));
  const hat = 0.12 * Math.exp(-60 * sinceHat) * noise;
  const bass = 0.15 * Math.sin(2 * Math.PI * 110 * time) * (0.5 + 0.5 * Math.sin(2 * Math.PI * 0.25 * time));
  return kick + hat + bass;
}
