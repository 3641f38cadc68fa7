import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultControls } from '../../../../engine/control/control-state.ts';
import { answerQuery, type QueryNode } from '../../../../engine/control/osc/query.ts';
import { TELEMETRY } from '../../../../engine/control/osc/telemetry.ts';
import { addressOf } from '../../../../engine/control/parameter.ts';
import { REGISTRY } from '../../../../engine/control/registry.ts';

const world = { params: defaultControls().targets, presets: ['abyss', 'iris'] };
const host = { name: 'Neonfern', oscPort: 4401, wsPort: 4403 };
const ask = (path: string, query = '') => answerQuery(path, query, world, host);

function leaves(node: QueryNode): QueryNode[] {
  return node.CONTENTS ? Object.values(node.CONTENTS).flatMap(leaves) : [node];
}

test('the tree holds every parameter and every telemetry address, each under its own path', () => {
  const found = leaves(ask('/').body as QueryNode).map(({ FULL_PATH }) => FULL_PATH);
  const wanted = [...REGISTRY.map(addressOf), ...TELEMETRY.map(({ address }) => address)];
  assert.deepEqual([...found].sort(), wanted.sort());
});

test('no telemetry address is a parameter’s, or its container', () => {
  const params = REGISTRY.map(addressOf);
  const clash = TELEMETRY.filter(({ address }) =>
    params.some((one) => one === address || one.startsWith(`${address}/`)),
  );
  assert.deepEqual(clash, []);
});

const nodes: readonly (readonly [string, Partial<QueryNode>])[] = [
  ['/view/zoom', { TYPE: 'f', ACCESS: 3, VALUE: [1], RANGE: [{ MIN: 0.25, MAX: 4 }], CLIPMODE: ['both'] }],
  ['/preset/bank', { TYPE: 'i', VALUE: [1] }],
  ['/master/blackout', { TYPE: 'F', VALUE: [false] }],
  ['/motion/sync', { TYPE: 's', VALUE: ['free'], RANGE: [{ VALS: ['free', 'beat', 'bar', '4 bars'] }] }],
  ['/mix/1/preset', { TYPE: 's', RANGE: [{ VALS: ['abyss', 'iris'] }] }],
  ['/preset/next', { TYPE: 'I', ACCESS: 2, VALUE: [], CRITICAL: true }],
  ['/fade/time', { UNIT: ['time.second'] }],
  ['/audio/level', { TYPE: 'f', ACCESS: 1 }],
];
for (const [path, expected] of nodes) {
  test(`${path} is described`, () => {
    const { status, body } = ask(path);
    assert.equal(status, 200);
    for (const [key, value] of Object.entries(expected))
      assert.deepEqual((body as Record<string, unknown>)[key], value, key);
  });
}

const answers: readonly (readonly [string, string, number, unknown])[] = [
  ['/view/zoom', 'VALUE', 200, { VALUE: [1] }],
  ['/view/zoom', 'value', 200, { VALUE: [1] }],
  ['/view/zoom/', 'TYPE', 200, { TYPE: 'f' }],
  ['/view', 'VALUE', 204, undefined],
  ['/view/zoom', 'CONTENTS', 204, undefined],
  ['/view/zoom', 'COLOUR', 400, undefined],
  ['/no/such', '', 404, undefined],
  ['/no/such', 'VALUE', 404, undefined],
  ['/vie', '', 404, undefined],
];
for (const [path, query, status, body] of answers) {
  test(`${path}?${query} is answered with ${status}`, () => {
    const answer = ask(path, query);
    assert.equal(answer.status, status);
    assert.deepEqual(answer.body, body);
  });
}

test('HOST_INFO is answered at any path', () => {
  const { body } = ask('/anywhere', 'HOST_INFO');
  const { NAME, OSC_PORT, OSC_TRANSPORT, WS_PORT, EXTENSIONS } = body as Record<string, unknown>;
  assert.deepEqual([NAME, OSC_PORT, OSC_TRANSPORT, WS_PORT], ['Neonfern', 4401, 'UDP', 4403]);
  assert.equal((EXTENSIONS as Record<string, boolean>).LISTEN, true);
});
