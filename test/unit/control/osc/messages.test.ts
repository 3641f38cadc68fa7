import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defaultControls } from '../../../../engine/control/control-state.ts';
import type { OscValue } from '../../../../engine/control/osc/codec.ts';
import { interpretOsc, type OscAct } from '../../../../engine/control/osc/messages.ts';
import type { ParamValue } from '../../../../engine/control/parameter.ts';

const params = defaultControls().targets;

function asked(address: string, ...args: OscValue[]): OscAct[] {
  return interpretOsc({ address, args, due: null }, params);
}
/** The events as 'param op value'. */
function events(acts: readonly OscAct[]): string[] {
  return acts.flatMap((act) =>
    act.act === 'control' ? [`${act.event.param} ${act.event.op} ${act.event.value}`] : [],
  );
}

const meant: readonly (readonly [string, OscValue[], string[]])[] = [
  ['/view/zoom', [2], ['view.zoom set 2']],
  ['/view/zoom', [99], ['view.zoom set 4']],
  ['/view/zoom', [true], ['view.zoom set 1']],
  ['/view/zoom', ['1.5'], ['view.zoom set 1.5']],
  ['/view/zoom', ['big'], []],
  ['/view/zoom', [null], []],
  ['/view/zoom', [], []],
  ['/view/zoom', [Number.NaN], []],
  ['/norm/master/brightness', [Number.NaN], []],
  ['/preset/next', [Number.NaN], []],
  ['/master/blackout', [Number.NaN], []],
  ['/view/zoom', ['+', 0.1], ['view.zoom delta 0.1']],
  ['/view/zoom', ['-', 0.1], ['view.zoom delta -0.1']],
  ['/norm/view/zoom', [0.5], ['view.zoom set 1']],
  ['/norm/motion/sync', [1], ['motion.sync set 4 bars']],
  ['/master/blackout', [1], ['master.blackout set true']],
  ['/master/blackout', [false], ['master.blackout set false']],
  ['/master/blackout', ['!'], ['master.blackout set true']],
  ['/master/blackout', [], ['master.blackout set true']],
  ['/master/blackout', [null], ['master.blackout set true']],
  ['/motion/sync', ['bar'], ['motion.sync set bar']],
  ['/motion/sync', [1], ['motion.sync set beat']],
  ['/preset/go', ['abyss'], ['preset.go set abyss']],
  ['/preset/next', [], ['preset.next trigger true']],
  ['/preset/next', [1], ['preset.next trigger true']],
  ['/preset/next', [null], ['preset.next trigger true']],
  ['/preset/next', [0], []],
  ['/preset/next', [false], []],
  ['/preset/number', [3], ['preset.number set 3']],
  ['/prompt/queue', ['a burning forest'], ['prompt.queue set a burning forest']],
  ['/prompt/add', ['a burning forest'], ['prompt.queue set a burning forest']],
  ['/prompt/ask', [3], ['prompt.ask set 3']],
  ['/view/pan', [0.25, -0.5], ['view.pan.x set 0.25', 'view.pan.y set -0.5']],
  ['/latent', [1, 0], ['latent.x set 1', 'latent.y set 0']],
  ['/mix/{1,2}/weight', [0.5], ['mix.1.weight set 0.5', 'mix.2.weight set 0.5']],
  ['/no/such', [1], []],
  ['/__proto__', [1], []],
];
for (const [address, args, expected] of meant) {
  test(`${address} ${JSON.stringify(args)} means ${expected.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(events(asked(address, ...args)), expected);
  });
}

test('a pattern with "?" asks for every parameter that it means', () => {
  const queried = asked('/mix/*/weight', '?').map((act) => (act.act === 'query' ? act.spec.id : act.act));
  assert.deepEqual(
    queried,
    Array.from({ length: 8 }, (_, i) => `mix.${i + 1}.weight`),
  );
});

test('subscriptions name a port, or take the usual one', () => {
  assert.deepEqual(asked('/subscribe', 9000), [{ act: 'subscribe', port: 9000 }]);
  assert.deepEqual(asked('/subscribe'), [{ act: 'subscribe', port: null }]);
  assert.deepEqual(asked('/unsubscribe', 70000), [{ act: 'unsubscribe', port: null }]);
});

const tempos: readonly (readonly [string, OscValue, OscAct])[] = [
  ['/live/song/get/tempo', 126, { act: 'tempo', bpm: 126 }],
  ['/live/song/get/beat', 17, { act: 'tempo', beat: 17 }],
  ['/live/song/beat', 17, { act: 'tempo', beat: 17 }],
  ['/live/song/get/is_playing', true, { act: 'tempo', isRunning: true }],
  ['/live/song/get/is_playing', 0, { act: 'tempo', isRunning: false }],
  ['/tempo/beat', 3.5, { act: 'tempo', beat: 3.5 }],
];
for (const [address, value, act] of tempos) {
  test(`${address} ${value} is news of a clock`, () => assert.deepEqual(asked(address, value), [act]));
}

for (const address of ['/tempo/beat', '/live/song/get/tempo']) {
  test(`${address} of no finite number says nothing`, () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.deepEqual(interpretOsc({ address, args: [value], due: null }, {}), []);
    }
  });
}

test('no message whatever raises an error', () => {
  const address = fc.oneof(
    fc.string(),
    fc.stringMatching(/^\/(norm\/)?(view|mix|\*|\{a,b\})\/[a-z*?[\]]{0,6}$/),
    fc.constantFrom('/view/zoom', '/master/blackout', '/preset/next', '/motion/sync', '/subscribe', '/tempo/beat'),
  );
  const value = fc.oneof(
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('?', '+', '-', '!'),
  );
  fc.assert(
    fc.property(address, fc.array(value), (where, args) => {
      for (const act of interpretOsc({ address: where, args, due: null }, {} as Record<string, ParamValue>)) {
        assert.ok(act.act.length > 0);
      }
    }),
  );
});
