import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { figuresText, frameCost, type StageFigures } from '../../../display/figures.ts';

const FIGURES: StageFigures = {
  connection: 'open',
  drawn: 10,
  replaced: 1,
  skipped: 2,
  picture: { width: 640, height: 360, format: 'i420' },
  screen: { width: 1920, height: 1080 },
  way: 'WebGL',
  fit: 'fill',
  awake: true,
  status: undefined,
  meters: undefined,
  own: '',
  problem: '',
};

describe('figures', () => {
  test('say rate, drops and sizes', () => {
    const text = figuresText(FIGURES, 59.94);
    assert.match(text, /59\.9 \/s drawn, 1 replaced, 2 skipped/);
    assert.match(text, /640×360 i420 on 1920×1080, fill, WebGL/);
  });

  test('say that the engine is lost', () => {
    assert.match(figuresText({ ...FIGURES, connection: 'lost' }, 0), /LOST/);
  });

  test('leave no empty line where something is not known', () => {
    assert.doesNotMatch(figuresText(FIGURES, 0), /^$/m);
  });

  test('warn when the screen may go to sleep', () => {
    assert.match(figuresText({ ...FIGURES, awake: false }, 0), /wake lock/);
  });

  test('say what a frame costs the engine, or that it makes none', () => {
    assert.equal(frameCost({ renderSeconds: 0.01234 }), '12.3 ms a frame');
    assert.equal(frameCost({ renderSeconds: 0 }), 'no pixels asked for');
  });
});
