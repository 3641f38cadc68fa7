import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeAudioFile } from '../../../engine/audio/audio-file.io.ts';
import { framesOf, sound } from '../../helpers/sounds.ts';

test('ranks the four tones of a chord first', async () => {
  const path = new URL('../../fixtures/audio/features/chord.flac', import.meta.url).pathname;
  const { samples, channels, sampleRate } = await decodeAudioFile(path);
  const last = framesOf(samples, { channels, sampleRate }).at(-1);
  const ranked = [...(last?.chroma ?? [])].map((value, pitch) => ({ value, pitch })).sort((a, b) => b.value - a.value);
  assert.deepEqual(
    ranked
      .slice(0, 4)
      .map(({ pitch }) => pitch)
      .sort((a, b) => a - b),
    [0, 4, 7, 10],
  );
  assert.ok(Math.abs((last?.tuning ?? 1) - 0) < 0.05);
});

for (const [note, key] of [
  ['E2', 40],
  ['A3', 57],
  ['C5', 72],
  ['B6', 95],
] as const) {
  test(`puts ${note} alone on its pitch class`, () => {
    const frequency = 440 * 2 ** ((key - 69) / 12);
    const last = framesOf(sound(1.5, (time) => 0.3 * Math.sin(2 * Math.PI * frequency * time))).at(-1);
    [...(last?.chroma ?? [])].forEach((value, pitch) => {
      assert.ok(pitch === key % 12 ? value === 1 : value < 0.05, `${pitch}: ${value}`);
    });
  });
}

test('hears how far the music is tuned from 440 Hz', () => {
  const frequency = 440 * 2 ** (0.3 / 12);
  const frames = framesOf(sound(4, (time) => 0.3 * Math.sin(2 * Math.PI * frequency * time)));
  assert.ok(Math.abs((frames.at(-1)?.tuning ?? 0) - 0.3) < 0.02);
});
