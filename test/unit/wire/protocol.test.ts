/** Oracle: the table of bytes at the head of `wire/protocol.ts`, written out by hand. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EngineError } from '../../../engine/errors.ts';
import { pixelBytes } from '../../../engine/render/pixel-format.ts';
import {
  FRAME_HEADER_BYTES,
  type FrameHeader,
  parseClientMessage,
  parseEngineMessage,
  readFrame,
  writeFrameHeader,
} from '../../../engine/wire/protocol.ts';

/** 2×2 i420, sequence 0x01020304, time 1.5, audioTime −2, waited 0.00258, made 0.0081; then the six pixel bytes. */
const LITERAL = Uint8Array.from([
  ...[0x4e, 0x46, 0x01, 0x01, 0x04, 0x03, 0x02, 0x01, 0x02, 0x00, 0x02, 0x00, 0x02, 0x01, 0x2a, 0x03],
  ...[0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x3f, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xc0],
  ...[10, 20, 30, 40, 50, 60],
]);
const HEADER: FrameHeader = {
  format: 'i420',
  sequence: 0x01020304,
  width: 2,
  height: 2,
  time: 1.5,
  audioTime: -2,
  waited: 0.00258,
  made: 0.0081,
};

/** The literal frame with some bytes changed. */
function altered(changes: Readonly<Record<number, number>>): Uint8Array {
  const bytes = Uint8Array.from(LITERAL);
  for (const [at, value] of Object.entries(changes)) bytes[Number(at)] = value;
  return bytes;
}

test('reads a frame from literal bytes', () => {
  const { header, pixels } = readFrame(LITERAL);
  assert.deepEqual(header, HEADER);
  assert.deepEqual([...pixels], [10, 20, 30, 40, 50, 60]);
});

test('writes the literal bytes', () => {
  const bytes = altered({ 0: 9, 1: 9, 2: 9, 3: 9, 12: 9, 15: 9, 31: 9 });
  writeFrameHeader(bytes, HEADER);
  assert.deepEqual(bytes, LITERAL);
});

test('reads a frame that lies in the middle of other memory', () => {
  const memory = new Uint8Array(LITERAL.length + 13);
  memory.set(LITERAL, 7);
  const { header, pixels } = readFrame(memory.subarray(7, 7 + LITERAL.length));
  assert.deepEqual(header, HEADER);
  assert.deepEqual([...pixels], [10, 20, 30, 40, 50, 60]);
});

test('gives a view of the pixels, not a copy', () => {
  const bytes = Uint8Array.from(LITERAL);
  const { pixels } = readFrame(bytes);
  bytes[FRAME_HEADER_BYTES] = 99;
  assert.equal(pixels[0], 99);
});

const refused: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['no bytes', new Uint8Array(), /frame of 0 bytes: expected at least 32/],
  ['a header cut one byte short', LITERAL.subarray(0, 31), /frame of 31 bytes/],
  ['a header without its pixels', LITERAL.subarray(0, 32), /not the length of 2×2 i420/],
  ['the first half of a split frame', LITERAL.subarray(0, 35), /not the length/],
  ['the second half of a split frame', LITERAL.subarray(3), /does not begin with "NF"/],
  ['a byte too many', Uint8Array.from([...LITERAL, 0]), /not the length/],
  ['another beginning', altered({ 0: 0x4f }), /does not begin with "NF"/],
  ['a newer version', altered({ 2: 2 }), /expected version 1, got 2/],
  ['an unknown pixel format', altered({ 3: 7 }), /unknown pixel format 7/],
  ['a size of other pixels', altered({ 8: 4 }), /not the length of 4×2 i420/],
  ['the right length for the other format', altered({ 3: 0 }), /not the length of 2×2 rgba/],
];
for (const [what, bytes, message] of refused) {
  test(`refuses ${what}`, () => {
    assert.throws(() => readFrame(bytes), { name: 'EngineError', code: 'bad-message', message });
  });
}

test('reads back every header that it wrote', () => {
  const even = fc.integer({ min: 1, max: 32 }).map((n) => 2 * n);
  const seconds = fc.double({ noNaN: true });
  const shortTime = fc.integer({ min: 0, max: 0xffff }).map((steps) => steps / 100_000);
  const header: fc.Arbitrary<FrameHeader> = fc.record(
    {
      format: fc.constantFrom('rgba' as const, 'i420' as const),
      sequence: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      width: even,
      height: even,
      time: seconds,
      audioTime: seconds,
      waited: shortTime,
      made: shortTime,
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(header, (h) => {
      const bytes = new Uint8Array(FRAME_HEADER_BYTES + pixelBytes(h.format, h.width, h.height));
      writeFrameHeader(bytes, h);
      assert.deepEqual(readFrame(bytes).header, h);
    }),
  );
});

test('holds times that do not fit at the nearest that do', () => {
  const bytes = altered({});
  writeFrameHeader(bytes, { ...HEADER, waited: -1, made: 9 });
  const { waited, made } = readFrame(bytes).header;
  assert.deepEqual([waited, made], [0, 0.65535]);
});

/** Run `read` and accept its result or an EngineError. */
function valueOrEngineError(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof EngineError && error.code === 'bad-message', String(error));
  }
}

