/**
 * How well the engine hears: `npm run bench:ears [NAME …]`. Plays each annotated piece through the analysis as the live
 * engine would, in blocks of 256, and scores what it detected; then silence and noise, levels, confidence, cost.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decodeAudioFile } from '../../engine/audio/audio-file.io.ts';
import { collectEvents } from '../../engine/audio/events.ts';
import { createAnalyser, type FeatureFrame } from '../../engine/audio/features.ts';
import { seededRandom } from '../../engine/random.ts';
import { median } from '../helpers/bench.ts';
import { type Annotation, meanScore, type Score, score } from '../helpers/score.ts';

const BLOCK = 256;
const MUSIC = new URL('../fixtures/audio/music/', import.meta.url);
const COLUMNS: readonly (readonly [keyof Score, string, number])[] = [
  ['onset_p', 'onsP', 2],
  ['onset_r', 'onsR', 2],
  ['onset_f', 'onsF', 3],
  ['onset_ms', 'ms', 1],
  ['onset_ms_95', 'ms95', 1],
  ['kick_f', 'kick', 2],
  ['snare_f', 'snare', 2],
  ['hat_f', 'hat', 2],
  ['beat_f', 'beatF', 3],
  ['cmlt', 'CMLt', 2],
  ['amlt', 'AMLt', 2],
  ['beat_ms', 'ms', 1],
  ['false_beats_per_min', 'n/min', 0],
  ['tempo_err', 'tempo%', 1],
  ['acc1', 'acc1', 2],
  ['acc2', 'acc2', 2],
];

interface Sound {
  readonly samples: Float32Array;
  readonly channels: number;
  readonly sampleRate: number;
}

/** Play a sound through a fresh analysis. */
function listen(sound: Sound, onFrame: (frame: FeatureFrame) => void): number {
  const { samples, channels, sampleRate } = sound;
  const analyser = createAnalyser();
  const frames = Math.floor(samples.length / channels);
  const begin = performance.now();
  for (let at = 0; at < frames; at += BLOCK) {
    const end = Math.min(frames, at + BLOCK);
    const block = samples.subarray(at * channels, end * channels);
    analyser.push({ samples: block, frames: end - at, channels, sampleRate, time: end / sampleRate }, onFrame);
  }
  return (performance.now() - begin) / 1000;
}

function print(name: string, row: Score): void {
  const cell = ([key, , digits]: (typeof COLUMNS)[number]): string => (row[key]?.toFixed(digits) ?? '–').padStart(7);
  console.log(name.padEnd(18) + COLUMNS.map(cell).join(''));
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const names = readdirSync(MUSIC)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace('.json', ''))
    .filter((name) => wanted.length === 0 || wanted.includes(name));
  // Before anything else is heard: as in a show, one chain is all that the compiler knows.
  const perHop = allocation(await decodeAudioFile(new URL('house-124.ogg', MUSIC).pathname));
  console.log(`${'piece'.padEnd(18)}${COLUMNS.map(([, head]) => head.padStart(7)).join('')}`);
  const rows: Score[] = [];
  const calibration = Array.from({ length: 10 }, () => ({ right: 0, count: 0 }));
  let seconds = 0;
  let busy = 0;
  let ambientConfidence = 0;
  let firstSound: Sound | undefined;
  for (const name of names) {
    const annotation = JSON.parse(readFileSync(new URL(`${name}.json`, MUSIC), 'utf8')) as Annotation;
    const sound = await decodeAudioFile(new URL(annotation.file, MUSIC).pathname);
    if (name.startsWith('house')) firstSound = sound;
    const collector = collectEvents();
    busy += listen(sound, (frame) => {
      collector.take(frame);
      if (name === 'ambient') ambientConfidence = Math.max(ambientConfidence, frame.tempoConfidence);
      if (frame.time < 5 || frame.time > annotation.end) return;
      const bin = calibration[Math.min(9, Math.floor(frame.tempoConfidence * 10))];
      const truth = tempoAt(annotation, frame.time);
      if (bin === undefined) return;
      bin.count++;
      bin.right += truth > 0 && Math.abs(frame.bpm / truth - 1) <= 0.04 ? 1 : 0;
    });
    seconds += sound.samples.length / sound.channels / sound.sampleRate;
    const row = score(annotation, collector.events);
    rows.push(row);
    print(name, row);
  }
  const mean = meanScore(rows);
  print('mean', mean);
  const worstOnset = Math.min(...rows.map((row) => row.onset_f ?? 1));

  console.log('\nconfidence   share of hops   tempo right');
  const total = calibration.reduce((sum, bin) => sum + bin.count, 0);
  calibration.forEach(({ right, count }, i) => {
    const share = count > 0 ? (right / count).toFixed(2) : '–';
    console.log(
      `${(i / 10).toFixed(1)}–${((i + 1) / 10).toFixed(1)}      ${(count / total).toFixed(3).padStart(8)}   ${share.padStart(14)}`,
    );
  });
  const sure = calibration
    .slice(8)
    .reduce((sum, bin) => ({ right: sum.right + bin.right, count: sum.count + bin.count }));
  const sureRight = sure.count > 0 ? sure.right / sure.count : 1;
  console.log(
    `confidence ≥ 0.8: tempo right ${(100 * sureRight).toFixed(1)} % of ${((100 * sure.count) / total).toFixed(0)} % of the hops`,
  );
  console.log(`ambient: largest confidence ${ambientConfidence.toFixed(2)}`);

  const quiet = quietSounds().map(([name, sound]) => {
    const collector = collectEvents();
    listen(sound, (frame) => collector.take(frame));
    const { onsets, drums } = collector.events;
    const count = onsets.length + drums.kick.length + drums.snare.length + drums.hat.length;
    console.log(`${name.padEnd(34)} ${count} onsets and hits in 60 s`);
    return count;
  });

  const spread = firstSound === undefined ? Number.NaN : levelSpread(firstSound);
  console.log(`same music at −30 … 0 dB, after 5 s: features differ by ${(100 * spread).toFixed(2)} % at most`);
  const cost = (100 * busy) / seconds;
  console.log(`cost ${cost.toFixed(2)} % of real time on one core; ${perHop.toFixed(1)} bytes allocated a hop`);
  const figures = {
    onsetF: mean.onset_f,
    worstOnsetF: worstOnset,
    onsetMs: mean.onset_ms,
    onsetMs95: mean.onset_ms_95,
    kickF: mean.kick_f,
    snareF: mean.snare_f,
    hatF: mean.hat_f,
    beatF: mean.beat_f,
    amlt: mean.amlt,
    tempoRight: mean.acc1,
    sureRight,
    sureShare: sure.count / total,
    ambientConfidence,
    quietOnsets: quiet.reduce((a, b) => a + b, 0),
    levelSpread: spread,
    costPercent: cost,
    bytesPerHop: perHop,
  };
  const rounded = Object.fromEntries(Object.entries(figures).map(([k, v]) => [k, Math.round((v ?? 0) * 1e4) / 1e4]));
  console.log(`RESULT ${JSON.stringify({ bench: 'ears', figures: rounded })}`);
}

