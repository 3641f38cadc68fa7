/** The built pages: made from display/ by Vite when they are missing or older than their sources. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, EngineError } from './errors.ts';

/**
 * Give the folder of the built pages, building them first when that is due.
 * @param root the package's folder
 * @throws EngineError 'not-found' when they cannot be built and none are there
 */
export async function openPages(root: string, log: (text: string) => void): Promise<string> {
  const dist = join(root, 'display', 'dist');
  const built = await modified(join(dist, 'index.html'));
  // What of the engine goes into the pages: see test/unit/imports.test.ts.
  const shared = ['wire', 'control', 'cppn', 'render'].map((folder) => join(root, 'engine', folder));
  const changed = await newest([join(root, 'display'), ...shared]);
  if (built > changed) return dist;
  try {
    const { build } = await import('vite');
    log('building the pages …');
    await build({ root: join(root, 'display'), configFile: join(root, 'display', 'vite.config.ts'), logLevel: 'warn' });
  } catch (error) {
    if (built > 0) log(`the pages could not be built again, the old ones are used: ${describeError(error)}`);
    else
      throw new EngineError(
        'not-found',
        `the pages could not be built: ${describeError(error)}`,
        'run npm ci, then npm run build',
      );
  }
  return dist;
}

// Implementation

async function modified(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}

async function newest(folders: readonly string[]): Promise<number> {
  let latest = 0;
  for (const folder of folders) {
    for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
      if (/^dist(\/|\\|$)/.test(name) || !/\.(ts|html|css)$/.test(name)) continue;
      latest = Math.max(latest, await modified(join(folder, name)));
    }
  }
  return latest;
}
