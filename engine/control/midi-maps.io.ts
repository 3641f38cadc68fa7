/**
 * The controllers' maps on disk: reads every file, refuses the broken ones one by one with their reason, reads again when one
 * changes, and keeps what was learned in `learned/`, a file a device. A map that turns bad while the show runs keeps its last
 * good version.
 */

import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { watch } from 'chokidar';
import { describeError, EngineError } from '../errors.ts';
import { learnedFile, withLearned, withoutParam } from './midi-learned.ts';
import { type MidiMap, parseMidiMap } from './midi-map.ts';
import type { ControlText, MapText } from './midi-map-schema.ts';

/** Maps being watched. */
export interface MapStore {
  /** Ready maps: those of the performer's folder first, and in each folder those for any device last. */
  readonly maps: readonly MidiMap[];
  readonly learned: readonly MidiMap[];
  /** One line for each file that was refused and each control that was left out. */
  readonly refused: readonly string[];
  /** Called after the maps changed and were read again. */
  onChange: () => void;
  /** Add a control to what was learned on a device. */
  keep(device: string, control: ControlText): Promise<void>;
  /** Drop what was learned for a parameter, on all devices. */
  forget(param: string): Promise<void>;
  close(): Promise<void>;
}

/** Editors write in several steps; wait until they are done. */
const SETTLE_MILLISECONDS = 150;
/** A map larger than this is refused unread. */
const MAX_FILE_BYTES = 1 << 20;
const LEARNED = 'learned';

/**
 * Read the maps and watch them.
 * @param folders the performer's own first; missing ones are empty. What is learned is kept in the first.
 */
export async function openMapStore(folders: readonly string[]): Promise<MapStore> {
  const home = join(folders[0] ?? '.', LEARNED);
  let good = new Map<string, MidiMap>();
  let maps: MidiMap[] = [];
  let learned: MidiMap[] = [];
  let refused: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  async function read(): Promise<void> {
    const found = new Map<string, MidiMap>();
    const lines: string[] = [];
    const readFolder = async (folder: string) => {
      const some: MidiMap[] = [];
      for (const file of await jsonFiles(folder)) {
        const path = join(folder, file);
        try {
          const map = parseMidiMap(file, await readText(path, file));
          lines.push(...map.warnings);
          found.set(path, map);
        } catch (error) {
          const kept = good.get(path);
          if (kept) found.set(path, kept);
          lines.push(`${describeError(error)}${kept ? ' (its last good version stays)' : ''}`);
        }
        const map = found.get(path);
        if (map) some.push(map);
      }
      return some;
    };
    const ready: MidiMap[] = [];
    for (const folder of folders) ready.push(...(await readFolder(folder)));
    learned = await readFolder(home);
    maps = [...ready.filter((map) => !isForAny(map)), ...ready.filter(isForAny)];
    refused = lines;
    good = found;
  }

  async function change(path: string, edit: (text: MapText | undefined) => MapText): Promise<void> {
    const before = await readFile(path, 'utf8').catch(() => undefined);
    const text = edit(before === undefined ? undefined : (JSON.parse(before) as MapText));
    await mkdir(home, { recursive: true });
    await writeFile(`${path}.part`, `${JSON.stringify(text, null, 2)}\n`);
    await rename(`${path}.part`, path);
  }

  /** One write after the other, each read again at once: a learned control works when the hand moves next. */
  function write(work: () => Promise<void>): Promise<void> {
    const next = writing.then(work).then(reload);
    writing = next.catch(() => {});
    return next;
  }

  async function reload(): Promise<void> {
    await read();
    store.onChange();
  }

  const store: MapStore = {
    get maps() {
      return maps;
    },
    get learned() {
      return learned;
    },
    get refused() {
      return refused;
    },
    onChange: () => {},
    keep: (device, control) =>
      write(() => change(join(home, learnedFile(device)), (text) => withLearned(text, device, control))),
    forget: (param) =>
      write(async () => {
        for (const file of await jsonFiles(home)) {
          await change(join(home, file), (text) =>
            withoutParam(text ?? { name: file, match: file, controls: [] }, param),
          );
        }
      }),
    async close() {
      clearTimeout(timer);
      await watcher.close();
      await writing;
    },
  };
  await read();
  const watcher = watch([...new Set([...folders, home])], { ignoreInitial: true, depth: 1 });
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void write(async () => {}), SETTLE_MILLISECONDS);
  });
  // Where watching is refused the show goes on; maps are then read at start only.
  watcher.on('error', () => {});
  await Promise.race([once(watcher, 'ready'), once(watcher, 'error')]);
  return store;
}

// Implementation

/** A map for any device stands behind all that were made for one. */
function isForAny({ match }: MidiMap): boolean {
  return match.test('');
}

async function readText(path: string, file: string): Promise<string> {
  const { size } = await stat(path);
  if (size <= MAX_FILE_BYTES) return readFile(path, 'utf8');
  throw new EngineError('bad-map', `midi-maps/${file}: ${size} bytes, expected at most ${MAX_FILE_BYTES}`);
}

async function jsonFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json') && !entry.name.endsWith('.schema.json'))
    .map(({ name }) => name)
    .sort();
}
