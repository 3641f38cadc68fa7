import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Events } from '../../engine/audio/events.ts';
import { type Annotation, matchEvents, meanScore, type Score, score } from '../helpers/score.ts';

const AUDIO = new URL('../fixtures/audio/', import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, AUDIO), 'utf8'));
// Written by fixtures/audio/score.py, which is built on mir_eval, from the same detections.
const expected = read('scored/expected.json') as Record<string, Record<string, number | null>>;
const names = Object.keys(expected).filter((name) => name !== 'mean');

const scored = new Map<string, Score>(
  names.map((name) => [name, score(read(`music/${name}.json`) as Annotation, read(`scored/${name}.json`) as Events)]),
);

for (const name of names) {
  test(`scores ${name} as mir_eval does, to 0.005`, () => {
    for (const [key, value] of Object.entries(expected[name] ?? {})) {
      const own = scored.get(name)?.[key as keyof Score];
      if (value === null) assert.equal(own, undefined, key);
      else
        assert.ok(
          Math.abs((own ?? Number.NaN) - value) <= 0.005 * Math.max(1, Math.abs(value)),
          `${key}: ${own} ≠ ${value}`,
        );
    }
  });
}

test('averages each score over the pieces that have it', () => {
  assert.deepEqual(meanScore([{ onset_f: 1, beat_f: 0.5 }, { onset_f: 0 }]), { onset_f: 0.5, beat_f: 0.5 });
});

test('pairs as many events as a window allows', () => {
  assert.deepEqual(matchEvents([1, 1.04], [0.96, 1.03], 0.05), [
    [0, 0],
    [1, 1],
  ]);
  assert.deepEqual(matchEvents([1], [1.06], 0.05), []);
});
