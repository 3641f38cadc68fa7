/** Prompts as people type them, and the ones that are refused. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EngineError } from '../../../engine/errors.ts';
import { parseImageArgument, parsePrompt, slugOf } from '../../../engine/optimize/prompt.ts';

const typed: readonly (readonly [
  string,
  readonly (readonly [string, number])[],
  readonly (readonly [string, number])[],
])[] = [
  ['neon jellyfish', [['neon jellyfish', 1]], []],
  ['  neon \n jellyfish ', [['neon jellyfish', 1]], []],
  [
    'fire:3 ice:1',
    [
      ['fire', 0.75],
      ['ice', 0.25],
    ],
    [],
  ],
  [
    'neon jellyfish:1.5 coral reef:.5',
    [
      ['neon jellyfish', 0.75],
      ['coral reef', 0.25],
    ],
    [],
  ],
  [
    'fire:1 ice',
    [
      ['fire', 0.5],
      ['ice', 0.5],
    ],
    [],
  ],
  [
    'fire:1, ice:1',
    [
      ['fire', 0.5],
      ['ice', 0.5],
    ],
    [],
  ],
  ['a film in 4:3 format', [['a film in 4:3 format', 1]], []],
  ['title: a subtitle', [['title: a subtitle', 1]], []],
  ['stained glass:1 lettering:-0.4', [['stained glass', 1]], [['lettering', 1]]],
  ['fire:2 smoke:0', [['fire', 1]], []],
];
for (const [text, wanted, unwanted] of typed) {
  test(`${JSON.stringify(text)} is taken apart`, () => {
    const prompt = parsePrompt(text);
    assert.deepEqual(
      prompt.wanted,
      wanted.map(([part, weight]) => ({ text: part, weight })),
    );
    assert.deepEqual(
      prompt.unwanted,
      unwanted.map(([part, weight]) => ({ text: part, weight })),
    );
  });
}

test('a negative prompt joins what a negative weight steers away from', () => {
  const { unwanted } = parsePrompt('fire:1 smoke:-1', 'lettering:3');
  assert.deepEqual(unwanted, [
    { text: 'smoke', weight: 0.25 },
    { text: 'lettering', weight: 0.75 },
  ]);
});

test('an image alone is enough, and has the whole share', () => {
  const { wanted, imageShare } = parsePrompt('', '', 0.3);
  assert.deepEqual(wanted, []);
  assert.equal(imageShare, 1);
});

test('an image shares what is wanted with the texts, by its weight', () => {
  const { wanted, imageShare } = parsePrompt('fire:2 smoke:1 fog:-1', '', 1);
  assert.deepEqual(
    wanted.map(({ weight }) => weight),
    [0.5, 0.25],
  );
  assert.equal(imageShare, 0.25);
  assert.equal(parsePrompt('fire').imageShare, 0);
});

for (const [typed, file, weight] of [
  ['photo.jpg', 'photo.jpg', 1],
  ['photo.jpg:0.5', 'photo.jpg', 0.5],
  ['C:\\pictures\\4.png:2', 'C:\\pictures\\4.png', 2],
  ['C:\\pictures\\a.png', 'C:\\pictures\\a.png', 1],
] as const) {
  test(`the image ${typed} is a file of weight ${weight}`, () => {
    assert.deepEqual(parseImageArgument(typed), { file, weight });
  });
}

for (const typed of ['', ' ', ':2', 'photo.jpg:0', 'photo.jpg:-1', 'photo.jpg:101']) {
  test(`the image ${JSON.stringify(typed)} is refused`, () => {
    assert.throws(() => parseImageArgument(typed), { code: 'bad-prompt' });
  });
}

for (const [text, message] of [
  ['', /the prompt is empty/],
  [' \t ', /the prompt is empty/],
  ['fire:0', /wants nothing/],
  ['fire:-1', /wants nothing/],
  ['x'.repeat(1001), /1001 characters, expected at most 1000/],
  [Array.from('abcdefghi', (c) => `${c}:1`).join(' '), /9 parts, expected at most 8/],
] as const) {
  test(`the prompt ${JSON.stringify(text.slice(0, 20))} is refused in one line`, () => {
    assert.throws(
      () => parsePrompt(text),
      (error) => error instanceof EngineError && error.code === 'bad-prompt' && message.test(error.message),
    );
  });
}

test('any text gives parts whose weights sum to 1, or is refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      try {
        const { wanted } = parsePrompt(text);
        assert.ok(Math.abs(wanted.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-9);
        assert.ok(wanted.every((part) => part.text.length > 0));
      } catch (error) {
        assert.ok(error instanceof EngineError && error.code === 'bad-prompt');
      }
    }),
  );
});

for (const [text, slug] of [
  ['Golden Honeycomb!', 'golden-honeycomb'],
  ['neon jellyfish:1.2 coral:0.5', 'neon-jellyfish-coral'],
  ['Nächtliche Stadt', 'nachtliche-stadt'],
  ['光', 'untitled'],
  ['x'.repeat(60), 'x'.repeat(40)],
] as const) {
  test(`${JSON.stringify(text)} is kept as ${slug}`, () => assert.equal(slugOf(text), slug));
}
