import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bankOf, type Sieve, sifted, tagsOf } from '../../../display/sift.ts';
import type { PresetInfo } from '../../../engine/wire/protocol.ts';

const preset = (slug: string, prompt: string, ...tags: string[]): PresetInfo => ({
  ...{ slug, name: slug, prompt, tags, revision: '' },
});
const PRESETS = [
  preset('flames', 'roaring fire', 'warm', 'dark'),
  preset('tide', 'glass waves', 'blue', 'dark'),
  preset('bloom', 'a pastel garden', 'warm', 'bright'),
  ...Array.from({ length: 6 }, (_, i) => preset(`more-${i}`, 'noise')),
];
const OPEN: Sieve = { words: '', tags: new Set(), bank: 0 };

const cases: readonly (readonly [string, Partial<Sieve>, readonly string[]])[] = [
  ['nothing is asked', {}, PRESETS.map(({ slug }) => slug)],
  ['a word of the name', { words: 'FLAM' }, ['flames']],
  ['words of prompt and tag', { words: 'waves blue' }, ['tide']],
  ['a tag', { tags: new Set(['warm']) }, ['flames', 'bloom']],
  ['two tags', { tags: new Set(['warm', 'dark']) }, ['flames']],
  ['the second bank', { bank: 2 }, ['more-5']],
  ['a tag in a bank that has it not', { tags: new Set(['warm']), bank: 2 }, []],
];
for (const [asked, sieve, slugs] of cases) {
  test(`when ${asked}, there are ${slugs.length} of 9`, () => {
    assert.deepEqual([...sifted(PRESETS, { ...OPEN, ...sieve })], slugs);
  });
}

test('tags come by how many have them', () => {
  assert.deepEqual(tagsOf(PRESETS), ['dark', 'warm', 'blue', 'bright']);
});

test('a bank is eight presets', () => {
  assert.deepEqual([0, 7, 8, 15, 16].map(bankOf), [1, 1, 2, 2, 3]);
});
