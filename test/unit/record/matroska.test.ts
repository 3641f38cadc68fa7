import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createStreamWriter } from '../../../engine/record/matroska.ts';

const SHAPE = { width: 640, height: 360, sampleRate: 48000, channels: 2 };

test('begins with the EBML header and a segment of open end', () => {
  const { header } = createStreamWriter(SHAPE);
  const ebml =
    '1a45dfa3a3' +
    '42868101' +
    '42f78101' +
    '42f28104' +
    '42f38108' +
    '4282886d6174726f736b61' +
    '42878104' +
    '42858102';
  const segment = '18538067' + '01ffffffffffffff';
  assert.equal(
    Buffer.from(header)
      .toString('hex')
      .slice(0, (ebml + segment).length),
    ebml + segment,
  );
});

test('says size, layout and colours of the pictures', () => {
  const hex = Buffer.from(createStreamWriter(SHAPE).header).toString('hex');
  for (const part of ['b0820280', 'ba820168', '2eb5248449343230', '55b18101', '55b98102'])
    assert.ok(hex.includes(part), part);
});

test('a first block opens a cluster at its time', () => {
  const head = createStreamWriter(SHAPE).blockHead('picture', 1.5, 100);
  const cluster = '1f43b675' + '01ffffffffffffff' + 'e7823a98';
  const block = 'a3' + 'e8' + '81' + '0000' + '80';
  assert.equal(Buffer.from(head).toString('hex'), cluster + block);
});

test('a block soon after says its offset only, also backwards', () => {
  const writer = createStreamWriter(SHAPE);
  writer.blockHead('picture', 1, 10);
  assert.equal(
    Buffer.from(writer.blockHead('sound', 1.01, 2048)).toString('hex'),
    'a3' + '10000804' + '82' + '0064' + '80',
  );
  assert.equal(Buffer.from(writer.blockHead('sound', 0.99, 1)).toString('hex'), 'a3' + '85' + '82' + 'ff9c' + '80');
});

test('every offset fits into 16 bits and names the time to 0.1 ms', () => {
  const times = fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(times, (list) => {
      const writer = createStreamWriter(SHAPE);
      let cluster = 0;
      for (const time of list) {
        const head = Buffer.from(writer.blockHead('sound', time, 200));
        if (head[0] === 0x1f) {
          const bytes = (head[13] ?? 0) & 0x7f;
          cluster = head.readUIntBE(14, bytes);
        }
        const offset = head.readInt16BE(head.length - 3);
        assert.equal(cluster + offset, Math.round(time * 10_000));
      }
    }),
  );
});
