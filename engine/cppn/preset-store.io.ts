/**
 * The preset library on disk: reads every folder, refuses the broken ones one by one with their reason, and reads again when
 * something changes. A preset that turns bad while the show runs keeps its last good version.
 */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, lstat, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { watch } from 'chokidar';
import { describeError, EngineError } from '../errors.ts';
import type { Route } from './inputs.ts';
import { type Preset, type PresetLibrary, parsePreset, writePreset } from './preset.ts';

/** A library being watched. */
export interface PresetStore {
  readonly library: PresetLibrary;
  /** One line for each folder that was refused. */
  readonly refused: readonly string[];
  /** Called after the library changed on disk and was read again. */
  onChange: () => void;
  close(): void;
}

/** A preset file larger than this is refused unread. */
const MAX_FILE_BYTES = 4 << 20;
/** Editors and copies write in several steps; wait until they are done. */
const SETTLE_MILLISECONDS = 150;

/**
 * Read the library and watch it.
 * @param folder holds one folder a preset; a missing one is an empty library with one line in `refused`
 */
export async function openPresetStore(folder: string): Promise<PresetStore> {
  let { library, refused } = await readLibrary(folder, []);
  let timer: NodeJS.Timeout | undefined;
  // Node's own recursive watching is a patchwork on Linux, where a preset arrives as a new folder.
  const watcher = watch(folder, { ignoreInitial: true, depth: 1 });
  const store: PresetStore = {
    get library() {
      return library;
    },
    get refused() {
      return refused;
    },
    onChange: () => {},
    close() {
      clearTimeout(timer);
      void watcher.close();
    },
  };
  const reload = async () => {
    ({ library, refused } = await readLibrary(folder, library));
    store.onChange();
  };
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void reload(), SETTLE_MILLISECONDS);
  });
  // Where watching is refused the show goes on; presets are then read at start only.
  watcher.on('error', () => {});
  await Promise.race([once(watcher, 'ready'), once(watcher, 'error')]);
  return store;
}

/** Read all presets once. `previous` supplies the last good version of a folder that can no longer be read. */
export async function readLibrary(
  folder: string,
  previous: PresetLibrary,
): Promise<{ library: PresetLibrary; refused: string[] }> {
  const refused: string[] = [];
  const library: Preset[] = [];
  let names: string[];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    names = entries
      .filter((e) => (e.isDirectory() || e.isSymbolicLink()) && !e.name.startsWith('.'))
      .map((e) => e.name);
  } catch {
    return { library: [], refused: [`no preset folder at ${folder} — name it with --presets DIR`] };
  }
  for (const slug of names.sort()) {
    try {
      library.push(await readPreset(folder, slug));
    } catch (error) {
      const kept = previous.find((preset) => preset.slug === slug);
      if (kept) library.push(kept);
      refused.push(`${describeError(error)}${kept ? ' (its last good version stays)' : ''}`);
    }
  }
  return { library, refused };
}

/** Read one preset folder. @throws EngineError 'bad-preset' */
export async function readPreset(folder: string, slug: string): Promise<Preset> {
  const json = await readInside(folder, slug, 'preset.json');
  const weights = await readInside(folder, slug, 'weights.safetensors');
  const revision = createHash('sha256').update(json).update(weights).digest('hex').slice(0, 12);
  return parsePreset(slug, json.toString('utf8'), weights, revision);
}

/** Give the path of a preset's thumbnail. @throws EngineError 'not-found' for a slug that is no plain folder name */
export function thumbnailPath(folder: string, slug: string): string {
  if (!/^[\w-]+$/.test(slug)) throw new EngineError('not-found', `no preset "${slug}"`);
  return join(folder, slug, 'thumbnail.png');
}

