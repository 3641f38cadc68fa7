import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMidiParser } from '../../../engine/control/midi-message.ts';
import { createTimecodeReader, type TimecodeReader, timecodeText } from '../../../engine/control/midi-timecode.ts';
import { bytesOf } from '../../helpers/memory-midi.ts';

/** Say 01:02:03:04 at 25 frames a second in quarter frames, the first at `from`. @returns the last one's time */
function say(reader: TimecodeReader, from: number, pieces = 'F1 04 F1 10 F1 23 F1 30 F1 42 F1 50 F1 61 F1 72'): number {
  const parser = createMidiParser();
  let now = from;
  for (const message of parser.push(bytesOf(pieces))) {
    reader.take(message, now);
    now += 1 / 100;
  }
  return now - 1 / 100;
}

const AT = 3723 + 4 / 25;

test('eight quarter frames make a time, as late as they took', () => {
  const reader = createTimecodeReader();
  const end = say(reader, 10);
  const code = reader.at(end);
  assert.equal(code?.framesPerSecond, 25);
  assert.equal(code?.running, true);
  assert.ok(Math.abs(Number(code?.position) - (AT + 0.07)) < 1e-9, `${code?.position}`);
});

test('the time runs on between messages, and stands a tenth of a second after the last', () => {
  const reader = createTimecodeReader();
  const end = say(reader, 10);
  assert.ok(Math.abs(Number(reader.at(end + 0.05)?.position) - (AT + 0.12)) < 1e-9);
  assert.equal(reader.at(end + 0.2)?.running, false);
});

test('a full frame says the time at once, standing', () => {
  const reader = createTimecodeReader();
  say(reader, 0, 'F0 7F 7F 01 01 61 02 03 0F F7');
  const code = reader.at(0);
  assert.deepEqual([code?.framesPerSecond, code?.running], [30, false]);
  assert.ok(code);
  assert.equal(timecodeText(code), '01:02:03:15');
});

test('pieces with a gap make no time', () => {
  const reader = createTimecodeReader();
  say(reader, 0, 'F1 04 F1 10 F1 30 F1 42 F1 50 F1 61 F1 72');
  assert.equal(reader.at(0.1), undefined);
});

test('nothing is said before anything was heard', () => {
  assert.equal(createTimecodeReader().at(0), undefined);
});
