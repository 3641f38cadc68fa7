import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { dragged, keyed, labelOf, originOf, STEP, stepped, valueText } from '../../../display/travel.ts';
import { type ParamSpec, toNormalised } from '../../../engine/control/parameter.ts';
import { findParam, REGISTRY } from '../../../engine/control/registry.ts';

const numbers = REGISTRY.filter(({ kind }) => kind === 'number');
const anyNumber = fc.constantFrom(...numbers);

function param(id: string): ParamSpec {
  const spec = findParam(id);
  assert.ok(spec);
  return spec;
}

describe('travel', () => {
  test('a drag over the whole length is the whole travel, with shift a tenth of it', () => {
    assert.equal(dragged(0, 200, 200, false), 1);
    assert.equal(dragged(0.5, -20, 200, true), 0.49);
  });

  test('a drag never leaves the travel', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: -5000, max: 5000 }), (at, pixels) => {
        const next = dragged(at, pixels, 300, false);
        return next >= 0 && next <= 1;
      }),
    );
  });

  test('a fader without length does not move', () => {
    assert.equal(dragged(0.3, 50, 0, false), 0.3);
  });

  test('a step up and a step down lead back, for every number in the registry', () => {
    fc.assert(
      fc.property(anyNumber, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (spec, share) => {
        const start = stepped(spec, spec.min, share / STEP, false);
        // Coarse steps may begin at the end, where there is no step up.
        fc.pre(start < spec.max);
        const back = stepped(spec, stepped(spec, start, 1, false), -1, false);
        return Math.abs(toNormalised(spec, back) - toNormalised(spec, start)) < 1e-9;
      }),
    );
  });

  test('a step moves even a parameter whose own step is larger', () => {
    const coarse: ParamSpec = { ...param('fade.time'), min: 0, max: 10, step: 1, default: 0 };
    assert.equal(stepped(coarse, 4, 1, false), 5);
    assert.equal(stepped(coarse, 4, -1, true), 3);
  });

  for (const [key, expected] of [
    ['ArrowUp', 0.51],
    ['ArrowRight', 0.51],
    ['ArrowDown', 0.49],
    ['PageUp', 0.6],
    ['PageDown', 0.4],
    ['Home', 0],
    ['End', 1],
    ['Delete', 1],
  ] as const) {
    test(`${key} on a weight of 0.5 gives ${expected}`, () => {
      assert.ok(Math.abs((keyed(param('mix.1.weight'), 0.5, key, false) ?? -1) - expected) < 1e-12);
    });
  }

  test('keys that mean nothing to a fader are left to the page', () => {
    for (const key of ['b', 'Tab', ' ', 'Enter', '5'])
      assert.equal(keyed(param('mix.1.weight'), 0.5, key, false), undefined);
  });

  for (const [id, value, expected] of [
    ['view.rotation', 0.25, '+90°'],
    ['view.rotation', -0.001, '0°'],
    ['audio.gain', -3, '−3.0 dB'],
    ['audio.gate', -60, '−60.0 dBFS'],
    ['master.brightness', 1, '1.00 ×'],
    ['latent.x', 0.4, '+0.40'],
    ['latent.x', -0.4, '−0.40'],
    ['fade.time', 2, '2.0 s'],
  ] as const) {
    test(`${id} of ${value} is written ${expected}`, () => {
      assert.equal(valueText(param(id), value), expected);
    });
  }

  test('a bar starts at the zero that lies within its range, else at the low end', () => {
    assert.equal(originOf(param('latent.x')), 0.5);
    assert.equal(originOf(param('audio.gate')), 0);
    assert.equal(originOf(param('master.brightness')), 0);
  });

  test('no two parameters of a group have the same label', () => {
    const labels = REGISTRY.map((spec) => `${spec.group}: ${labelOf(spec)}`);
    assert.equal(new Set(labels).size, labels.length);
  });
});
