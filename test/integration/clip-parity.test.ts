import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../engine/errors.ts';
import { openClipJudge } from '../../engine/judge/clip-judge.io.ts';
import { storeWeights } from '../../engine/judge/graph-cache.io.ts';
import { seeImage } from '../../engine/optimize/see-image.io.ts';
import { clipParity, isGradient, LIMITS } from '../helpers/clip-parity.ts';

const CHECKPOINTS = fileURLToPath(new URL('../fixtures/clip/checkpoints', import.meta.url));
const CACHE = mkdtempSync(join(tmpdir(), 'neonfern-cache-'));
process.env.NEONFERN_CACHE = CACHE;
after(() => rmSync(CACHE, { recursive: true, force: true }));

for (const name of readdirSync(CHECKPOINTS)) {
  test(`${name}: embeddings, logits, hidden states and pixel gradients are the reference's`, async () => {
    const parities = await clipParity(join(CHECKPOINTS, name), { threads: 1 });
    assert.ok(parities.length > 15 && parities.some(isGradient));
    const over = parities.filter((parity) => {
      const limit = isGradient(parity) ? LIMITS.gradient : LIMITS.forward;
      return !(parity.relative <= limit && parity.largest <= limit);
    });
    assert.deepEqual(over, []);
  });
}

test('the optimizer sees an image through a checkpoint, whose weights lie in a file of their own', async () => {
  const judge = await openClipJudge(join(CHECKPOINTS, 'p8-quickgelu-f32'), { threads: 1 });
  // Grey is grey in every view, so that the views' mean is what the judge makes of the whole.
  const picture = { width: 96, height: 96, rgb: new Uint8Array(3 * 96 * 96).fill(90) };
  const [whole = new Float32Array()] = await judge.embedPictures([picture]);
  const { embedding } = await seeImage(judge, picture, 1);
  await judge.close();
  assert.ok(embedding.every((value, i) => Math.abs(value - (whole[i] ?? 9)) < 1e-4));
});

test('a judge of a checkpoint scores pixels with the gradient of what it scores', async () => {
  const judge = await openClipJudge(join(CHECKPOINTS, 'p8-quickgelu-f32'), { threads: 1 });
  const { size } = judge;
  const pixels = Float32Array.from({ length: 2 * 3 * size * size }, (_, i) => 0.5 + 0.4 * Math.sin(i / 7 + (i % 11)));
  const text = Float32Array.from({ length: judge.embedding }, (_, i) => Math.cos(i));
  const { scores, gradient } = await judge.score(pixels, size, text);
  const step = pixels.map((_, i) => 1e-3 * Math.sign(gradient[i] ?? 0));
  const total = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0);
  const up = await judge.score(
    pixels.map((value, i) => value + (step[i] ?? 0)),
    size,
    text,
  );
  const down = await judge.score(
    pixels.map((value, i) => value - (step[i] ?? 0)),
    size,
    text,
  );
  const expected = 1e-3 * total(gradient.map(Math.abs));
  assert.equal(scores.length, 2);
  assert.ok(Math.abs((total(up.scores) - total(down.scores)) / 2 / expected - 1) < 0.02);
  await judge.close();
});

test('weights are laid down once and shared by every graph of a checkpoint', async () => {
  const [folder = ''] = readdirSync(join(CACHE, 'graphs'));
  const files = readdirSync(join(CACHE, 'graphs', folder));
  assert.equal(files.filter((file) => file === 'weights.bin').length, 1);
  assert.ok(files.filter((file) => file.endsWith('.onnx')).length >= 2);
  assert.equal(files.filter((file) => !/^(weights\.bin|[0-9a-f]{32}\.onnx)$/.test(file)).length, 0);
});

test('a cache that cannot be written is one clear line', async () => {
  process.env.NEONFERN_CACHE = '/dev/null/cache';
  const write = storeWeights('0'.repeat(64), new Map([['a', new Float32Array(4)]]), new Map([['a', [4]]]));
  await assert.rejects(
    write,
    (error) => error instanceof EngineError && error.code === 'judge' && /NEONFERN_CACHE/.test(error.hint),
  );
  process.env.NEONFERN_CACHE = CACHE;
});
