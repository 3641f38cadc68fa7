import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  advanceRoutes,
  follow,
  makeCondition,
  ROUTE_SOURCES,
  type Route,
  type RouteValues,
} from '../../../engine/cppn/inputs.ts';
import { mixedSpec } from '../../../engine/cppn/seed.ts';

const SPEC = mixedSpec({ width: 8, layers: 1, fourierPairs: 1, activations: ['sin'], latents: 3, audioInputs: 2 });
const STILL = { loop: 0, latentX: 0, latentY: 0 };
const route = (overrides: Partial<Route>): Route => ({
  from: 'kick',
  input: 0,
  amount: 1,
  curve: 1,
  attack: 0,
  release: 0,
  ...overrides,
});
const silence = Object.fromEntries(ROUTE_SOURCES.map((name) => [name, 0])) as RouteValues;

test('an attack of τ reaches 63 % after τ, a release falls to 37 %', () => {
  assert.ok(Math.abs(follow(0, 1, 0.1, 9, 0.1) - (1 - Math.exp(-1))) < 1e-12);
  assert.ok(Math.abs(follow(1, 0, 9, 0.1, 0.1) - Math.exp(-1)) < 1e-12);
});

test('following in one step or in many is the same', () => {
  let y = 0;
  for (let i = 0; i < 12; i++) y = follow(y, 1, 0.2, 0.2, 0.01);
  assert.ok(Math.abs(y - follow(0, 1, 0.2, 0.2, 0.12)) < 1e-12);
});

test('the loop closes: turn 0 and turn 1 are one place', () => {
  const [a, b] = [0, 1].map((loop) => makeCondition(SPEC, { ...STILL, loop }, [], [], 1));
  a?.forEach((n, i) => assert.ok(Math.abs(n - (b?.[i] ?? 9)) < 1e-6));
});

test('routes to one input add up and the input is held to 0…1', () => {
  const routes = [route({ amount: 0.5 }), route({ from: 'hat', amount: 0.3 }), route({ input: 1, amount: 2 })];
  const envelopes = advanceRoutes(routes, [], { ...silence, kick: 1, hat: 1 }, 0.01);
  const condition = makeCondition(SPEC, STILL, routes, envelopes, 1);
  assert.ok(Math.abs((condition[5] ?? 0) - 0.8) < 1e-6);
  assert.equal(condition[6], 1);
});

test('a curve of 2 squares the source', () => {
  const [y] = advanceRoutes([route({ curve: 2 })], [], { ...silence, kick: 0.5 }, 0.01);
  assert.ok(Math.abs((y ?? 0) - 0.25) < 1e-6);
});

test('an audio amount of 0 leaves the net deaf', () => {
  const condition = makeCondition(SPEC, STILL, [route({})], [1], 0);
  assert.equal(condition[5], 0);
});

test('latent axes stay within −1…1 at every corner', () => {
  for (const latentX of [-1, 1]) {
    for (const latentY of [-1, 1]) {
      const condition = makeCondition(SPEC, { loop: 0, latentX, latentY }, [], [], 1);
      for (let i = 2; i < 5; i++) assert.ok(Math.abs(condition[i] ?? 9) <= 1);
    }
  }
});
