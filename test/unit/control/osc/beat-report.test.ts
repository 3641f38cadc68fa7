import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BeatNews, NO_BEATS, reportBeat } from '../../../../engine/control/osc/beat-report.ts';
import { seededRandom } from '../../../../engine/random.ts';

function reported(news: readonly (readonly [number, BeatNews])[]) {
  let line = NO_BEATS;
  let report = null as ReturnType<typeof reportBeat>['report'];
  for (const [time, one] of news) ({ line, report } = reportBeat(line, one, time));
  return report;
}
const beats = (count: number, bpm: number, late: () => number = () => 0) =>
  Array.from({ length: count }, (_, i) => [(i * 60) / bpm + late(), { beat: i }] as const);

test('a tempo alone is a report without a beat', () => {
  assert.deepEqual(reported([[1, { bpm: 126 }]]), { source: 'osc', time: 1, bpm: 126, beat: null, isRunning: true });
});

test('one beat without a tempo is no report', () => assert.equal(reported([[1, { beat: 0 }]]), null));

test('beats alone give the tempo', () => {
  const report = reported(beats(8, 120));
  assert.ok(Math.abs((report?.bpm ?? 0) - 120) < 1e-9);
  assert.equal(report?.beat, 7);
});

test('messages up to 100 ms late move the line by little: it stays within 40 ms of the true beat, without trembling', () => {
  const random = seededRandom(7);
  let line = NO_BEATS;
  ({ line } = reportBeat(line, { bpm: 120 }, 0));
  const errors: number[] = [];
  for (const [time, news] of beats(200, 120, () => 0.1 * random())) {
    const { line: next, report } = reportBeat(line, news, time);
    line = next;
    if (report && news.beat > 40) errors.push(report.time - (report.beat ?? 0) / 2);
  }
  assert.ok(Math.max(...errors.map(Math.abs)) < 0.04, `${Math.max(...errors)}`);
  const steps = errors.slice(1).map((error, i) => Math.abs(error - (errors[i] ?? 0)));
  assert.ok(Math.max(...steps) < 0.02, `${Math.max(...steps)}`);
});

test('a jump of the song is followed at once', () => {
  const report = reported([...beats(8, 120), [4, { beat: 64 }], [4.5, { beat: 65 }]]);
  assert.ok(Math.abs((report?.beat ?? 0) - 65) < 0.01);
});

test('a song that stops says so, and runs again with its next beat', () => {
  assert.equal(reported([...beats(4, 120), [3, { isRunning: false }]])?.isRunning, false);
  assert.equal(
    reported([...beats(4, 120), [3, { isRunning: false }], [4, { beat: 8 }], [4.5, { beat: 9 }]])?.isRunning,
    true,
  );
});
