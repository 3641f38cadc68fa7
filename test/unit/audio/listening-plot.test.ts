import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectEvents, eventsOf } from '../../../engine/audio/events.ts';
import { restingFeatures } from '../../../engine/audio/features.ts';
import { drawingToHtml, drawListening, recordListening } from '../../../engine/audio/listening-plot.ts';
import { rasterize } from '../../../engine/audio/raster.ts';
import { drumLoop, framesOf, RATE } from '../../helpers/sounds.ts';

const samples = drumLoop(6, 126);
const frames = framesOf(samples);

function drawn() {
  const record = recordListening();
  for (const frame of frames) record.take(frame);
  return drawListening(record.listening('a <loop>', samples, 1, RATE));
}

test('stamps events with the time of the frame that told them', () => {
  const events = eventsOf(frames);
  assert.deepEqual(
    events.onsets,
    frames.filter((frame) => frame.isOnset).map((frame) => frame.time),
  );
  assert.deepEqual(
    events.drums.kick,
    frames.filter((frame) => frame.isKick).map((frame) => frame.time),
  );
});

test('claims a beat where the count passes a whole number with confidence, and only there', () => {
  const collector = collectEvents();
  const frame = restingFeatures();
  for (const [time, beat, tempoConfidence] of [
    [1, 0.9, 0.9],
    [2, 1.1, 0.9],
    [3, 1.9, 0.9],
    [4, 2.1, 0.1],
  ] as const) {
    collector.take({ ...frame, time, beat, tempoConfidence });
  }
  assert.deepEqual(collector.events.beats, [2]);
});

test('draws a tick for each onset at its time', () => {
  const { marks } = drawn();
  const { onsets } = eventsOf(frames);
  for (const time of onsets) {
    const x = Math.round(78 + (time / 6) * (1600 - 90));
    assert.ok(marks.some((mark) => mark.kind === 'box' && mark.x === x && mark.h === 18 && mark.w === 1));
  }
});

test('writes a page with the title escaped', () => {
  const html = drawingToHtml(drawn(), 'a <loop>');
  assert.match(html, /<title>a &lt;loop><\/title>/);
  assert.match(html, /<svg /);
});

test('draws boxes, lines and letters to pixels', () => {
  const pixels = rasterize({
    width: 8,
    height: 8,
    marks: [
      { kind: 'box', x: 0, y: 0, w: 8, h: 8, colour: '#000000' },
      { kind: 'text', x: 0, y: 7, text: 'i', colour: '#ff0000' },
      {
        kind: 'line',
        points: [
          [7, 0],
          [7, 7],
        ],
        colour: '#00ff00',
      },
    ],
  });
  const at = (x: number, y: number): number[] => [...pixels.subarray((y * 8 + x) * 4, (y * 8 + x) * 4 + 4)];
  assert.deepEqual(at(2, 3), [255, 0, 0, 255]);
  assert.deepEqual(at(0, 3), [0, 0, 0, 255]);
  assert.deepEqual(at(7, 5), [0, 255, 0, 255]);
});
