import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPattern, patternMatcher } from '../../../../engine/control/osc/pattern.ts';

const matched: readonly (readonly [string, string, boolean])[] = [
  ['/mix/?/weight', '/mix/1/weight', true],
  ['/mix/?/weight', '/mix/12/weight', false],
  ['/mix/*/weight', '/mix/12/weight', true],
  ['/mix/*', '/mix/1/weight', false],
  ['/*/zoom', '/view/zoom', true],
  ['/m*x/1/w*t', '/mix/1/weight', true],
  ['/mix/[1-3]/weight', '/mix/2/weight', true],
  ['/mix/[1-3]/weight', '/mix/4/weight', false],
  ['/mix/[!1-3]/weight', '/mix/4/weight', true],
  ['/mix/[!1-3]/weight', '/mix/2/weight', false],
  ['/mix/[13]/weight', '/mix/3/weight', true],
  ['/mix/[a-]/weight', '/mix/-/weight', true],
  ['/mix/{1,2}/{weight,preset}', '/mix/2/preset', true],
  ['/mix/{1,2}/{weight,preset}', '/mix/3/preset', false],
  ['//weight', '/mix/1/weight', true],
  ['/mix//weight', '/mix/1/weight', true],
  ['/mix//weight', '/mix/weight', true],
  ['//view/zoom', '/view/zoom', true],
  ['//weight', '/mix/1/overweight', false],
  ['//*', '/mix/1/weight', true],
  ['/view/zoom', '/view/zoom', true],
  ['/view/zoom', '/view/zoomed', false],
  ['/view/[a-z', '/view/zoom', false],
  ['/view/{zoom', '/view/zoom', false],
];
for (const [pattern, address, expected] of matched) {
  test(`${pattern} ${expected ? 'means' : 'does not mean'} ${address}`, () => {
    assert.equal(patternMatcher(pattern)(address), expected);
  });
}

test('an address without special characters is no pattern', () => {
  assert.equal(isPattern('/mix/1/weight'), false);
  assert.ok(['/mix/?', '/mix/*', '/mix/[1]', '/mix/{1,2}', '//weight'].every(isPattern));
});

test('a pattern made to take forever takes no time', () => {
  const begun = process.cpuUsage().user;
  assert.equal(patternMatcher(`/${'*a'.repeat(100)}b`)(`/${'a'.repeat(200)}`), false);
  assert.equal(patternMatcher('/{a,b}'.repeat(40))('/a'), false);
  assert.ok(process.cpuUsage().user - begun < 1e6);
});

test('no pattern whatever raises an error', () => {
  const odd = fc.string({ unit: fc.constantFrom('/', 'a', '*', '?', '[', ']', '{', '}', '!', '-', ',') });
  fc.assert(fc.property(odd, fc.string(), (pattern, address) => typeof patternMatcher(pattern)(address) === 'boolean'));
});

test('every address means itself', () => {
  const plain = fc.stringMatching(/^(\/[a-z0-9.]{1,8}){1,5}$/);
  fc.assert(fc.property(plain, (address) => patternMatcher(address)(address)));
});