test('gives a frame or an EngineError for any bytes', () => {
  const start = fc.constantFrom([], [...LITERAL.subarray(0, 3)], [...LITERAL.subarray(0, 12)]);
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 80 }), (head, tail) => {
      valueOrEngineError(() => readFrame(Uint8Array.from([...head, ...tail])));
    }),
  );
});

const understood: readonly (readonly [string, unknown])[] = [
  [
    '{"type":"hello","version":1,"role":"stage"}',
    { type: 'hello', version: 1, role: 'stage', format: 'i420', takes: 'frames' },
  ],
  [
    '{"type":"hello","version":1,"role":"stage","format":"rgba"}',
    { type: 'hello', version: 1, role: 'stage', format: 'rgba', takes: 'frames' },
  ],
  ['{"type":"drawn","sequence":7}', { type: 'drawn', sequence: 7 }],
  [
    '{"type":"control","param":"view.zoom","op":"set","value":2}',
    { type: 'control', param: 'view.zoom', op: 'set', value: 2 },
  ],
];
for (const [text, expected] of understood) {
  test(`understands ${text}`, () => assert.deepEqual(parseClientMessage(text), expected));
}

const misunderstood: readonly (readonly [string, string, RegExp])[] = [
  ['an empty text', '', /expected JSON, got ""/],
  ['a text cut in two', '{"type":"dra', /expected JSON, got "\{"type":"dra"/],
  ['a number', '3', /message from a display/],
  ['null', 'null', /message from a display/],
  ['an unknown type', '{"type":"reboot"}', /type/],
  ['a hello without a role', '{"type":"hello","version":1}', /role/],
  ['a sequence that is a text', '{"type":"drawn","sequence":"7"}', /sequence/],
  ['a value that is an object', '{"type":"control","param":"a","op":"set","value":{}}', /value/],
  ['an unknown operation', '{"type":"control","param":"a","op":"add","value":1}', /op/],
  ['a prompt without a name', '{"type":"prompt","prompt":"fire"}', /id/],
  ['a prompt of no steps', '{"type":"prompt","id":"a","prompt":"fire","steps":0}', /steps/],
  ['an act on a job that is none', '{"type":"job","id":"a","act":"explode"}', /act/],
  ['a name as long as a book', `{"type":"control","param":"${'a'.repeat(101)}","op":"set","value":1}`, /param/],
];
for (const [what, text, message] of misunderstood) {
  test(`refuses ${what} from a display`, () => {
    assert.throws(() => parseClientMessage(text), { name: 'EngineError', code: 'bad-message', message });
  });
}

test('quotes at most 40 characters of what it did not understand', () => {
  const thrown = () => parseClientMessage('x'.repeat(1e6));
  assert.throws(thrown, (error: Error) => error.message.length < 120);
});

const fromEngine: readonly (readonly [string, Record<string, unknown>])[] = [
  ['welcome', { type: 'welcome', version: 1, run: '0a1b2c3d4e5f' }],
  ['presets', { type: 'presets', presets: [{ slug: 's', name: 'n', prompt: 'p', tags: ['t'], revision: 'r' }] }],
  ['params', { type: 'params', values: { 'view.zoom': 2, 'master.freeze': true, 'mix.1.preset': 'fern' } }],
  ['refused', { type: 'refused', message: 'no' }],
  [
    'jobs',
    {
      type: 'jobs',
      jobs: [
        {
          id: 'a',
          prompt: 'fire',
          negative: '',
          seed: 1,
          from: '',
          judge: 'embedded-a',
          slug: 'fire',
          status: 'running',
          priority: 0,
          steps: 200,
          progress: 0.4,
          stepsPerSecond: 6,
          curve: [0.1, 0.3],
          heldOut: null,
          reason: '',
          show: 'bar',
          isShown: false,
        },
      ],
    },
  ],
];
for (const [what, message] of fromEngine) {
  test(`a page understands ${what} from the engine`, () => {
    assert.deepEqual(parseEngineMessage(JSON.stringify(message)), message);
  });
}

test('a page refuses meters with four bands', () => {
  const meters = JSON.stringify({ type: 'meters', meters: { bands: [0, 0, 0, 0] } });
  assert.throws(() => parseEngineMessage(meters), { name: 'EngineError', code: 'bad-message' });
});

for (const [who, parse] of [
  ['a display', parseClientMessage],
  ['the engine', parseEngineMessage],
] as const) {
  test(`gives a message or an EngineError for any text from ${who}`, () => {
    const type = fc.constantFrom('hello', 'drawn', 'control', 'welcome', 'presets', 'params', 'status', 'meters');
    const nearly = fc.record({ type, value: fc.jsonValue(), param: fc.jsonValue(), presets: fc.jsonValue() });
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      nearly.map((value) => JSON.stringify(value)),
    );
    fc.assert(fc.property(text, (t) => valueOrEngineError(() => parse(t))));
  });
}
