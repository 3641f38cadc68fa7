/** `neonfern pack`: a set's folder gets all that another machine needs, and what is its own stays. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pack } from '../../engine/commands.io.ts';
import { openPresetStore } from '../../engine/cppn/preset-store.io.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

async function inSets(run: (sets: string) => Promise<void>): Promise<void> {
  const sets = mkdtempSync(join(tmpdir(), 'neonfern-sets-'));
  try {
    await run(sets);
  } finally {
    rmSync(sets, { recursive: true, force: true });
  }
}

test('a packed set holds every preset and every map, and its presets open from there', () =>
  inSets(async (sets) => {
    assert.equal(await pack(['tour', '--sets', sets]), 0);
    for (const part of ['presets', 'midi-maps']) {
      assert.deepEqual(readdirSync(join(sets, 'tour', part)).sort(), readdirSync(join(ROOT, part)).sort());
    }
    const [packed, ours] = await Promise.all([
      openPresetStore(join(sets, 'tour', 'presets')),
      openPresetStore(join(ROOT, 'presets')),
    ]);
    try {
      const slugs = (store: typeof ours) => store.library.map(({ slug }) => slug);
      assert.deepEqual(slugs(packed), slugs(ours));
      assert.deepEqual(packed.refused, []);
    } finally {
      packed.close();
      ours.close();
    }
  }));

test('what a set has already is kept, however often it is packed', () =>
  inSets(async (sets) => {
    const own = join(sets, 'tour', 'midi-maps', 'generic.json');
    mkdirSync(join(sets, 'tour', 'midi-maps'), { recursive: true });
    writeFileSync(own, '{"own":true}');
    await pack(['tour', '--sets', sets]);
    await pack(['tour', '--sets', sets]);
    assert.equal(readFileSync(own, 'utf8'), '{"own":true}');
  }));
