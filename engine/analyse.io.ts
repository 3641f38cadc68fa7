/**
 * `neonfern analyse FILE`: a sound file through the same analysis as the live line-in, as fast as it goes. Out come the
 * features as JSON lines, the detections in the form that scorers read, or a picture of what was heard.
 */

import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { PNG } from 'pngjs';
import { decodeAudioFile } from './audio/audio-file.io.ts';
import { createAnalyser, type FeatureFrame } from './audio/features.ts';
import { drawingToHtml, drawListening, recordListening } from './audio/listening-plot.ts';
import { rasterize } from './audio/raster.ts';
import { EngineError } from './errors.ts';

/** What to do with the file; without any of them a summary is printed. */
export interface AnalyseOptions {
  readonly file: string;
  /** Print one JSON line a hop. */
  readonly json?: boolean;
  /** Write the detections here, JSON. */
  readonly events?: string;
  /** Write the picture here, .png or .html. */
  readonly plot?: string;
}

/** Frames of a block: what a sound card delivers, so that every time is what the live engine would have given. */
const BLOCK = 256;

/**
 * Analyse a file; gives the exit code.
 * @throws EngineError 'audio-file' for the sound, 'bad-argument' for a picture of another kind or a path that cannot be written
 */
export async function runAnalyse(options: AnalyseOptions): Promise<number> {
  const { file, json, events, plot } = options;
  if (plot !== undefined && !/\.(png|html?)$/i.test(plot)) {
    throw new EngineError('bad-argument', `--plot: expected a path that ends in .png or .html, got "${plot}"`);
  }
  const { samples, channels, sampleRate, duration, warning } = await decodeAudioFile(file);
  if (warning) process.stderr.write(`! ${warning}\n`);
  const record = recordListening();
  const analyser = createAnalyser();
  const frames = samples.length / channels;
  let lines: string[] = [];
  const take = (frame: FeatureFrame): void => {
    record.take(frame);
    if (json) lines.push(JSON.stringify(jsonFeatures(frame)));
  };
  for (let at = 0; at < frames; at += BLOCK) {
    const end = Math.min(frames, at + BLOCK);
    const block = samples.subarray(at * channels, end * channels);
    analyser.push({ samples: block, frames: end - at, channels, sampleRate, time: end / sampleRate }, take);
    if (lines.length > 500) {
      await print(lines);
      lines = [];
    }
  }
  await print(lines);
  const heard = record.listening(basename(file), samples, channels, sampleRate);
  if (events !== undefined) await save(events, `${JSON.stringify(heard.events)}\n`);
  if (plot !== undefined) {
    const drawing = drawListening(heard);
    await save(plot, /\.png$/i.test(plot) ? pngOf(drawing) : drawingToHtml(drawing, basename(file)));
  }
  if (!json) {
    const { onsets, beats, drums, tempo } = heard.events;
    const bpm = tempo.at(-1)?.[1];
    process.stdout.write(
      `${file}: ${duration.toFixed(1)} s, ${onsets.length} onsets, ${drums.kick.length} kicks, ${drums.snare.length} snares, ` +
        `${drums.hat.length} hats, ${beats.length} beats${bpm ? `, ${bpm.toFixed(1)} bpm at the end` : ''}\n`,
    );
  }
  return 0;
}

// Implementation

function jsonFeatures(frame: FeatureFrame) {
  const round = (x: number): number => Math.round(x * 1e5) / 1e5;
  return Object.fromEntries(
    Object.entries(frame).map(([name, value]) => {
      if (value instanceof Float32Array) return [name, Array.from(value, round)];
      return [name, typeof value === 'number' ? round(value) : value];
    }),
  );
}

async function print(lines: readonly string[]): Promise<void> {
  if (lines.length > 0 && !process.stdout.write(`${lines.join('\n')}\n`)) await once(process.stdout, 'drain');
}

async function save(path: string, content: string | Buffer): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineError(
      'bad-argument',
      `${path}: cannot be written (${reason})`,
      'give a path in a folder that exists',
    );
  }
}

function pngOf(drawing: ReturnType<typeof drawListening>): Buffer {
  const png = new PNG({ width: drawing.width, height: drawing.height });
  png.data.set(rasterize(drawing));
  return PNG.sync.write(png);
}
