import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseMidiMap } from '../../../engine/control/midi-map.ts';
import { describeError, EngineError } from '../../../engine/errors.ts';

const head = { name: 'test', match: 'test' };
const fader = { type: 'cc', number: 7, target: 'mix.1.weight' };
const parse = (map: unknown) => parseMidiMap('x.json', JSON.stringify(map));

/** What is wrong, and the beginning of the one line that says so. */
const refused: readonly (readonly [string, unknown, string])[] = [
  ['no object', [], 'midi-maps/x.json: Invalid input: expected object'],
  ['no name', { match: 'x', controls: [] }, 'midi-maps/x.json: name: '],
  [
    'a pattern that is none',
    { ...head, match: '(', controls: [] },
    'midi-maps/x.json: match: Invalid regular expression',
  ],
  [
    'a misspelt key',
    { ...head, controls: [{ ...fader, traget: 'x' }] },
    'midi-maps/x.json: controls[0]: unknown key "traget" — did you mean "target"?',
  ],
  [
    'an unknown type',
    { ...head, controls: [fader, { ...fader, type: 'knob' }] },
    'midi-maps/x.json: controls[1].type: ',
  ],
  [
    'a number out of range',
    { ...head, controls: [fader, fader, fader, { ...fader, number: 200 }] },
    'midi-maps/x.json: controls[3].number: expected 0–127, got 200',
  ],
  [
    'a fraction',
    { ...head, controls: [{ ...fader, number: 7.5 }] },
    'midi-maps/x.json: controls[0].number: Invalid input: expected int, received number, got 7.5',
  ],
  [
    'one wrong number in a list',
    { ...head, controls: [{ ...fader, number: [1, 2, -3] }] },
    'midi-maps/x.json: controls[0].number[2]: ',
  ],
  ['a channel 0', { ...head, controls: [{ ...fader, ch: 0 }] }, 'midi-maps/x.json: controls[0].ch: '],
  [
    'lists of two lengths',
    { ...head, controls: [{ ...fader, number: [1, 2, 3], ch: [1, 2] }] },
    'midi-maps/x.json: controls[0].ch: expected 3 in the list, got 2',
  ],
  [
    'a controller without number',
    { ...head, controls: [{ type: 'cc', target: 'mix.1.weight' }] },
    'midi-maps/x.json: controls[0].number: expected a number',
  ],
  [
    'a 14-bit controller above 31',
    { ...head, controls: [{ ...fader, number: 40, mode: '14-bit' }] },
    'midi-maps/x.json: controls[0].mode: 14-bit needs a cc of number 0–31',
  ],
  [
    'a relative note',
    { ...head, controls: [{ ...fader, type: 'note', mode: 'relative-binary-offset' }] },
    'midi-maps/x.json: controls[0].mode: relative-binary-offset needs a cc, got note',
  ],
  [
    'a set without value',
    { ...head, controls: [{ ...fader, mode: 'set' }] },
    'midi-maps/x.json: controls[0].value: mode set needs a value',
  ],
  [
    'a page that is not there',
    { ...head, pages: ['a'], controls: [{ ...fader, page: 'b' }] },
    'midi-maps/x.json: controls[0].page: no page "b" — pages: a',
  ],
  [
    'a turn to a page that is not there',
    { ...head, controls: [{ ...fader, target: 'page:b' }] },
    'midi-maps/x.json: controls[0].target: no page "b"',
  ],
  [
    'an init that is no hex',
    { ...head, init: ['F0 7X F7'], controls: [] },
    'midi-maps/x.json: init[0]: expected bytes in hex such as "B0 07 7F", got "7X"',
  ],
  [
    'a SysEx without end',
    { ...head, init: ['B0 00 00', 'F0 01'], controls: [] },
    'midi-maps/x.json: init[1]: a SysEx message begins with F0 and ends with F7',
  ],
  [
    'a feedback colour out of range',
    { ...head, controls: [{ ...fader, feedback: { on: 128 } }] },
    'midi-maps/x.json: controls[0].feedback.on: ',
  ],
];
for (const [what, map, line] of refused) {
  test(`${what} is refused with its path`, () => {
    assert.throws(
      () => parse(map),
      (error) => error instanceof EngineError && error.code === 'bad-map' && describeError(error).startsWith(line),
      (() => {
        try {
          parse(map);
          return 'accepted';
        } catch (error) {
          return describeError(error);
        }
      })(),
    );
  });
}

test('text that is no JSON is refused with its file', () => {
  assert.throws(() => parseMidiMap('x.json', '{,'), /^EngineError: midi-maps\/x\.json: not JSON/);
});

test('a control whose parameter does not exist is left out with a line, and the rest works', () => {
  const map = parse({ ...head, controls: [{ ...fader, target: 'mix.9.weigth' }, fader] });
  assert.equal(map.controls.length, 1);
  assert.deepEqual(map.warnings, [
    'midi-maps/x.json: controls[0].target: no parameter "mix.9.weigth"; left out — did you mean "mix.1.weight"?',
  ]);
});

test('lists are spread out, their places counted from 1', () => {
  const map = parse({
    ...head,
    ch: 3,
    controls: [{ ...fader, name: 'f{n}', number: [9, 5], target: 'mix.{n}.weight' }],
  });
  assert.deepEqual(
    map.controls.map(({ name, channel, number, target }) => [
      name,
      channel,
      number,
      'spec' in target && target.spec.id,
    ]),
    [
      ['f1', 3, 9, 'mix.1.weight'],
      ['f2', 3, 5, 'mix.2.weight'],
    ],
  );
});

test('any text gives a map or one EngineError', () => {
  const anyControl = fc.record(
    {
      type: fc.oneof(fc.constantFrom('note', 'cc', 'bend', 'program', 'nrpn'), fc.jsonValue()),
      ch: fc.oneof(fc.integer(), fc.array(fc.integer()), fc.jsonValue()),
      number: fc.oneof(fc.integer(), fc.array(fc.integer()), fc.jsonValue()),
      mode: fc.oneof(fc.constantFrom('set', 'toggle', 'absolute', '14-bit'), fc.jsonValue()),
      target: fc.oneof(fc.constantFrom('mix.1.weight', 'page:next', 'preset.go'), fc.jsonValue()),
      value: fc.jsonValue(),
      feedback: fc.jsonValue(),
    },
    { requiredKeys: ['type', 'target'] },
  );
  const anyMap = fc.record({ name: fc.string(), match: fc.string(), controls: fc.array(anyControl) });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        anyMap.map((map) => JSON.stringify(map)),
      ),
      (text) => {
        try {
          parseMidiMap('x.json', text);
        } catch (error) {
          assert.ok(error instanceof EngineError && !describeError(error).includes('\n'), String(error));
        }
      },
    ),
    { numRuns: 500 },
  );
});
