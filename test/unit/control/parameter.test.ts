import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addressOf,
  coerce,
  constrain,
  fromNormalised,
  nudged,
  type ParamSpec,
  type ParamValue,
  positionOf,
  toNormalised,
  valueAt,
} from '../../../engine/control/parameter.ts';
import { findParam, REGISTRY } from '../../../engine/control/registry.ts';

/** A number parameter as a test wants it. */
function numberSpec(overrides: Partial<ParamSpec>): ParamSpec {
  return {
    id: 'test.value',
    kind: 'number',
    group: 'test',
    min: 0,
    max: 1,
    default: 0,
    curve: 'linear',
    step: 0,
    unit: '',
    slew: 0,
    options: [],
    acts: false,
    keep: 'scene',
    doc: 'For tests.',
    ...overrides,
  };
}

const linear = numberSpec({ min: -24, max: 24 });
const exponential = numberSpec({ min: 0.25, max: 4, curve: 'exponential' });
const stepped = numberSpec({ min: 1, max: 10, step: 3 });

const travel: readonly (readonly [string, ParamSpec, number, number])[] = [
  ['a linear fader at its lower end', linear, 0, -24],
  ['a linear fader in the middle', linear, 0.5, 0],
  ['a linear fader at its upper end', linear, 1, 24],
  ['an exponential fader at its lower end', exponential, 0, 0.25],
  ['an exponential fader at a quarter', exponential, 0.25, 0.5],
  ['an exponential fader in the middle', exponential, 0.5, 1],
  ['an exponential fader at its upper end', exponential, 1, 4],
];
for (const [what, spec, position, value] of travel) {
  test(`${what} stands for ${value}`, () => {
    assert.ok(Math.abs(fromNormalised(spec, position) - value) < 1e-12);
    assert.ok(Math.abs(toNormalised(spec, value) - position) < 1e-12);
  });
}

const constrained: readonly (readonly [string, ParamSpec, number, number])[] = [
  ['a value between steps to the nearest', stepped, 5, 4],
  ['a value on a step as it is', stepped, 7, 7],
  ['a value past the end at the end', stepped, 99, 10],
  ['a value before the start at the start', stepped, -99, 1],
  ['∞ at the end', linear, Number.POSITIVE_INFINITY, 24],
  ['−∞ at the start', linear, Number.NEGATIVE_INFINITY, -24],
  ['NaN at the start', linear, Number.NaN, -24],
  ['∞ at the end of a stepped range', stepped, Number.POSITIVE_INFINITY, 10],
];
for (const [what, spec, value, expected] of constrained) {
  test(`holds ${what}`, () => assert.equal(constrain(spec, value), expected));
}

const toggle = numberSpec({ kind: 'toggle', default: false });
const choice = numberSpec({ kind: 'choice', options: ['mix', 'add', 'luma wipe'], default: 'mix' });
const text = numberSpec({ kind: 'text', default: '' });
const preset = numberSpec({ kind: 'preset', default: '' });
const trigger = numberSpec({ kind: 'trigger', acts: true });

const coerced: readonly (readonly [string, ParamSpec, ParamValue, ParamValue | undefined])[] = [
  ['a number for a number', linear, 3, 3],
  ['a number past the range, clamped', linear, 300, 24],
  ['a text that begins with a number', linear, '-6 dB', -6],
  ['true as the number 1', linear, true, 1],
  ['no word for a number', linear, 'loud', undefined],
  ['no NaN for a number', linear, Number.NaN, undefined],
  ['no empty text for a number', linear, '', undefined],
  ['1 for a toggle', toggle, 1, true],
  ['0.49 for a toggle', toggle, 0.49, false],
  ['true for a toggle', toggle, true, true],
  ['"0" for a toggle', toggle, '0', false],
  ['no word for a toggle', toggle, 'maybe', undefined],
  ['the name of an option, whatever its case', choice, 'Luma Wipe', 'luma wipe'],
  ['the number of an option, from 0', choice, 1, 'add'],
  ['the number of an option as a text', choice, '2', 'luma wipe'],
  ['a number past the options as the last', choice, 9, 'luma wipe'],
  ['no other word for a choice', choice, 'burn', undefined],
  ['words for a text', text, 'a burning forest', 'a burning forest'],
  ['no number for a text', text, 3, undefined],
  ['a slug for a preset', preset, 'fern', 'fern'],
  ['no number for a preset', preset, 3, undefined],
  ['anything for a trigger', trigger, 'x', true],
];
for (const [what, spec, value, expected] of coerced) {
  test(`takes ${what}`, () => assert.equal(coerce(spec, value), expected));
}

const positions: readonly (readonly [string, ParamSpec, ParamValue, number])[] = [
  ['a number stands on its curve', exponential, 1, 0.5],
  ['a toggle that is on stands at the end', toggle, true, 1],
  ['a toggle that is off stands at the start', toggle, false, 0],
  ['the middle one of three options stands in the middle', choice, 'add', 0.5],
];
for (const [what, spec, value, position] of positions) {
  test(what, () => {
    assert.equal(positionOf(spec, value), position);
    assert.equal(valueAt(spec, position), value);
  });
}

test('a pressed pad fires a trigger, a released one does not', () => {
  assert.equal(valueAt(trigger, 1), true);
  assert.equal(valueAt(trigger, 0), undefined);
});

const nudges: readonly (readonly [string, ParamSpec, ParamValue, number, ParamValue | undefined])[] = [
  ['a fine turn moves a stepped number by one step', stepped, 4, 1 / 127, 7],
  ['a fine turn back moves it back by one', stepped, 4, -1 / 127, 1],
  ['a fine turn moves a choice to its neighbour', choice, 'mix', 1 / 127, 'add'],
  ['a turn past the last option stays there', choice, 'luma wipe', 1 / 127, 'luma wipe'],
  ['no turn moves nothing', choice, 'add', 0, 'add'],
  ['a toggle knows no turns', toggle, false, 0.5, undefined],
];
for (const [what, spec, current, delta, expected] of nudges) {
  test(what, () => assert.equal(nudged(spec, current, delta), expected));
}

test("an OSC address is the id's path", () => {
  assert.equal(addressOf(numberSpec({ id: 'mix.1.weight' })), '/mix/1/weight');
});

for (const spec of REGISTRY.filter(({ kind }) => kind === 'number')) {
  test(`${spec.id}: every value survives the way to a fader and back`, () => {
    const value = fc.double({ min: spec.min, max: spec.max, noNaN: true });
    const tolerance = 1e-9 * (spec.max - spec.min);
    fc.assert(
      fc.property(value, (v) => {
        const held = constrain(spec, v);
        assert.ok(Math.abs(fromNormalised(spec, toNormalised(spec, held)) - held) <= tolerance);
      }),
    );
  });

  test(`${spec.id}: whatever comes from outside ends in range or is refused`, () => {
    const outside = fc.oneof(fc.double(), fc.boolean(), fc.string());
    fc.assert(
      fc.property(outside, (v) => {
        const value = coerce(spec, v);
        if (value === undefined) return;
        assert.ok(typeof value === 'number' && value >= spec.min && value <= spec.max, `${v} → ${value}`);
      }),
    );
  });
}

test('a text that is longer than a prompt may be is cut: no page would take it', () => {
  const spec = findParam('prompt.3.words');
  assert.ok(spec);
  assert.equal(coerce(spec, 'x'.repeat(5000)), 'x'.repeat(1000));
});
