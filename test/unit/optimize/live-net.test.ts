/** The stage's view of a net under way: it glides, arrives, and never jumps between reports. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aimLiveNet, netAt, startLiveNet } from '../../../engine/optimize/live-net.ts';
import { tinyPreset } from '../../helpers/nets.ts';

const [first, second, third] = [1, 2, 3].map((seed) => tinyPreset('x', seed).net);
const bias = (net: ReturnType<typeof netAt>) => net.weights.get('output.bias')?.[0] ?? Number.NaN;

test('a net glides from where it is to the newer one and then is that one', () => {
  assert.ok(first && second);
  const live = aimLiveNet(startLiveNet(first, 0), first, second, 1);
  assert.equal(netAt(live, 1).weights, first.weights);
  assert.ok(Math.abs(bias(netAt(live, 1.5)) - (bias(first) + bias(second)) / 2) < 1e-6);
  assert.equal(netAt(live, 2), second);
});

test('a newer net that comes early is aimed at from the middle of the glide, without a jump', () => {
  assert.ok(first && second && third);
  const live = aimLiveNet(startLiveNet(first, 0), first, second, 1);
  const shown = netAt(live, 1.5);
  assert.deepEqual(shown.glide, { to: second, share: 0.5 });
  const turned = aimLiveNet(live, shown, third, 1.56);
  assert.deepEqual(netAt(turned, 1.56), { spec: third.spec, weights: shown.weights, glide: { to: third, share: 0 } });
  assert.equal(turned.from.glide, undefined, 'nothing is held of the glide before');
});

test('a glide takes as long as the report took, within limits', () => {
  assert.ok(first && second);
  assert.equal(aimLiveNet(startLiveNet(first, 0), first, second, 60).glide, 3);
  assert.equal(aimLiveNet(startLiveNet(first, 0), first, second, 0.01).glide, 0.4);
});

test('a glide keeps the spec itself, by which renderers know their kernel', () => {
  assert.ok(first && second);
  assert.equal(netAt(aimLiveNet(startLiveNet(first, 0), first, second, 1), 1.5).spec, second.spec);
});

test('a net of another architecture is taken at once', () => {
  assert.ok(first);
  const other = tinyPreset('x', 2, ['sin', 'atan-pair']).net;
  assert.equal(netAt(aimLiveNet(startLiveNet(first, 0), first, other, 1), 1), other);
});
