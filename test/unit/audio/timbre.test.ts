import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as meydaModule from 'meyda';
import { decodeAudioFile } from '../../../engine/audio/audio-file.io.ts';
import { boxes, createSpectrum, hann, sumBands } from '../../../engine/audio/spectrum.ts';
import { describeTimbre } from '../../../engine/audio/timbre.ts';
import { framesOf, noise, RATE } from '../../helpers/sounds.ts';

/** Meyda is CommonJS whose types say otherwise: what is imported holds the analyser under `default`. */
interface MeydaAnalyser {
  bufferSize: number;
  sampleRate: number;
  windowingFunction: string;
  extract(features: readonly string[], samples: Float32Array): Record<string, number> | null;
}
const Meyda = meydaModule.default as unknown as MeydaAnalyser;

const FOLDER = new URL('../../fixtures/audio/features/', import.meta.url);

interface Fixture {
  file: string;
  sample_rate: number;
  every: number;
  frames: { rms: number[]; centroid_hz: number[]; flatness: number[]; rolloff_hz: number[]; band_power: number[][] };
}

// Frame i of librosa covers the samples from i · 256 on, 1024 of them; values by fixtures/audio/reduce.py.
for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.json'))) {
  test(`describes ${name.replace('.json', '')} as librosa does`, async () => {
    const fixture = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Fixture;
    const { samples, channels } = await decodeAudioFile(new URL(fixture.file, FOLDER).pathname);
    const mono = Float64Array.from({ length: samples.length / channels }, (_, i) => {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += samples[i * channels + c] ?? 0;
      return sum / channels;
    });
    const spectrum = createSpectrum(hann(1024));
    const bands = boxes([20, 60, 250, 2000, 6000, 20000], 1024, fixture.sample_rate);
    const power = new Float64Array(5);
    const timbre = { centroid: 0, flatness: 0, rolloff: 0 };
    const width = fixture.sample_rate / 1024;
    const near = (value: number, wanted: number, what: string, by: number): void =>
      assert.ok(Math.abs(value - wanted) <= by, `frame ${what}: ${value}, librosa ${wanted}`);
    fixture.frames.centroid_hz.forEach((centroid, i) => {
      spectrum.transform(mono, i * fixture.every * 256);
      describeTimbre(spectrum.power, width, 256 * 256, timbre);
      sumBands(bands, spectrum.power, power);
      near(timbre.centroid, centroid, `${i} centroid`, 1 + centroid * 1e-3);
      near(timbre.rolloff, fixture.frames.rolloff_hz[i] ?? 0, `${i} rolloff`, width * 1.01);
      near(timbre.flatness, fixture.frames.flatness[i] ?? 0, `${i} flatness`, 1e-3);
      const total = 256 * 256 * power.reduce((a, x) => a + x, 0);
      power.forEach((value, b) => {
        const wanted = fixture.frames.band_power[b]?.[i] ?? 0;
        // librosa transforms in single precision: small bands carry the rounding of large ones.
        near(value * 256 * 256, wanted, `${i} band ${b}`, wanted * 1e-3 + 1e-7 * total + 1e-6);
      });
    });
  });
}

test('describes noise as Meyda does', () => {
  const samples = noise(1024 / RATE, 0.2);
  const spectrum = createSpectrum(hann(1024));
  spectrum.transform(Float64Array.from(samples), 0);
  const timbre = { centroid: 0, flatness: 0, rolloff: 0 };
  describeTimbre(spectrum.power, RATE / 1024, 256 * 256, timbre);
  Meyda.bufferSize = 1024;
  Meyda.sampleRate = RATE;
  Meyda.windowingFunction = 'hanning';
  const other = Meyda.extract(['spectralCentroid', 'rms'], samples);
  // Meyda counts the centroid in bins and leaves the last one out.
  assert.ok(Math.abs(((other?.spectralCentroid ?? 0) * RATE) / 1024 / timbre.centroid - 1) < 0.01);
});

test('says the RMS of a hop as Meyda does', () => {
  const samples = noise(1, 0.1);
  const frame = framesOf(samples).at(-1);
  Meyda.bufferSize = 256;
  Meyda.windowingFunction = 'rect';
  const other = Meyda.extract(
    ['rms'],
    samples.subarray(samples.length - 256 - (samples.length % 256), samples.length - (samples.length % 256)),
  );
  // Only the offset filter lies between the two.
  assert.ok(Math.abs((frame?.rms ?? 0) - 20 * Math.log10(other?.rms ?? 0)) < 0.1);
});

test('calls silence flat and without a centre', () => {
  const timbre = { centroid: 1, flatness: 0, rolloff: 1 };
  describeTimbre(new Float64Array(513), 46.875, 1, timbre);
  assert.deepEqual(timbre, { centroid: 0, flatness: 1, rolloff: 0 });
});
