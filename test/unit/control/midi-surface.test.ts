import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEvents, defaultControls } from '../../../engine/control/control-state.ts';
import { parseMidiMap } from '../../../engine/control/midi-map.ts';
import { CONTROL_MODES, CONTROL_TYPES } from '../../../engine/control/midi-map-schema.ts';
import { createMidiParser } from '../../../engine/control/midi-message.ts';
import { createSurface } from '../../../engine/control/midi-surface.ts';
import type { ParamValue } from '../../../engine/control/parameter.ts';
import { bytesOf, hexOf } from '../../helpers/memory-midi.ts';

const PRESETS = ['fern', 'coral', 'moons', 'kelp'];

/** A surface under a map of these controls, over a show that does at once what it asks. */
function rig(controls: object[], more: object = {}) {
  let state = defaultControls();
  const map = parseMidiMap('x.json', JSON.stringify({ name: 'x', match: 'x', ch: 1, controls, ...more }));
  const surface = createSurface(map, { value: (id) => state.targets[id], presets: () => PRESETS });
  const parser = createMidiParser();
  let now = 0;
  const applied = (events: ReturnType<typeof surface.hear>) => {
    state = applyEvents(state, events);
    return events.map(({ param, op, value }) => [
      param,
      op,
      typeof value === 'number' ? Number(value.toFixed(4)) : value,
    ]);
  };
  return {
    surface,
    wait: (seconds: number) => {
      now += seconds;
      return applied(surface.flush(now));
    },
    send: (hex: string) => applied(parser.push(bytesOf(hex)).flatMap((message) => surface.hear(message, now))),
    set: (param: string, value: ParamValue) => {
      state = applyEvents(state, [{ param, op: 'set', value, origin: 'page' }]);
    },
    value: (param: string) => state.targets[param],
    told: () => surface.answer(now).map(hexOf),
  };
}

const jump = { type: 'cc', number: 7, takeover: 'jump' };