/** Write a preset's folder. Overwrites what is there, once all of it is on the disk: a full one leaves what was there. */
export async function savePreset(
  folder: string,
  slug: string,
  preset: Omit<Preset, 'slug' | 'revision'>,
  thumbnail: Uint8Array,
): Promise<void> {
  const { json, weights } = writePreset(preset);
  await mkdir(join(folder, slug), { recursive: true });
  const files = [
    [join(folder, slug, 'thumbnail.png'), thumbnail],
    [join(folder, slug, 'weights.safetensors'), weights],
    [join(folder, slug, 'preset.json'), json],
  ] as const;
  try {
    for (const [path, content] of files) await writeFile(`${path}.part`, content);
  } catch (error) {
    for (const [path] of files) await rm(`${path}.part`, { force: true });
    throw error;
  }
  for (const [path] of files) await rename(`${path}.part`, path);
}

/**
 * Write other routes into a preset's file, whole or not at all; all else in it stays as it is.
 * @throws EngineError 'bad-preset' when there is no such preset on disk, or it cannot be written
 */
export async function saveRoutes(folder: string, slug: string, routes: readonly Route[]): Promise<void> {
  const file = JSON.parse((await readInside(folder, slug, 'preset.json')).toString('utf8')) as Record<string, unknown>;
  const path = join(folder, slug, 'preset.json');
  try {
    await writeFile(`${path}.part`, `${JSON.stringify({ ...file, routes }, null, 2)}\n`);
    await rename(`${path}.part`, path);
  } catch (error) {
    throw new EngineError(
      'bad-preset',
      `${path}: cannot be written (${describeError(error)})`,
      'see who may write there',
    );
  }
}

/**
 * Move a preset's folder into the trash beside the others: nothing is lost, and the library no longer has it.
 * @returns what {@link restorePreset} takes @throws EngineError 'not-found' when it cannot be moved
 */
export async function discardPreset(folder: string, slug: string): Promise<string> {
  const name = await placeInTrash(folder, slug);
  await move(join(folder, slug), join(folder, TRASH, name), slug);
  return name;
}

/** Copy a preset's folder into the trash, before another takes its name. @returns as {@link discardPreset} */
export async function copyToTrash(folder: string, slug: string): Promise<string> {
  const name = await placeInTrash(folder, slug);
  const copy = join(folder, TRASH, name);
  try {
    await cp(join(folder, slug), copy, { recursive: true });
  } catch (error) {
    await rm(copy, { recursive: true, force: true });
    throw error;
  }
  return name;
}

/** Bring a preset back from the trash. @throws EngineError 'not-found' when it is not there, or its place is taken */
export async function restorePreset(folder: string, slug: string, name: string): Promise<void> {
  if ((await readdir(folder)).includes(slug)) {
    throw new EngineError(
      'not-found',
      `there is another preset "${slug}" by now`,
      'rename it, or leave it in the trash',
    );
  }
  await move(join(folder, TRASH, name), join(folder, slug), slug);
}

// Implementation

async function placeInTrash(folder: string, slug: string): Promise<string> {
  const trash = join(folder, TRASH);
  await mkdir(trash, { recursive: true });
  const held = await readdir(trash);
  let name = slug;
  for (let n = 2; held.includes(name); n++) name = `${slug}-${n}`;
  return name;
}

/** A folder that no library reads, as its name begins with a dot. */
const TRASH = '.trash';

async function move(from: string, to: string, slug: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    throw new EngineError(
      'not-found',
      `preset "${slug}": cannot be moved: ${describeError(error)}`,
      `look into ${TRASH}`,
    );
  });
}

async function readInside(folder: string, slug: string, name: string): Promise<Buffer> {
  const path = join(folder, slug, name);
  const where = `presets/${slug}/${name}`;
  const home = await realpath(folder);
  const real = await realpath(path).catch(() => undefined);
  if (!real)
    throw new EngineError('bad-preset', `${where}: the file is missing`, 'copy the preset again or remove its folder');
  if (!real.startsWith(home + sep))
    throw new EngineError('bad-preset', `${where}: leads out of the preset folder`, 'copy the file in');
  const { size } = await lstat(real);
  if (size > MAX_FILE_BYTES)
    throw new EngineError('bad-preset', `${where}: ${size} bytes, expected at most ${MAX_FILE_BYTES}`);
  return readFile(real);
}
