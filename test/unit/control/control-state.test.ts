import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  advanceSlews,
  applyEvents,
  type ControlState,
  defaultControls,
  numberOf,
} from '../../../engine/control/control-state.ts';
import type { ControlEvent, ParamValue } from '../../../engine/control/parameter.ts';
import { REGISTRY } from '../../../engine/control/registry.ts';

const slewed = REGISTRY.filter(({ kind }) => kind === 'number' || kind === 'toggle');

function event(param: string, value: ParamValue, op: ControlEvent['op'] = 'set'): ControlEvent {
  return { param, op, value, origin: 'page' };
}

function after(seconds: number, stepsPerSecond: number, start: ControlState): ControlState {
  let state = start;
  for (let i = 0; i < seconds * stepsPerSecond; i++) state = advanceSlews(state, 1 / stepsPerSecond);
  return state;
}

test('every parameter but the triggers starts at its default', () => {
  const expected = REGISTRY.filter(({ kind }) => kind !== 'trigger').map((spec) => [spec.id, spec.default]);
  assert.deepEqual(defaultControls().targets, Object.fromEntries(expected));
});

test('nothing moves at the defaults', () => {
  assert.deepEqual(advanceSlews(defaultControls(), 1).slewed, defaultControls().slewed);
});

test('a set changes the target at once and the slewed value not yet', () => {
  const state = applyEvents(defaultControls(), [event('master.brightness', 2)]);
  assert.equal(state.targets['master.brightness'], 2);
  assert.equal(numberOf(state, 'master.brightness'), 1);
});

test('of several sets the last counts', () => {
  const events = [0.5, 2, 1.5].map((value) => event('master.brightness', value));
  assert.equal(applyEvents(defaultControls(), events).targets['master.brightness'], 1.5);
});

test('a delta moves along the travel of the fader', () => {
  // The zoom's travel is 0.25 … 4 exponentially: a quarter of it is a factor of two.
  const state = applyEvents(defaultControls(), [event('view.zoom', 0.25, 'delta')]);
  assert.ok(Math.abs(Number(state.targets['view.zoom']) - 2) < 1e-12);
});

test('a delta stops at the end of the travel', () => {
  assert.equal(applyEvents(defaultControls(), [event('view.zoom', 9, 'delta')]).targets['view.zoom'], 4);
});

const ignored: readonly (readonly [string, ControlEvent])[] = [
  ['an unknown parameter', event('master.volume', 1)],
  ['a name of the language itself', event('__proto__', 1)],
  ['a word where a number belongs', event('view.zoom', 'big')],
  ['a delta that is NaN', event('view.zoom', Number.NaN, 'delta')],
  ['a delta for a toggle', event('master.freeze', 1, 'delta')],
  ['a delta for a preset', event('mix.1.preset', 1, 'delta')],
  ['a trigger', event('preset.next', true, 'trigger')],
];
for (const [what, one] of ignored) {
  test(`${what} changes nothing`, () => {
    assert.deepEqual(applyEvents(defaultControls(), [one]), defaultControls());
  });
}

test('a slewed value covers 1 − 1/e of its way in its time constant', () => {
  // view.zoom: time constant 0.15 s, from 1 to 4.
  const state = advanceSlews(applyEvents(defaultControls(), [event('view.zoom', 4)]), 0.15);
  assert.ok(Math.abs(numberOf(state, 'view.zoom') - (1 + 3 * (1 - Math.exp(-1)))) < 1e-12);
});

test('a value without slew jumps', () => {
  const state = advanceSlews(applyEvents(defaultControls(), [event('master.freeze', true)]), 1e-6);
  assert.equal(numberOf(state, 'master.freeze'), 1);
});

for (const spec of slewed) {
  test(`${spec.id} feels the same at 30 and at 120 frames a second`, () => {
    const end = spec.kind === 'toggle' ? spec.default !== true : spec.default === spec.max ? spec.min : spec.max;
    const start = applyEvents(defaultControls(), [event(spec.id, end)]);
    const slow = numberOf(after(0.2, 30, start), spec.id);
    const fast = numberOf(after(0.2, 120, start), spec.id);
    assert.ok(Math.abs(slow - fast) < 1e-9, `${slow} and ${fast}`);
  });

  test(`${spec.id} arrives at its target exactly`, () => {
    const end = spec.kind === 'toggle' ? true : spec.max;
    const state = after(20 * Math.max(spec.slew, 0.1), 60, applyEvents(defaultControls(), [event(spec.id, end)]));
    assert.equal(numberOf(state, spec.id), Number(end));
  });
}

test('a parameter without a number is named', () => {
  assert.throws(() => numberOf(defaultControls(), 'mix.1.preset'), /"mix\.1\.preset" is no number parameter/);
});

test('any events leave every target of its kind and in range, and the state before unchanged', () => {
  const anyEvent = fc.record({
    param: fc.oneof(fc.constantFrom(...REGISTRY.map(({ id }) => id)), fc.string()),
    op: fc.constantFrom('set' as const, 'delta' as const, 'trigger' as const),
    value: fc.oneof(fc.double(), fc.boolean(), fc.string()),
    origin: fc.constant('page' as const),
  });
  fc.assert(
    fc.property(fc.array(anyEvent), (events) => {
      const start = defaultControls();
      const { targets } = applyEvents(start, events);
      assert.deepEqual(start, defaultControls());
      assert.deepEqual(Object.keys(targets), Object.keys(start.targets));
      for (const spec of REGISTRY) {
        const value = targets[spec.id];
        if (spec.kind === 'number') assert.ok(Number(value) >= spec.min && Number(value) <= spec.max, spec.id);
        if (spec.kind === 'toggle') assert.equal(typeof value, 'boolean');
        if (spec.kind === 'choice') assert.ok(spec.options.includes(String(value)), spec.id);
        if (spec.kind === 'preset' || spec.kind === 'text') assert.equal(typeof value, 'string');
      }
    }),
  );
});
