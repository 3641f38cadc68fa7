import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeError, EngineError, nearestWord } from '../../engine/errors.ts';

test('an error with a hint is one line of message and hint', () => {
  const error = new EngineError('port-in-use', '127.0.0.1:4400 is taken', 'choose another with --port');
  assert.equal(describeError(error), '127.0.0.1:4400 is taken — choose another with --port');
});

test('an error without a hint is its message alone', () => {
  assert.equal(describeError(new EngineError('not-found', 'no preset "x"')), 'no preset "x"');
});

test('an error carries its code', () => {
  assert.equal(new EngineError('bad-config', '').code, 'bad-config');
});

const thrown: readonly (readonly [string, unknown, string])[] = [
  ['a plain error', new TypeError('x is not a function'), 'x is not a function'],
  ['a text', 'gone', 'gone'],
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
];
for (const [what, value, expected] of thrown) {
  test(`describes ${what} that was thrown`, () => assert.equal(describeError(value), expected));
}

const words = ['renderer', 'width', 'height', 'fps', 'sampleRate', 'audio'];
const guesses: readonly (readonly [string, string | undefined])[] = [
  ['renderer', 'renderer'],
  ['rendrer', 'renderer'],
  ['wdith', 'width'],
  ['samplerate', 'sampleRate'],
  ['FPS', 'fps'],
  ['hieght', 'height'],
  ['adio', 'audio'],
  ['zoom', undefined],
  ['', undefined],
  ['quadrophonic', undefined],
];
for (const [word, expected] of guesses) {
  test(`${expected ? `guesses "${expected}"` : 'guesses nothing'} for "${word}"`, () => {
    assert.equal(nearestWord(word, words), expected);
  });
}

test('guesses any known word that has one letter wrong', () => {
  const word = fc.stringMatching(/^[a-z]{4,12}$/);
  fc.assert(
    fc.property(word, fc.nat(), (known, at) => {
      const i = at % known.length;
      assert.equal(nearestWord(`${known.slice(0, i)}#${known.slice(i + 1)}`, [known]), known);
    }),
  );
});
