import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxes, createSpectrum, hann, lateWindow, sumBands, triangles } from '../../../engine/audio/spectrum.ts';

const RATE = 48000;
const sine = (frequency: number, size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, n) => Math.sin((2 * Math.PI * frequency * n) / RATE));

for (const [name, window] of [
  ['a Hann window', hann(1024)],
  ['a late window', lateWindow(1024, 192)],
] as const) {
  test(`gives a full-scale sine on a bin the power 1 through ${name}`, () => {
    const spectrum = createSpectrum(window);
    spectrum.transform(sine((RATE / 1024) * 100, 1024), 0);
    assert.ok(Math.abs((spectrum.power[100] ?? 0) - 1) < 1e-3);
    assert.ok((spectrum.power[300] ?? 1) < 1e-6);
  });
}

test('agrees with a transform written out as its sum', () => {
  const spectrum = createSpectrum(hann(64));
  const signal = Float64Array.from({ length: 64 }, (_, n) => Math.cos(n * n));
  spectrum.transform(signal, 0);
  const window = hann(64);
  for (let k = 0; k <= 32; k++) {
    let re = 0;
    let im = 0;
    signal.forEach((x, n) => {
      re += x * (window[n] ?? 0) * Math.cos((2 * Math.PI * k * n) / 64);
      im -= x * (window[n] ?? 0) * Math.sin((2 * Math.PI * k * n) / 64);
    });
    assert.ok(Math.abs((spectrum.power[k] ?? 0) - ((re * re + im * im) * 4) / 32 ** 2) < 1e-12);
  }
});

test('sums every bin between the edges once', () => {
  const out = new Float64Array(2);
  sumBands(boxes([0, 1000, 24000.1], 1024, RATE), new Float64Array(513).fill(1), out);
  assert.deepEqual([...out], [22, 491]);
});

test('averages over the bins of a triangle, also of one narrower than a bin', () => {
  const out = new Float64Array(3);
  sumBands(triangles([30, 35, 40, 5000, 9000], 1024, RATE), new Float64Array(513).fill(2), out);
  for (const value of out) assert.ok(Math.abs(value - 2) < 1e-12);
});

test('reads a window that begins within a longer line', () => {
  const spectrum = createSpectrum(hann(256));
  const line = new Float64Array(1000);
  line.set(sine(RATE / 8, 256), 500);
  spectrum.transform(line, 500);
  assert.ok(Math.abs((spectrum.power[32] ?? 0) - 1) < 1e-9);
});