/** A control's line in a map, bytes, and the event that they must become. */
const moves: readonly (readonly [string, object, string, unknown])[] = [
  [
    'a controller at its middle is the middle exactly',
    { ...jump, target: 'view.pan.x' },
    'B0 07 40',
    ['view.pan.x', 'set', 0],
  ],
  [
    'a range in the parameter’s own unit',
    { ...jump, target: 'fade.time', min: 1, max: 5 },
    'B0 07 7F',
    ['fade.time', 'set', 5],
  ],
  ['a range turned round', { ...jump, target: 'fade.time', min: 5, max: 1 }, 'B0 07 7F', ['fade.time', 'set', 1]],
  ['a square curve', { ...jump, target: 'latent.drift', curve: 'square' }, 'B0 07 40', ['latent.drift', 'set', 0.25]],
  ['a root curve', { ...jump, target: 'latent.drift', curve: 'root' }, 'B0 07 20', ['latent.drift', 'set', 0.5]],
  ['an s curve', { ...jump, target: 'latent.drift', curve: 's' }, 'B0 07 20', ['latent.drift', 'set', 0.1563]],
  ['a toggle on a knob', { ...jump, target: 'master.freeze' }, 'B0 07 50', ['master.freeze', 'set', true]],
  ['a choice on a knob', { ...jump, target: 'motion.sync' }, 'B0 07 7F', ['motion.sync', 'set', '4 bars']],
  ['a preset on a knob', { ...jump, target: 'mix.1.preset' }, 'B0 07 7F', ['mix.1.preset', 'set', 'kelp']],
  ['a trigger on a knob', { ...jump, target: 'preset.next' }, 'B0 07 7F', ['preset.next', 'trigger', true]],
  ['a pitch bend', { type: 'bend', takeover: 'jump', target: 'view.pan.x' }, 'E0 7F 7F', ['view.pan.x', 'set', 1]],
  [
    'channel pressure',
    { type: 'pressure', takeover: 'jump', target: 'latent.drift' },
    'D0 40',
    ['latent.drift', 'set', 0.5],
  ],
  [
    'a note’s velocity',
    { type: 'note', number: 60, mode: 'absolute', takeover: 'jump', target: 'latent.drift' },
    '90 3C 40',
    ['latent.drift', 'set', 0.5],
  ],
  [
    'a click of two’s complement to the right',
    { ...jump, mode: 'relative-twos-complement', target: 'latent.drift' },
    'B0 07 02',
    ['latent.drift', 'delta', 0.0156],
  ],
  [
    'a click of two’s complement to the left',
    { ...jump, mode: 'relative-twos-complement', target: 'latent.drift' },
    'B0 07 7F',
    ['latent.drift', 'delta', -0.0078],
  ],
  [
    'a click of binary offset to the right',
    { ...jump, mode: 'relative-binary-offset', target: 'latent.drift' },
    'B0 07 41',
    ['latent.drift', 'delta', 0.0078],
  ],
  [
    'a click of binary offset to the left',
    { ...jump, mode: 'relative-binary-offset', target: 'latent.drift' },
    'B0 07 3E',
    ['latent.drift', 'delta', -0.0156],
  ],
  [
    'a click of sign and magnitude to the left',
    { ...jump, mode: 'relative-sign-magnitude', target: 'latent.drift' },
    'B0 07 41',
    ['latent.drift', 'delta', -0.0078],
  ],
  [
    'sensitivity',
    { ...jump, mode: 'relative-binary-offset', sensitivity: 2, target: 'latent.drift' },
    'B0 07 41',
    ['latent.drift', 'delta', 0.0156],
  ],
  [
    'a relative control within a range',
    { ...jump, mode: 'relative-binary-offset', min: 0, max: 0.5, target: 'latent.drift' },
    'B0 07 48',
    ['latent.drift', 'set', 0.5],
  ],
  [
    'a relative control over presets',
    { ...jump, mode: 'relative-binary-offset', target: 'mix.1.preset' },
    'B0 07 41',
    ['mix.1.preset', 'set', 'fern'],
  ],
  [
    'a relative control over a toggle',
    { ...jump, mode: 'relative-binary-offset', target: 'master.freeze' },
    'B0 07 41',
    ['master.freeze', 'set', true],
  ],
  [
    '14 bits',
    { ...jump, mode: '14-bit', target: 'latent.drift' },
    'B0 07 20 B0 27 40',
    ['latent.drift', 'set', 0.2539],
  ],
  [
    'the lower half alone',
    { ...jump, mode: '14-bit', target: 'latent.drift' },
    'B0 27 7F',
    ['latent.drift', 'set', 0.0078],
  ],
  [
    'an NRPN',
    { type: 'nrpn', number: 130, takeover: 'jump', target: 'latent.drift' },
    'B0 63 01 B0 62 02 B0 06 7F B0 26 7F',
    ['latent.drift', 'set', 1],
  ],
  [
    'an NRPN’s increment',
    { type: 'nrpn', number: 130, target: 'latent.drift' },
    'B0 63 01 B0 62 02 B0 60 00',
    ['latent.drift', 'delta', 0.0078],
  ],
  [
    'an RPN',
    { type: 'rpn', number: 0, takeover: 'jump', target: 'latent.drift' },
    'B0 65 00 B0 64 00 B0 06 00 B0 26 00',
    ['latent.drift', 'set', 0],
  ],
  ['a program', { type: 'program', target: 'preset.number' }, 'C0 04', ['preset.number', 'set', 5]],
  [
    'a program that chooses an option',
    { type: 'program', target: 'motion.sync' },
    'C0 01',
    ['motion.sync', 'set', 'beat'],
  ],
  ['a program that chooses a preset', { type: 'program', target: 'preset.go' }, 'C0 02', ['preset.go', 'set', 'moons']],
  ['one program', { type: 'program', number: 9, target: 'master.panic' }, 'C0 09', ['master.panic', 'trigger', true]],
  [
    'a note that sets',
    { type: 'note', number: 60, target: 'mix.2.preset', value: 'coral' },
    '90 3C 40',
    ['mix.2.preset', 'set', 'coral'],
  ],
  [
    'a note that sets a preset by number',
    { type: 'note', number: 60, target: 'preset.go', value: 3 },
    '90 3C 40',
    ['preset.go', 'set', 'moons'],
  ],
  [
    'a note that says a text',
    { type: 'note', number: 60, target: 'prompt.queue', value: 'a fern' },
    '90 3C 40',
    ['prompt.queue', 'set', 'a fern'],
  ],
  [
    'a note that steps',
    { type: 'note', number: 60, mode: 'step', value: -0.1, target: 'latent.drift' },
    '90 3C 40',
    ['latent.drift', 'delta', -0.1],
  ],
  ['a note that fires', { type: 'note', number: 60, target: 'tempo.tap' }, '90 3C 01', ['tempo.tap', 'trigger', true]],
];
for (const [what, control, hex, event] of moves) {
  test(`${what}`, () => assert.deepEqual(rig([control]).send(hex).at(-1), event));
}

