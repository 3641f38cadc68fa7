/** `neonfern export`: a preset as a shader for another tool. */

import { writeFile } from 'node:fs/promises';
import { findPreset } from './cppn/preset.ts';
import { readLibrary } from './cppn/preset-store.io.ts';
import { exportShader, SHADER_FORMATS } from './cppn/shader-export.ts';
import { EngineError } from './errors.ts';

/** Run the command: print the shader, or write it to a file. @throws EngineError for an unknown preset or format */
export async function runExport(
  folder: string,
  slug: string | undefined,
  format: string | undefined,
  out: string | undefined,
): Promise<number> {
  if (!slug || !format) {
    const usage = `neonfern export PRESET --format ${SHADER_FORMATS.join('|')} [--out FILE]`;
    throw new EngineError('bad-argument', 'export: expected a preset and a format', usage);
  }
  const preset = findPreset((await readLibrary(folder, [])).library, slug);
  const text = exportShader(preset, format);
  if (out === undefined) process.stdout.write(text);
  else {
    await writeFile(out, text).catch((error: NodeJS.ErrnoException) => {
      throw new EngineError('bad-argument', `export: ${out} cannot be written: ${error.code}`, 'choose another --out');
    });
    process.stdout.write(`${preset.name} as ${format}: ${out}, ${(text.length / 1024).toFixed(0)} kB\n`);
  }
  return 0;
}
