import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  discardPreset,
  openPresetStore,
  readLibrary,
  restorePreset,
  savePreset,
  saveRoutes,
  thumbnailPath,
} from '../../engine/cppn/preset-store.io.ts';
import { EngineError } from '../../engine/errors.ts';
import { tinyPreset } from '../helpers/nets.ts';

const SHIPPED = fileURLToPath(new URL('../../presets', import.meta.url));

async function library(...slugs: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'neonfern-presets-'));
  for (const [i, slug] of slugs.entries()) await savePreset(folder, slug, tinyPreset(slug, i + 1), new Uint8Array([1]));
  return folder;
}
const changed = (store: { onChange: () => void }) => new Promise<void>((resolve) => (store.onChange = resolve));

test('every shipped preset is read, none is refused', async () => {
  const { library: presets, refused } = await readLibrary(SHIPPED, []);
  assert.deepEqual(refused, []);
  assert.ok(presets.length >= 6);
});

test('a saved preset reads back', async () => {
  const { library: presets } = await readLibrary(await library('fern'), []);
  assert.deepEqual({ ...presets[0], revision: '1' }, tinyPreset('fern', 1));
});

test('a broken preset is refused with its reason and the rest load', async () => {
  const folder = await library('alder', 'beech', 'cypress');
  await writeFile(join(folder, 'beech', 'preset.json'), '{');
  await rm(join(folder, 'cypress', 'weights.safetensors'));
  const { library: presets, refused } = await readLibrary(folder, []);
  assert.deepEqual(
    presets.map((p) => p.slug),
    ['alder'],
  );
  assert.match(refused[0] ?? '', /presets\/beech\/preset\.json: not JSON/);
  assert.match(refused[1] ?? '', /presets\/cypress\/weights\.safetensors: the file is missing/);
});

test('a discarded preset leaves the library, comes back whole, and one of its name in the trash is kept', async () => {
  const folder = await library('alder', 'beech');
  const before = await readLibrary(folder, []);
  const first = await discardPreset(folder, 'beech');
  await savePreset(folder, 'beech', tinyPreset('beech', 9), new Uint8Array([1]));
  await assert.rejects(restorePreset(folder, 'beech', first), { code: 'not-found' });
  const second = await discardPreset(folder, 'beech');
  assert.notEqual(first, second);
  const { library: left, refused } = await readLibrary(folder, []);
  assert.deepEqual([left.map(({ slug }) => slug), refused], [['alder'], []]);
  await restorePreset(folder, 'beech', first);
  assert.deepEqual(await readLibrary(folder, []), before);
  await assert.rejects(discardPreset(folder, 'cypress'), { code: 'not-found' });
});

test('a file that leads out of the folder is refused', async () => {
  const folder = await library('alder');
  const outside = await library('secret');
  await rm(join(folder, 'alder', 'weights.safetensors'));
  await symlink(join(outside, 'secret', 'weights.safetensors'), join(folder, 'alder', 'weights.safetensors'));
  const { refused } = await readLibrary(folder, []);
  assert.match(refused[0] ?? '', /leads out of the preset folder/);
});

test('a preset that is copied in while the show runs joins the library', { timeout: 10000 }, async () => {
  const folder = await library('alder');
  const other = await library('beech');
  const store = await openPresetStore(folder);
  const news = changed(store);
  await cp(join(other, 'beech'), join(folder, 'beech'), { recursive: true });
  await news;
  store.close();
  assert.deepEqual(
    store.library.map((p) => p.slug),
    ['alder', 'beech'],
  );
});

test('a preset that turns bad while the show runs keeps its last good version', { timeout: 10000 }, async () => {
  const folder = await library('alder');
  const store = await openPresetStore(folder);
  const before = store.library[0];
  const news = changed(store);
  await writeFile(join(folder, 'alder', 'preset.json'), '{"version":1}');
  await news;
  store.close();
  assert.equal(store.library[0], before);
  assert.match(store.refused[0] ?? '', /its last good version stays/);
});

test('a missing folder is an empty library that says what to do', async () => {
  const { library: presets, refused } = await readLibrary('/nowhere/at/all', []);
  assert.deepEqual(presets, []);
  assert.match(refused[0] ?? '', /--presets DIR/);
});

test('only a plain folder name has a thumbnail', () => {
  assert.equal(thumbnailPath('/p', 'iris'), join('/p', 'iris', 'thumbnail.png'));
  for (const slug of ['..', '../x', 'a/b', '', '.']) assert.throws(() => thumbnailPath('/p', slug), EngineError);
});

test('routes that are saved into a preset read back, and all else in its file stays', async () => {
  const folder = await library('fern');
  const routes = [{ from: 'hat' as const, input: 1, amount: -0.5, curve: 2, attack: 0.01, release: 0.3 }];
  await saveRoutes(folder, 'fern', routes);
  const { library: presets, refused } = await readLibrary(folder, []);
  assert.deepEqual(refused, []);
  assert.deepEqual({ ...presets[0], revision: '1' }, { ...tinyPreset('fern', 1), routes });
});

test('routes of a preset that is not on disk are refused in one line', async () => {
  await assert.rejects(
    saveRoutes(await library('fern'), 'moss', []),
    /presets\/moss\/preset\.json: the file is missing/,
  );
});
