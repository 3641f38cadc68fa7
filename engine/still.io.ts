/** `neonfern still`: one preset, one moment, one PNG. */

import { writeFile } from 'node:fs/promises';
import { LOOP_SECONDS } from './cppn/inputs.ts';
import { findPreset } from './cppn/preset.ts';
import { readLibrary } from './cppn/preset-store.io.ts';
import { EngineError } from './errors.ts';
import { encodePng } from './png.io.ts';
import { FRAME_HEADROOM_BYTES } from './ports.ts';
import { openRenderer } from './render/renderer.io.ts';
import { stillScene } from './still-scene.ts';
import { clamp } from './units.ts';

/** Run the command. @throws EngineError for an unknown preset or bad arguments */
export async function runStill(
  folder: string,
  positionals: readonly string[],
  flags: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const [slug, out] = positionals;
  if (!slug || !out)
    throw new EngineError('bad-argument', 'still: expected a preset and a file', 'neonfern still PRESET OUT.png');
  const { library } = await readLibrary(folder, []);
  const preset = findPreset(library, slug);
  const [, w, h] = /^(\d+)x(\d+)$/.exec(flags.size ?? '1280x720') ?? [];
  const width = Number(w);
  const height = Number(h);
  if (!(width >= 2 && width <= 4096 && width % 2 === 0 && height >= 2 && height <= 4096 && height % 2 === 0)) {
    throw new EngineError('bad-argument', `--size: expected WxH, even numbers up to 4096, got "${flags.size}"`);
  }
  const time = numberFlag('time', flags.time, 0);
  const level = clamp(numberFlag('audio-level', flags['audio-level'], 0.3), 0, 1);
  const { renderer } = await openRenderer(rendererFlag(flags.renderer), { threads: 0 });
  try {
    const frame = await renderer.render(stillScene(preset, width, height, time / LOOP_SECONDS, level), 'rgba');
    await writeFile(out, encodePng(frame.bytes.subarray(FRAME_HEADROOM_BYTES), width, height));
    frame.release();
  } finally {
    await renderer.close();
  }
  return 0;
}

// Implementation

function numberFlag(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new EngineError('bad-argument', `--${name}: expected a number, got "${text}"`);
  return value;
}

function rendererFlag(text = 'auto'): 'auto' | 'webgpu' | 'cpu' | 'tfjs' {
  if (text === 'auto' || text === 'webgpu' || text === 'cpu' || text === 'tfjs') return text;
  throw new EngineError('bad-argument', `--renderer: expected auto, webgpu, cpu or tfjs, got "${text}"`);
}
