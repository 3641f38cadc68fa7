import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../../engine/errors.ts';
import {
  fitPicture,
  normalisePicture,
  type Picture,
  parsePreprocessing,
  resizePicture,
} from '../../../engine/judge/preprocess.ts';

const usual = parsePreprocessing('{}', 'preprocessor_config.json');

function picture(width: number, height: number, value: (x: number, y: number, channel: number) => number): Picture {
  const at = (i: number) => value(Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3);
  return { width, height, rgb: Uint8Array.from({ length: 3 * width * height }, (_, i) => at(i)) };
}

test('an empty file has the defaults of CLIP', () => {
  assert.deepEqual(
    [usual.size, usual.filter, usual.crop, usual.rescale],
    [224, 'bicubic', { width: 224, height: 224 }, 1 / 255],
  );
});

test('old files give sizes as plain numbers', () => {
  const old = parsePreprocessing('{"size": 30, "crop_size": 28}', 'x');
  assert.deepEqual([old.size, old.crop], [30, { width: 28, height: 28 }]);
});

for (const filter of ['bilinear', 'bicubic', 'lanczos'] as const) {
  test(`a flat picture stays flat under ${filter}`, () => {
    const flat = resizePicture(
      picture(31, 17, (_, __, channel) => 40 + 80 * channel),
      12,
      40,
      filter,
    );
    for (let i = 0; i < flat.rgb.length; i++) assert.equal(flat.rgb[i], 40 + 80 * (i % 3));
  });
}

test('a picture on its side is resized to the same on its side', () => {
  const upright = resizePicture(
    picture(20, 20, (x, y) => (x * 37 + y * 91) % 256),
    9,
    9,
    'bilinear',
  );
  const turned = resizePicture(
    picture(20, 20, (x, y) => (y * 37 + x * 91) % 256),
    9,
    9,
    'bilinear',
  );
  for (let y = 0; y < 9; y++) {
    for (let x = 0; x < 9; x++) {
      const away = Math.abs((upright.rgb[3 * (9 * y + x)] ?? 0) - (turned.rgb[3 * (9 * x + y)] ?? 0));
      assert.ok(away <= 1, `${x}, ${y}`);
    }
  }
});

test('a crop larger than the picture is filled with black', () => {
  const white = picture(4, 2, () => 255);
  const { rgb } = fitPicture(white, { ...usual, size: null, crop: { width: 6, height: 4 } });
  const rows = Array.from({ length: 4 }, (_, row) => [...rgb.subarray(18 * row, 18 * row + 18)].filter(Boolean).length);
  assert.deepEqual(rows, [0, 12, 12, 0]);
});

test('values are normalised channel by channel', () => {
  const values = normalisePicture(
    picture(1, 1, (_, __, channel) => 51 * channel),
    {
      ...usual,
      mean: [0.5, 0.1, 0.2],
      deviation: [1, 0.5, 0.25],
    },
  );
  for (const [i, expected] of [-0.5, 0.2, 0.8].entries()) assert.ok(Math.abs((values[i] ?? 0) - expected) < 1e-6);
});

const refused: [string, RegExp][] = [
  ['{', /not JSON/],
  ['{"resample": 7}', /resample/],
  ['{"size": -1}', /size/],
];
for (const [json, message] of refused) {
  test(`${json} is refused by path`, () => {
    assert.throws(
      () => parsePreprocessing(json, 'preprocessor_config.json'),
      (error) => error instanceof EngineError && error.code === 'checkpoint:bad-config' && message.test(error.message),
    );
  });
}
