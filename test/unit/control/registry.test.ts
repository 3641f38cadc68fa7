/** What holds for every parameter, so that pages, addresses and docs can be derived from the table without a second look. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, coerce, constrain } from '../../../engine/control/parameter.ts';
import { findParam, MIX_SLOTS, REGISTRY } from '../../../engine/control/registry.ts';

const UNITS = ['', 's', 'dB', 'dBFS', '×', 'turns', 'ms', 'BPM'];

test('no two parameters share an OSC address, whatever the case', () => {
  const addresses = REGISTRY.map((spec) => addressOf(spec).toLowerCase());
  assert.equal(new Set(addresses).size, addresses.length);
});

test('no address is the container of another, so that the OSC tree has values at its leaves only', () => {
  const addresses = REGISTRY.map(addressOf);
  const inner = addresses.filter((address) => addresses.some((other) => other.startsWith(`${address}/`)));
  assert.deepEqual(inner, []);
});

test('every slot of the mix has a preset and a weight', () => {
  const wanted = Array.from({ length: MIX_SLOTS }, (_, i) => [`mix.${i + 1}.preset`, `mix.${i + 1}.weight`]).flat();
  const missing = wanted.filter((id) => !findParam(id));
  assert.deepEqual(missing, []);
});

test('an id that the registry lacks is not found', () => {
  assert.equal(findParam('constructor'), undefined);
});

for (const spec of REGISTRY) {
  test(`${spec.id} is described whole and legally`, () => {
    assert.match(spec.id, /^[a-z][a-z0-9]*(\.[a-z0-9]+)+$/, 'id');
    assert.match(spec.doc, /^[A-Z].*\.$/, 'doc is a sentence');
    assert.ok(spec.group.length > 0, 'group');
    assert.ok(UNITS.includes(spec.unit), `unit "${spec.unit}"`);
    assert.ok(spec.slew >= 0 && Number.isFinite(spec.slew), 'slew');
    assert.ok(spec.step >= 0, 'step');
    assert.ok(spec.min < spec.max, 'range');
    assert.equal(spec.options.length > 1, spec.kind === 'choice', 'options');
    assert.equal(spec.acts && spec.keep !== 'never', false, 'what acts is never kept: a restored session must not act');
    assert.ok(spec.acts || spec.kind !== 'trigger', 'a trigger acts');
    assert.ok(spec.curve === 'linear' || spec.min > 0, 'an exponential curve starts above 0');
    assert.equal(findParam(spec.id), spec);
  });

  test(`${spec.id} has a default of its own kind and range`, () => {
    assert.equal(coerce(spec, spec.default), spec.kind === 'trigger' ? true : spec.default);
    if (spec.kind === 'number') assert.equal(constrain(spec, Number(spec.default)), spec.default);
  });
}
