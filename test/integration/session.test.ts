/** The session on disk: saved when hands rest, whole whenever the power goes, and damaged files set aside. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { restingFeatures } from '../../engine/audio/features.ts';
import { defaultControls } from '../../engine/control/control-state.ts';
import { startTransport } from '../../engine/control/transport.ts';
import { openSession } from '../../engine/session.io.ts';
import type { Remembered } from '../../engine/show.ts';
import { eventually } from '../helpers/engine-process.ts';

const { targets } = defaultControls();
const show = (zoom: number): Remembered => ({ values: { ...targets, 'view.zoom': zoom }, snapshots: {} });

async function inFolder(run: (folder: string, said: string[]) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'neonfern-session-'));
  try {
    await run(folder, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Open, change something, close: one save. */
async function save(folder: string, session: Remembered): Promise<void> {
  const file = await openSession({ folder, notice: (_, text) => assert.fail(text) });
  file.follow(() => session);
  file.sendParams({ 'view.zoom': 1 });
  await file.close();
}
async function zoomOf(folder: string, said: string[] = []): Promise<unknown> {
  const file = await openSession({ folder, notice: (_, text) => said.push(text) });
  return file.restored?.values['view.zoom'];
}

test('a folder without a session restores nothing and says nothing', () =>
  inFolder(async (folder, said) => {
    assert.equal(await zoomOf(folder, said), undefined);
    assert.deepEqual(said, []);
  }));

test('what was set is restored', () =>
  inFolder(async (folder) => {
    await save(folder, show(2));
    assert.equal(await zoomOf(folder), 2);
    assert.deepEqual(readdirSync(folder), ['session.json']);
  }));

test('nothing is written when nothing changed', () =>
  inFolder(async (folder) => {
    const file = await openSession({ folder, notice: () => {} });
    file.follow(() => show(2));
    await file.close();
    assert.deepEqual(readdirSync(folder), []);
  }));

test('a saved snapshot is a change', () =>
  inFolder(async (folder) => {
    const file = await openSession({ folder, notice: () => {} });
    let now = show(2);
    file.follow(() => now);
    now = { ...now, snapshots: { '1': { 'view.zoom': 3 } } };
    file.sendBeat(startTransport().transport, restingFeatures());
    await file.close();
    const { restored } = await openSession({ folder, notice: () => {} });
    assert.deepEqual(restored?.snapshots, { '1': { 'view.zoom': 3 } });
  }));

test('routes changed by hand are a change, and come back', () =>
  inFolder(async (folder) => {
    const file = await openSession({ folder, notice: () => {} });
    let now = show(2);
    file.follow(() => now);
    const routes = { flames: [{ from: 'kick', input: 1, amount: 0.5, curve: 1, attack: 0.01, release: 0.3 }] } as const;
    now = { ...now, routes };
    file.sendBeat(startTransport().transport, restingFeatures());
    await file.close();
    const { restored } = await openSession({ folder, notice: () => {} });
    assert.deepEqual(restored?.routes, routes);
  }));

test('a damaged session is kept aside and said, and the one before it is used', () =>
  inFolder(async (folder, said) => {
    await save(folder, show(2));
    await save(folder, show(3));
    truncateSync(join(folder, 'session.json'), 100);
    assert.equal(await zoomOf(folder, said), 2);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /session\.json.*kept aside.*session\.json\.damaged-/);
    assert.ok(readdirSync(folder).some((name) => name.startsWith('session.json.damaged-')));
  }));

test('two damaged sessions are both kept aside, and the show starts from the defaults', () =>
  inFolder(async (folder, said) => {
    for (const name of ['session.json', 'session.previous.json']) writeFileSync(join(folder, name), '\0\0\0');
    assert.equal(await zoomOf(folder, said), undefined);
    assert.equal(said.length, 2);
  }));

const crashes: readonly (readonly [string, (folder: string) => void])[] = [
  ['while the new file is written', (folder) => writeFileSync(join(folder, 'session.json.new'), '{"vers')],
  [
    'between the two renames',
    (folder) => {
      writeFileSync(join(folder, 'session.previous.json'), readFileSync(join(folder, 'session.json')));
      rmSync(join(folder, 'session.json'));
    },
  ],
];
for (const [when, crash] of crashes) {
  test(`power that goes ${when} costs nothing that was saved before`, () =>
    inFolder(async (folder, said) => {
      await save(folder, show(2));
      crash(folder);
      assert.equal(await zoomOf(folder, said), 2);
      assert.deepEqual(said, []);
      await save(folder, show(3));
      assert.equal(await zoomOf(folder), 3);
    }));
}

test('a folder that cannot be written is said once, and the show goes on', () =>
  inFolder(async (folder) => {
    const said: string[] = [];
    writeFileSync(join(folder, 'file'), '');
    const file = await openSession({ folder: join(folder, 'file', 'set'), notice: (_, text) => said.push(text) });
    file.follow(() => show(2));
    file.sendParams({ 'view.zoom': 2 });
    await file.close();
    assert.equal(said.length, 1);
    assert.deepEqual([file.standing.state, file.standing.saved], ['failed', null]);
    assert.match(said[0] ?? '', /cannot be saved/);
  }));

test('it says whether it is saved, and saves at once when asked to', () =>
  inFolder(async (folder) => {
    const file = await openSession({ folder, notice: (_, text) => assert.fail(text) });
    file.follow(() => show(2));
    assert.deepEqual([file.standing.state, file.standing.saved], ['saved', null]);
    file.sendParams({ 'tempo.bpm': 121 });
    assert.equal(file.standing.state, 'saved', 'a tempo is not kept');
    file.sendParams({ 'view.zoom': 2 });
    assert.equal(file.standing.state, 'changed');
    file.saveNow();
    await eventually('it is on disk', () => file.standing.state === 'saved');
    assert.ok(Math.abs(Date.now() / 1000 - (file.standing.saved ?? 0)) < 10);
    assert.equal(await zoomOf(folder), 2);
    await file.close();
  }));
