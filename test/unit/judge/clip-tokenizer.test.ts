import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { EngineError } from '../../../engine/errors.ts';
import { createClipTokenizer, createMergesTokenizer } from '../../../engine/judge/clip-tokenizer.ts';

const FIXTURES = new URL('../../fixtures/clip/', import.meta.url);
const merges = String(gunzipSync(readFileSync(new URL('merges.txt.gz', FIXTURES))));
const tokenize = createMergesTokenizer(merges, 'merges.txt');
const { cases } = JSON.parse(readFileSync(new URL('tokenizer-cases.json', FIXTURES), 'utf8')) as {
  cases: { tag: string; text: string; length: number; ids: number[] }[];
};

test('every prompt of the reference has its ids, its length and its cut', () => {
  for (const { tag, text, length, ids } of cases) {
    assert.deepEqual(tokenize(text, 77), ids, `${tag}: ${JSON.stringify(text)}`);
    assert.equal(tokenize(text, 1e6).length, length, `${tag}: ${JSON.stringify(text)}`);
  }
});

test('any text begins with start, ends with end and fits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 2, max: 77 }), (text, positions) => {
      const ids = tokenize(text, positions);
      assert.ok(ids.length <= positions);
      assert.deepEqual([ids[0], ids.at(-1)], [49406, 49407]);
    }),
    { numRuns: 200 },
  );
});

const refused: [string, () => unknown][] = [
  ['a tokenizer that is not JSON', () => createClipTokenizer('{', 'tokenizer.json')],
  ['a tokenizer without a model', () => createClipTokenizer('{}', 'tokenizer.json')],
  ['merges of one word', () => createMergesTokenizer('#version: 0.2\ni n\nth', 'merges.txt')],
  ['no merges', () => createMergesTokenizer('', 'merges.txt')],
];
for (const [what, make] of refused) {
  test(`${what} is refused by name`, () => {
    assert.throws(make, (error) => error instanceof EngineError && error.code === 'checkpoint:damaged-file');
  });
}
