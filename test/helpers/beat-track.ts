/** A loop to dance to, written out as a WAV file: kicks on the beat, a bass note, hats between. No file of anyone's is needed. */

import { normal, seededRandom } from '../../engine/random.ts';
import { writeWav } from './wav.ts';

const SAMPLE_RATE = 48_000;

/** Write `seconds` of 120 bpm, stereo, 16 bit. */
export function writeBeatTrack(path: string, seconds: number): void {
  const noise = seededRandom(1);
  const stereo = new Float32Array(2 * Math.round(seconds * SAMPLE_RATE));
  for (let i = 0; i < stereo.length; i += 2) stereo.fill(sample(i / 2 / SAMPLE_RATE, normal(noise)), i, i + 2);
  writeWav(path, stereo, SAMPLE_RATE, 2);
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