test('an upper half whose lower one does not come is taken alone after a few milliseconds, to the very end', () => {
  const { send, wait } = rig([{ ...jump, mode: '14-bit', target: 'latent.drift' }]);
  assert.deepEqual(send('B0 07 7F'), []);
  assert.deepEqual(wait(0.005), [['latent.drift', 'set', 1]]);
});

test('the null parameter takes data to none, and without NRPN in the map 6 is a controller', () => {
  const nrpn = rig([{ type: 'nrpn', number: 130, takeover: 'jump', target: 'latent.drift' }]);
  assert.deepEqual(nrpn.send('B0 63 01 B0 62 02 B0 65 7F B0 64 7F B0 06 40 B0 26 00'), []);
  const plain = rig([{ ...jump, number: 6, target: 'latent.drift' }]);
  assert.deepEqual(plain.send('B0 63 01 B0 62 02 B0 06 40'), [['latent.drift', 'set', 0.5]]);
});

test('a toggle changes at each press and not when let go', () => {
  const { send } = rig([{ type: 'note', number: 60, target: 'master.freeze' }]);
  assert.deepEqual(send('90 3C 7F 80 3C 00'), [['master.freeze', 'set', true]]);
  assert.deepEqual(send('90 3C 7F 90 3C 00'), [['master.freeze', 'set', false]]);
});

test('a momentary button gives its value while it is held', () => {
  const { send } = rig([{ type: 'cc', number: 7, mode: 'momentary', target: 'view.zoom', value: 2, off: 1 }]);
  assert.deepEqual(send('B0 07 7F B0 07 00'), [
    ['view.zoom', 'set', 2],
    ['view.zoom', 'set', 1],
  ]);
});

test('a knob that stands elsewhere moves nothing until it crosses the value', () => {
  const { send, wait, value } = rig([{ type: 'cc', number: 7, target: 'latent.drift' }]);
  for (const hex of ['B0 07 00', 'B0 07 10', 'B0 07 20']) {
    assert.deepEqual(send(hex), []);
    wait(1);
  }
  assert.equal(value('latent.drift'), 0.5);
  assert.equal(send('B0 07 50').length, 1);
});

test('a stepped parameter under a slow knob stays caught between its steps', () => {
  const { send, wait, value } = rig([{ type: 'cc', number: 7, target: 'tempo.meter' }]);
  for (let at = 0; at < 128; at++) {
    send(`B0 07 ${at.toString(16).padStart(2, '0')}`);
    wait(1);
  }
  assert.equal(value('tempo.meter'), 8);
});

test('where a knob stands is told, and whether it has the value', () => {
  const { send, surface, set } = rig([{ type: 'cc', number: 7, target: 'latent.drift' }]);
  send('B0 07 40');
  assert.deepEqual(surface.ghosts(), [{ param: 'latent.drift', position: 0.5, caught: true }]);
  set('latent.drift', 0.9);
  assert.deepEqual(surface.ghosts(), [{ param: 'latent.drift', position: 0.5, caught: false }]);
});

const paged = [
  { type: 'cc', number: 7, page: 'a', target: 'mix.1.weight', feedback: { kind: 'position' } },
  { type: 'cc', number: 7, page: 'b', target: 'mix.2.weight', feedback: { kind: 'position' } },
  { type: 'note', number: 1, page: 'b', target: 'master.freeze' },
  { type: 'note', number: 9, target: 'page:next' },
  { type: 'note', number: 8, mode: 'momentary', target: 'page:b' },
];

test('a page gives one knob another parameter, which it must pick up first', () => {
  const { send, wait, value, surface } = rig(paged, { pages: ['a', 'b'] });
  send('B0 07 7F');
  wait(1);
  send('90 09 7F');
  assert.equal(surface.page, 'b');
  assert.deepEqual(send('B0 07 70'), [], 'slot 2 is at 0');
  assert.equal(value('mix.1.weight'), 1);
  wait(1);
  assert.equal(send('B0 07 00').length, 1);
});

test('a held page key gives the page before back when it is let go', () => {
  const { send, surface } = rig(paged, { pages: ['a', 'b'] });
  send('90 08 7F');
  assert.equal(surface.page, 'b');
  send('80 08 00');
  assert.equal(surface.page, 'a');
});

test('a page’s lights are told when it comes, and put out when it goes', () => {
  const { send, told, set } = rig(paged, { pages: ['a', 'b'] });
  set('master.freeze', true);
  assert.deepEqual(told(), ['B0 07 7F', '90 09 00', '90 08 00']);
  send('90 09 7F 80 09 00');
  assert.deepEqual(told(), ['B0 07 00', '90 01 7F', '90 09 00', '90 08 7F']);
  send('90 09 7F 80 09 00');
  assert.deepEqual(told(), ['B0 07 7F', '90 09 00', '90 08 00', '90 01 00']);
});

