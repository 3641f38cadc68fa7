/** Ableton Link behind its process: what a session says becomes reports, and a package that is missing is named. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLink } from '../../engine/control/link.io.ts';
import type { TempoReport } from '../../engine/control/transport.ts';
import { eventually } from '../helpers/engine-process.ts';

async function linked(script: string, until: (reports: TempoReport[], said: string[]) => boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'neonfern-link-'));
  const program = join(folder, 'session.mjs');
  writeFileSync(program, script);
  const reports: TempoReport[] = [];
  const said: string[] = [];
  const link = openLink({
    clock: () => 7,
    tempo: (report) => reports.push(report),
    notice: (_, text) => said.push(text),
    program,
  });
  try {
    await eventually('it is said', () => until(reports, said));
  } finally {
    link.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { reports, said };
}

test('peers make a session claim the beat, and their going gives it back', async () => {
  const script = `
    const say = (peers) => process.send({ beat: 3.5, bpm: 126, peers });
    for (const peers of [0, 2, 0]) say(peers);
    setInterval(() => {}, 1000);`;
  const { reports, said } = await linked(script, (all) => all.at(-1)?.isRunning === false);
  assert.deepEqual(reports[0], { source: 'link', time: 7, bpm: 126, beat: 3.5, isRunning: true });
  assert.deepEqual(said, ['Ableton Link: 2 peers', 'Ableton Link: 0 peers']);
});

test('without the package one line says what to install, and under what licence', async () => {
  const script = `process.send({ reason: "Cannot find module 'abletonlink'" });`;
  const { said } = await linked(script, (_, lines) => lines.length > 0);
  assert.match(said[0] ?? '', /npm install abletonlink .*GPL-2\.0/);
});

test('a session whose process dies is said, and the show goes on', async () => {
  const { said } = await linked('process.abort();', (_, lines) => lines.length > 0);
  assert.deepEqual(said, ['Ableton Link: its process ended']);
});
