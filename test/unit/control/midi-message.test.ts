import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  createMidiParser,
  describeMidi,
  encodeMidi,
  MAX_SYSEX_BYTES,
  type MidiMessage,
} from '../../../engine/control/midi-message.ts';
import { bytesOf } from '../../helpers/memory-midi.ts';

const parse = (...chunks: string[]): MidiMessage[] => {
  const parser = createMidiParser();
  return chunks.flatMap((chunk) => parser.push(bytesOf(chunk)));
};

const channel = fc.integer({ min: 1, max: 16 });
const seven = fc.integer({ min: 0, max: 127 });
const fourteen = fc.integer({ min: 0, max: 16383 });
const anyMessage: fc.Arbitrary<MidiMessage> = fc.oneof(
  fc.record({
    type: fc.constant('note-on' as const),
    channel,
    note: seven,
    velocity: fc.integer({ min: 1, max: 127 }),
  }),
  fc.record({ type: fc.constant('note-off' as const), channel, note: seven, velocity: seven }),
  fc.record({ type: fc.constant('poly-pressure' as const), channel, note: seven, value: seven }),
  fc.record({ type: fc.constant('cc' as const), channel, number: seven, value: seven }),
  fc.record({ type: fc.constant('program' as const), channel, number: seven }),
  fc.record({ type: fc.constant('pressure' as const), channel, value: seven }),
  fc.record({ type: fc.constant('bend' as const), channel, value: fourteen }),
  fc.array(seven, { maxLength: 40 }).map((data) => ({ type: 'sysex' as const, bytes: [0xf0, ...data, 0xf7] })),
  fc.record({
    type: fc.constant('quarter-frame' as const),
    piece: fc.integer({ min: 0, max: 7 }),
    value: fc.integer({ min: 0, max: 15 }),
  }),
  fc.record({ type: fc.constant('song-position' as const), sixteenths: fourteen }),
  fc.record({ type: fc.constant('song-select' as const), number: seven }),
  fc
    .constantFrom('tune-request', 'clock', 'start', 'continue', 'stop', 'active-sensing', 'reset')
    .map((type) => ({ type }) as MidiMessage),
);

const literal: readonly (readonly [string, string, MidiMessage])[] = [
  ['a note on', '90 3C 64', { type: 'note-on', channel: 1, note: 60, velocity: 100 }],
  ['a note on of velocity 0 as a note off', '9F 3C 00', { type: 'note-off', channel: 16, note: 60, velocity: 0 }],
  ['a note off', '80 3C 40', { type: 'note-off', channel: 1, note: 60, velocity: 64 }],
  ['a controller', 'BA 01 7F', { type: 'cc', channel: 11, number: 1, value: 127 }],
  ['a program change', 'C0 05', { type: 'program', channel: 1, number: 5 }],
  ['a pitch bend at rest', 'E0 00 40', { type: 'bend', channel: 1, value: 8192 }],
  ['a song position', 'F2 10 01', { type: 'song-position', sixteenths: 144 }],
  ['a quarter frame', 'F1 53', { type: 'quarter-frame', piece: 5, value: 3 }],
  ['a SysEx', 'F0 00 20 29 F7', { type: 'sysex', bytes: [0xf0, 0, 0x20, 0x29, 0xf7] }],
];
for (const [what, hex, message] of literal) {
  test(`reads ${what}`, () => assert.deepEqual(parse(hex), [message]));

  test(`reads ${what} byte by byte`, () => assert.deepEqual(parse(...hex.split(' ')), [message]));
}

test('a status runs on over the messages after it', () => {
  assert.deepEqual(parse('B0 07 10 07 11 0A 12'), [
    { type: 'cc', channel: 1, number: 7, value: 16 },
    { type: 'cc', channel: 1, number: 7, value: 17 },
    { type: 'cc', channel: 1, number: 10, value: 18 },
  ]);
});

test('a clock tick within a message does not disturb it', () => {
  assert.deepEqual(parse('90 3C', 'F8', '64'), [
    { type: 'clock' },
    { type: 'note-on', channel: 1, note: 60, velocity: 100 },
  ]);
});

test('a clock tick within a SysEx does not disturb it', () => {
  assert.deepEqual(parse('F0 01 F8 02 F7'), [{ type: 'clock' }, { type: 'sysex', bytes: [0xf0, 1, 2, 0xf7] }]);
});

test('a SysEx without its end is dropped at the next status', () => {
  assert.deepEqual(parse('F0 01 02 90 3C 64'), [{ type: 'note-on', channel: 1, note: 60, velocity: 100 }]);
});

test('a SysEx ends the running status', () => {
  assert.deepEqual(parse('B0 07 10 F0 01 F7 07 11').length, 2);
});

test('data without a status says nothing', () => assert.deepEqual(parse('3C 64 10'), []));

test('what follows an undefined status is swallowed', () => assert.deepEqual(parse('F4 10 20 F5 01'), []));

test('a SysEx that never ends is dropped, and the parser goes on', () => {
  const parser = createMidiParser();
  parser.push([0xf0, ...new Array<number>(2 * MAX_SYSEX_BYTES).fill(1), 0xf7]);
  assert.deepEqual(parser.push([0xfa]), [{ type: 'start' }]);
});

test('what is written is read back the same', () => {
  fc.assert(
    fc.property(fc.array(anyMessage), (messages) => {
      const plain = messages.map((message) => ({ ...message }));
      assert.deepEqual(createMidiParser().push(messages.flatMap(encodeMidi)), plain);
    }),
  );
});

test('any bytes give only whole, legal messages, cut anywhere the same', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 255 })), fc.nat(), (bytes, at) => {
      const whole = createMidiParser().push(bytes);
      const cut = createMidiParser();
      const place = at % (bytes.length + 1);
      assert.deepEqual([...cut.push(bytes.slice(0, place)), ...cut.push(bytes.slice(place))], whole);
      for (const message of whole) {
        assert.deepEqual(createMidiParser().push(encodeMidi(message)), [message]);
        assert.ok(describeMidi(message).length > 0);
      }
    }),
  );
});
