import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLearner, ENOUGH, REST, relativeModeOf } from '../../../engine/control/midi-learn.ts';
import { createMidiParser } from '../../../engine/control/midi-message.ts';
import type { ParamKind } from '../../../engine/control/parameter.ts';
import { bytesOf } from '../../helpers/memory-midi.ts';

/** Move a control, 10 ms between messages, then rest. @returns what was learned, as a line */
function learned(kind: ParamKind, ...messages: string[]): string {
  const learner = createLearner(kind);
  const parser = createMidiParser();
  let now = 0;
  for (const message of parser.push(messages.flatMap(bytesOf))) {
    now += 0.01;
    const found = learner.take(message, now);
    if (found) return `${found.type} ${found.ch} ${found.number ?? '-'} ${found.mode}`;
  }
  const found = learner.rest(now + 3 * REST);
  return found ? `${found.type} ${found.ch} ${found.number ?? '-'} ${found.mode}` : 'nothing';
}

const turn = (values: readonly number[], number = '07') =>
  values.map((value) => `B0 ${number} ${value.toString(16).padStart(2, '0')}`);

const cases: readonly (readonly [string, ParamKind, readonly string[], string])[] = [
  ['a pad for a toggle', 'toggle', ['99 24 50'], 'note 10 36 toggle'],
  ['a pad for a trigger', 'trigger', ['90 24 50'], 'note 1 36 trigger'],
  ['a pad for a number', 'number', ['90 24 50'], 'note 1 36 momentary'],
  ['a program change', 'trigger', ['C2 05'], 'program 3 5 trigger'],
  ['a bend fader after a few messages', 'number', ['E7 00 10', 'E7 00 11', 'E7 00 12'], 'bend 8 - absolute'],
  ['a knob', 'number', turn([60, 61, 62, 63, 64, 65, 66]), 'cc 1 7 absolute'],
  ['a knob turned down to its end', 'number', turn([9, 7, 4, 2, 1, 0]), 'cc 1 7 absolute'],
  ['a knob turned up from its low end', 'number', turn([1, 2, 3, 4, 5, 6, 7]), 'cc 1 7 absolute'],
  ['a knob that was only touched', 'number', turn([64]), 'cc 1 7 absolute'],
  ['a button that sends a controller', 'toggle', turn([127, 0]), 'cc 1 7 toggle'],
  [
    'a pair of 14 bits',
    'number',
    ['B0 07 40', 'B0 27 01', 'B0 07 40', 'B0 27 20', 'B0 07 41', 'B0 27 05'],
    'cc 1 7 14-bit',
  ],
  ['an NRPN', 'number', ['B1 63 01', 'B1 62 02', 'B1 06 40'], 'nrpn 2 130 absolute'],
  ['an RPN', 'number', ['B1 65 00', 'B1 64 01', 'B1 06 40'], 'rpn 2 1 absolute'],
  [
    'two’s complement, turned both ways',
    'number',
    turn([1, 1, 2, 1, 127, 127, 126]),
    'cc 1 7 relative-twos-complement',
  ],
  ['two’s complement, turned left only', 'number', turn([127, 127, 126, 127]), 'cc 1 7 relative-twos-complement'],
  ['binary offset, turned both ways', 'number', turn([65, 65, 66, 63, 63]), 'cc 1 7 relative-binary-offset'],
  ['binary offset, turned right only', 'number', turn([65, 65, 66, 65]), 'cc 1 7 relative-binary-offset'],
  ['sign and magnitude, turned both ways', 'number', turn([1, 1, 2, 65, 65, 66]), 'cc 1 7 relative-sign-magnitude'],
  ['the control that moved most', 'number', [...turn([60]), ...turn([10, 11, 12, 13, 14], '10')], 'cc 1 16 absolute'],
  ['nothing from a note’s release', 'number', ['80 24 00'], 'nothing'],
  ['nothing from a clock', 'number', ['F8', 'FE'], 'nothing'],
];
for (const [what, kind, messages, expected] of cases) {
  test(`learns ${what}`, () => assert.equal(learned(kind, ...messages), expected));
}

test('a hand that goes on turning is not waited for', () => {
  const learner = createLearner('number');
  let found: unknown;
  for (let i = 0; i < ENOUGH; i++) found = learner.take({ type: 'cc', channel: 1, number: 7, value: i }, i / 100);
  assert.deepEqual(found, { type: 'cc', ch: 1, number: 7, mode: 'absolute' });
});

test('a knob with ends is never taken for one without, wherever it is turned', () => {
  for (let from = 0; from <= 120; from++) {
    for (const speed of [1, 2, 3]) {
      const up = Array.from({ length: 8 }, (_, i) => Math.min(127, from + speed * i)).filter(
        (v, i, all) => v !== all[i - 1],
      );
      assert.equal(relativeModeOf(up), undefined, String(up));
      assert.equal(relativeModeOf([...up].reverse()), undefined, String(up));
    }
  }
});
