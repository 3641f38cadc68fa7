/** Ableton Link behind its small interface: what a session says becomes reports, and a package that is missing is named. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LinkSession, openLink } from '../../engine/control/link.io.ts';
import type { TempoReport } from '../../engine/control/transport.ts';
import { eventually } from '../helpers/engine-process.ts';

function fakeSession() {
  const session = { peers: 0, bpm: 126, beat: 3.5, enabled: false };
  class AbletonLink implements LinkSession {
    enable(isEnabled: boolean) {
      session.enabled = isEnabled;
    }
    getTempo() {
      return session.bpm;
    }
    getBeat() {
      return session.beat;
    }
    getNumPeers() {
      return session.peers;
    }
  }
  return { session, load: async () => ({ AbletonLink }) };
}

test('peers make a session claim the beat, and their going gives it back', async () => {
  const { session, load } = fakeSession();
  const reports: TempoReport[] = [];
  const said: string[] = [];
  const link = await openLink({
    clock: () => 7,
    tempo: (report) => reports.push(report),
    notice: (_, text) => said.push(text),
    load,
  });
  assert.equal(session.enabled, true);
  session.peers = 2;
  await eventually('a report', () => reports.length > 0);
  assert.deepEqual(reports[0], { source: 'link', time: 7, bpm: 126, beat: 3.5, isRunning: true });
  session.peers = 0;
  await eventually('its end', () => reports.at(-1)?.isRunning === false);
  assert.deepEqual(said, ['Ableton Link: 2 peers', 'Ableton Link: 0 peers']);
  link?.close();
  assert.equal(session.enabled, false);
});

test('without the package one line says what to install, and under what licence', async () => {
  const said: string[] = [];
  const load = () => Promise.reject(new Error("Cannot find package '@ktamas77/abletonlink'"));
  assert.equal(
    await openLink({ clock: () => 0, tempo: () => {}, notice: (_, text) => said.push(text), load }),
    undefined,
  );
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /npm install @ktamas77\/abletonlink .*GPL-2\.0/);
});
