import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  PICKUP_THRESHOLD,
  type Takeover,
  type TakeoverState,
  takeOver,
  UNKNOWN_POSITION,
  WHIP,
} from '../../../engine/control/takeover.ts';

const LATER = 10 * WHIP;
const at = (previous: number, acceptedAt = Number.NEGATIVE_INFINITY): TakeoverState => ({ previous, acceptedAt });

/** Mode, what was known, where the control goes, where the value is, what becomes of the value. */
const rules: readonly (readonly [string, Takeover, TakeoverState, number, number, number | undefined])[] = [
  ['jump goes where the knob is, from the first message on', 'jump', UNKNOWN_POSITION, 0.9, 0.1, 0.9],
  ['pickup ignores a first message that is far off', 'pickup', UNKNOWN_POSITION, 0.9, 0.1, undefined],
  ['pickup takes a first message that is near', 'pickup', UNKNOWN_POSITION, 0.12, 0.1, 0.12],
  ['pickup ignores a knob that comes nearer on one side', 'pickup', at(0.9), 0.5, 0.1, undefined],
  ['pickup takes a knob within 3/128', 'pickup', at(0.9), 0.1 + PICKUP_THRESHOLD - 1e-9, 0.1, 0.1 + 3 / 128 - 1e-9],
  ['pickup takes a knob that crosses the value', 'pickup', at(0.9), 0.02, 0.4, 0.02],
  ['pickup takes a knob that crosses upwards', 'pickup', at(0.1), 0.8, 0.4, 0.8],
  ['pickup takes a jump of a knob that stood at the value', 'pickup', at(0.41), 0.8, 0.4, 0.8],
  ['pickup follows a whip', 'pickup', at(0.2, LATER - WHIP / 2), 0.9, 0.1, 0.9],
  ['pickup lets go once the whip is over', 'pickup', at(0.2, LATER - 1.1 * WHIP), 0.9, 0.1, undefined],
  ['scale leaves the value at a first message that is far off', 'scale', UNKNOWN_POSITION, 0.9, 0.1, undefined],
  ['scale moves the value by the same share upwards', 'scale', at(0.5), 0.75, 0.8, 0.9],
  ['scale moves the value by the same share downwards', 'scale', at(0.5), 0.25, 0.8, 0.4],
  ['scale meets the knob at the end', 'scale', at(0.5), 1, 0.1, 1],
];
for (const [what, mode, state, position, value, expected] of rules) {
  test(what, () => {
    const { next } = takeOver(mode, state, position, value, LATER);
    if (expected === undefined) assert.equal(next, undefined);
    else assert.ok(next !== undefined && Math.abs(next - expected) < 1e-9, `${next}`);
  });
}

test('an ignored message still tells where the knob is', () => {
  assert.deepEqual(takeOver('pickup', UNKNOWN_POSITION, 0.9, 0.1, 1).state, at(0.9));
});

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const modes = fc.constantFrom<Takeover>('jump', 'pickup', 'scale');

test('whatever a hand does, the value stays in its range', () => {
  fc.assert(
    fc.property(
      modes,
      unit,
      fc.array(fc.tuple(unit, fc.double({ min: 0, max: 1, noNaN: true }))),
      (mode, start, moves) => {
        let [state, value, now] = [UNKNOWN_POSITION, start, 0];
        for (const [position, wait] of moves) {
          now += wait;
          const result = takeOver(mode, state, position, value, now);
          state = result.state;
          value = result.next ?? value;
          assert.ok(value >= 0 && value <= 1, `${value}`);
        }
      },
    ),
  );
});

test('a slow move of a far knob never moves the value by more than it has to before it is caught', () => {
  fc.assert(
    fc.property(unit, unit, unit, (from, to, value) => {
      let state = UNKNOWN_POSITION;
      for (let step = 0; step <= 127; step++) {
        const position = from + ((to - from) * step) / 127;
        const { state: after, next } = takeOver('pickup', state, position, value, step);
        state = after;
        // Caught: near, or just across. Never from afar.
        if (next !== undefined) assert.ok(Math.abs(next - value) <= 2 * PICKUP_THRESHOLD, `${next} from ${value}`);
        if (next !== undefined) return;
      }
    }),
  );
});

test('under scale a knob that is turned to both ends has the value', () => {
  fc.assert(
    fc.property(unit, unit, (start, value) => {
      let state = UNKNOWN_POSITION;
      let now = value;
      for (const position of [start, 1, 0.5]) {
        const result = takeOver('scale', state, position, now, 0);
        state = result.state;
        now = result.next ?? now;
      }
      if (start < 1) assert.ok(Math.abs(now - 0.5) < 1e-9, `${now}`);
    }),
  );
});
