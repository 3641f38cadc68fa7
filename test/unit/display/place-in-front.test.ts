import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeInFront } from '../../../display/place-in-front.ts';
import type { ParamValue } from '../../../engine/control/parameter.ts';

const cases: readonly (readonly [string, Record<string, ParamValue>])[] = [
  ['1', {}],
  ['3', { 'mix.1.weight': 0.2, 'mix.3.weight': 0.9 }],
  ['a', { 'deck.a.preset': 'flames', 'mix.3.weight': 0.9 }],
  ['3', { 'deck.a.preset': 'flames', 'crossfader.position': 0.8, 'mix.3.weight': 0.9 }],
  ['b', { 'deck.a.preset': 'flames', 'deck.b.preset': 'tide', 'crossfader.position': 0.8 }],
];
for (const [place, values] of cases) {
  test(`with ${JSON.stringify(values)} it is ${place}`, () => {
    assert.equal(
      placeInFront((id) => values[id]),
      place,
    );
  });
}
