import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defaultControls } from '../../engine/control/control-state.ts';
import { REGISTRY } from '../../engine/control/registry.ts';
import { EngineError } from '../../engine/errors.ts';
import { keptValues, parseSession, writeSession } from '../../engine/session.ts';

const NOW = 1_800_000_000;
const { targets } = defaultControls();
const written = (values: Record<string, unknown>, snapshots: Record<string, unknown> = {}) =>
  JSON.stringify({ version: 1, saved: NOW, values, snapshots });
const read = (text: string, now = NOW) => parseSession(text, 'sets/default/session.json', now);

test('what is written is read again', () => {
  const routes = { flames: [{ from: 'kick', input: 1, amount: 0.5, curve: 1, attack: 0.01, release: 0.3 }] } as const;
  const revisions = { flames: 'a1' };
  const session = { values: { ...targets, 'view.zoom': 2 }, snapshots: { '3': { 'view.zoom': 4 } }, routes, revisions };
  const back = read(writeSession(session, NOW));
  assert.deepEqual(back, { values: keptValues(session.values), snapshots: session.snapshots, routes, revisions });
});

test('what acts and the running tempo are not kept', () => {
  const kept = Object.keys(keptValues(targets));
  const lost = REGISTRY.filter(({ id, keep }) => keep !== 'never' && !kept.includes(id));
  assert.deepEqual(
    lost.map(({ id }) => id),
    [],
  );
  assert.ok(!kept.includes('preset.go') && !kept.includes('tempo.bpm') && !kept.includes('snapshot.recall'));
});

test('unknown, senseless and acting values are left out, those past the range held in it', () => {
  const values = { 'no.such': 1, 'view.zoom': 99, 'master.hue': 'blue', 'preset.go': 'abyss', 'motion.sync': 'bar' };
  assert.deepEqual(read(written(values)).values, { 'view.zoom': 4, 'motion.sync': 'bar' });
});

test('routes that are none are left out, and a session from before there were any is read', () => {
  const routes = {
    flames: { revision: 'a1', routes: [{ from: 'kick', input: 1 }] },
    broken: { revision: 'a1', routes: [{ from: 'moon', input: 1 }] },
  };
  const text = JSON.stringify({ version: 1, saved: NOW, values: {}, snapshots: {}, routes });
  assert.deepEqual(Object.keys(read(text).routes ?? {}), ['flames']);
  assert.deepEqual(read(text.replace('"broken":{', '"broken":3,"x":{')).routes, {});
  assert.deepEqual(read(written({})).routes, {});
});

test('blackout and freeze come back after a crash, not the next night', () => {
  const text = written({ 'master.blackout': true, 'master.freeze': true, 'view.zoom': 2 });
  assert.equal(read(text, NOW + 60).values['master.blackout'], true);
  assert.deepEqual(read(text, NOW + 8 * 3600).values, { 'view.zoom': 2 });
});

const damaged: readonly (readonly [string, string, RegExp])[] = [
  ['no JSON', '{"version":1,', /session\.json: .*JSON/],
  ['nothing', '', /session\.json/],
  ['another version', JSON.stringify({ version: 9, saved: 1, values: {}, snapshots: {} }), /version/],
  ['a snapshot without a number', written({}, { first: {} }), /snapshots/],
];
for (const [what, text, message] of damaged) {
  test(`${what} is refused with the file and the reason`, () => {
    assert.throws(() => read(text), { code: 'bad-session', message });
  });
}

test('any text gives a session or an EngineError', () => {
  const jsonText = fc.json().map((json) => `{"version":1,"saved":1,"values":${json},"snapshots":{}}`);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), jsonText), (text) => {
      try {
        read(text);
      } catch (error) {
        assert.ok(error instanceof EngineError);
      }
    }),
  );
});