test('a motor stays out of the hand’s way, and follows when the hand is gone', () => {
  const { send, told, set, wait } = rig([{ ...jump, target: 'latent.drift', feedback: { kind: 'position' } }]);
  told();
  send('B0 07 7F');
  set('latent.drift', 0);
  assert.deepEqual(told(), []);
  wait(0.3);
  assert.deepEqual(told(), ['B0 07 00']);
});

test('a motor of 14 bits gets both halves, a bend fader its 14', () => {
  const fine = rig([{ ...jump, mode: '14-bit', target: 'latent.drift', feedback: { kind: 'position' } }]);
  assert.deepEqual(fine.told(), ['B0 07 40', 'B0 27 00']);
  const bend = rig([{ type: 'bend', target: 'latent.drift', feedback: { kind: 'position' } }]);
  assert.deepEqual(bend.told(), ['E0 00 40']);
});

test('a column of pads is lit up to the value', () => {
  const pads = {
    type: 'note',
    number: [1, 2, 3],
    value: [0, 0.5, 1],
    target: 'latent.drift',
    feedback: { kind: 'bar', on: 5 },
  };
  const { told, set } = rig([pads]);
  assert.deepEqual(told(), ['90 01 05', '90 02 05', '90 03 00']);
  set('latent.drift', 0);
  assert.deepEqual(told(), ['90 01 00', '90 02 00']);
});

test('a light that its device switched itself is told again', () => {
  const { send, told } = rig([{ type: 'note', number: 1, target: 'master.freeze' }]);
  told();
  send('90 01 7F 80 01 00');
  assert.deepEqual(told(), ['90 01 7F']);
  send('90 01 7F 80 01 00');
  assert.deepEqual(told(), ['90 01 00']);
});

test('a trigger’s light is lit while it is pressed', () => {
  const { send, told } = rig([{ type: 'note', number: 1, target: 'tempo.tap' }]);
  told();
  send('90 01 7F');
  assert.deepEqual(told(), ['90 01 7F']);
  send('80 01 00');
  assert.deepEqual(told(), ['90 01 00']);
});

test('a large device is told its lights in portions', () => {
  const number = Array.from({ length: 100 }, (_, i) => i);
  const { told } = rig([{ type: 'note', number, target: 'preset.number', value: '{n}' }]);
  const portions = [told().length, told().length, told().length, told().length];
  assert.deepEqual(portions, [48, 48, 4, 0]);
});

test('what a device must be left with are dark lights and the map’s last messages', () => {
  const { surface, told, set } = rig([{ type: 'note', number: 1, target: 'master.freeze' }], { exit: ['B0 00 00'] });
  set('master.freeze', true);
  told();
  assert.deepEqual(surface.farewell().map(hexOf), ['90 01 00', 'B0 00 00']);
});

test('any map under any bytes gives legal events and legal answers, and never throws', () => {
  const anyControl = fc.record({
    type: fc.constantFrom(...CONTROL_TYPES),
    number: fc.integer({ min: 0, max: 127 }),
    mode: fc.option(fc.constantFrom(...CONTROL_MODES), { nil: undefined }),
    target: fc.constantFrom(
      'mix.1.weight',
      'mix.1.preset',
      'motion.sync',
      'master.freeze',
      'tempo.tap',
      'prompt.queue',
      'tempo.meter',
    ),
    value: fc.option(fc.oneof(fc.integer(), fc.boolean(), fc.string()), { nil: undefined }),
    feedback: fc.option(fc.record({ kind: fc.constantFrom('light', 'bar', 'position') }), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      fc.array(anyControl, { maxLength: 20 }),
      fc.array(fc.integer({ min: 0, max: 255 })),
      (controls, bytes) => {
        let map: ReturnType<typeof parseMidiMap>;
        try {
          map = parseMidiMap('x.json', JSON.stringify({ name: 'x', match: 'x', controls }));
        } catch {
          return;
        }
        let state = defaultControls();
        const surface = createSurface(map, { value: (id) => state.targets[id], presets: () => PRESETS });
        for (const message of createMidiParser().push(bytes)) state = applyEvents(state, surface.hear(message, 0));
        state = applyEvents(state, surface.flush(1));
        for (const answer of surface.answer(1)) {
          assert.ok(
            (answer[0] ?? 0) >= 0x80 && answer.slice(1).every((byte) => byte >= 0 && byte <= 127),
            hexOf(answer),
          );
        }
      },
    ),
  );
});