function tempoAt(annotation: Annotation, time: number): number {
  const { curve } = annotation.tempo;
  const after = curve.findIndex(([t]) => t > time);
  if (curve.length === 0) return 0;
  if (after <= 0) return (after === 0 ? curve[0] : curve.at(-1))?.[1] ?? 0;
  const [t0, v0] = curve[after - 1] ?? [0, 0];
  const [t1, v1] = curve[after] ?? [1, 0];
  return v0 + ((v1 - v0) * (time - t0)) / (t1 - t0);
}

/** A minute each of what is no music, at −60 dBFS RMS, and of record noise that stands over the gate. */
function quietSounds(): [string, Sound][] {
  const sampleRate = 48000;
  const make = (at: (n: number) => number): Sound => ({
    samples: Float32Array.from({ length: 60 * sampleRate }, (_, n) => at(n)),
    channels: 1,
    sampleRate,
  });
  const white = seededRandom(1);
  const mains = seededRandom(2);
  const record = seededRandom(3);
  let crackle = 0;
  // Uniform noise of amplitude a has an RMS of a / √3.
  return [
    ['silence', make(() => 0)],
    ['white noise, −60 dBFS', make(() => 0.001 * Math.sqrt(3) * (2 * white() - 1))],
    [
      'hum of 50 Hz, −60 dBFS',
      make((n) => 0.001 * Math.SQRT2 * Math.sin((2 * Math.PI * 50 * n) / sampleRate) + 1e-5 * (mains() - 0.5)),
    ],
    [
      'hiss, hum, crackle, −45 dBFS',
      make((n) => {
        if (record() < 6 / sampleRate) crackle = 0.05;
        crackle *= 0.92;
        const hum = 0.004 * Math.sin((2 * Math.PI * 50 * n) / sampleRate);
        return hum + 0.005 * (2 * record() - 1) + crackle * (2 * record() - 1);
      }),
    ],
  ];
}

/** Largest difference of the mean features at six input levels, as a share of the loudest's, after 5 s. */
function levelSpread(sound: Sound): number {
  const means = [0, -6, -12, -18, -24, -30].map((decibels) => {
    const samples = sound.samples.map((x) => x * 10 ** (decibels / 20));
    const sums = new Float64Array(20);
    let count = 0;
    listen({ ...sound, samples }, (frame) => {
      if (frame.time < 5) return;
      count++;
      const row = [
        frame.level,
        ...frame.bands,
        ...frame.presence,
        ...frame.hits,
        frame.centroid,
        frame.rolloff,
        frame.flatness,
        frame.percussiveness,
      ];
      row.forEach((x, i) => {
        sums[i] = (sums[i] ?? 0) + x;
      });
    });
    return sums.map((x) => x / count);
  });
  const [loud, ...others] = means;
  return Math.max(...others.flatMap((row) => [...row].map((x, i) => Math.abs(x / (loud?.[i] || 1) - 1))));
}

/** Bytes that the heap grew by a hop once everything is compiled: the median of five stretches of music. */
function allocation({ samples, channels, sampleRate }: Sound): number {
  const analyser = createAnalyser();
  const ignore = (): void => {};
  const blocks = Array.from({ length: 2000 }, (_, i) => ({
    samples: samples.subarray(i * BLOCK * channels, (i + 1) * BLOCK * channels),
    frames: BLOCK,
    channels,
    sampleRate,
    time: 0,
  }));
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const stretch = (): number => {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (const block of blocks) analyser.push(block, ignore);
    return (process.memoryUsage().heapUsed - before) / blocks.length;
  };
  for (let i = 0; i < 15; i++) stretch();
  return median(Array.from({ length: 5 }, stretch));
}

await main();
