import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../engine/errors.ts';
import { MODELS_FOLDER, openEmbeddedJudge } from '../../engine/judge/embedded.io.ts';
import { dot } from '../../engine/judge/embedded-head.ts';
import { EMBEDDED_JUDGES, parseJudgeName } from '../../engine/judge/judge.ts';
import { parseSafetensors, type StoredTensor, widenedValues } from '../../engine/safetensors.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/judge', import.meta.url));
const { texts } = JSON.parse(readFileSync(join(FIXTURES, 'texts.json'), 'utf8')) as { texts: string[] };

/** max|a − r| / max|r|. */
function errorOf(value: ArrayLike<number>, reference: ArrayLike<number>): number {
  assert.equal(value.length, reference.length);
  const differences = Array.from(reference, (r, i) => Math.abs(r - (value[i] ?? Number.NaN)));
  return Math.max(...differences) / Math.max(...Array.from(reference, Math.abs));
}

function similarity(a: Float32Array, b: Float32Array): number {
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

for (const name of EMBEDDED_JUDGES) {
  describe(name, async () => {
    const stored = parseSafetensors(readFileSync(join(FIXTURES, `${name}.safetensors`)), `${name}.safetensors`);
    const judge = await openEmbeddedJudge(name, { threads: 1 });
    after(() => judge.close());
    const values = (key: string) => widenedValues(stored.get(key) as StoredTensor) ?? new Float32Array();
    const row = (key: string, k: number) => {
      const length = values(key).length / ((stored.get(key)?.shape[0] ?? 1) || 1);
      return values(key).slice(k * length, (k + 1) * length);
    };
    const sizes = [...stored.keys()].flatMap((key) => /^s(\d+)\.pixels$/.exec(key)?.[1] ?? []).map(Number);
    const pixelsOf = (size: number) => {
      const { bytes } = stored.get(`s${size}.pixels`) as StoredTensor;
      const plane = size * size;
      const count = bytes.length / (3 * plane);
      return Float32Array.from({ length: 3 * plane * count }, (_, at) => {
        const [n, channel, i] = [Math.floor(at / (3 * plane)), Math.floor(at / plane) % 3, at % plane];
        return (bytes[(n * plane + i) * 3 + channel] ?? 0) / 255;
      });
    };

    test('texts become the vectors and statistics of the training job', async () => {
      for (const [k, text] of texts.entries()) {
        if (text === '') continue;
        const [embedding = new Float32Array()] = await judge.embedText([text]);
        const [sentence = new Float32Array()] = (await judge.sentences?.([text])) ?? [];
        assert.ok(errorOf(embedding, row('text.embedding', k)) < 1e-4, text);
        assert.ok(errorOf(sentence, row('text.sentence', k)) < 1e-4, text);
      }
      const statistics = await judge.featureStatistics?.(texts[0] ?? '');
      assert.ok(errorOf(statistics?.mean ?? [], row('text.mean', 0)) < 1e-4);
      assert.ok(
        errorOf((statistics?.variance ?? new Float32Array()).map(Math.log), row('text.log_variance', 0)) < 1e-4,
      );
    });

    for (const size of sizes) {
      test(`pictures of ${size}² have the training job's cosines, scores and gradients`, async () => {
        const pixels = pixelsOf(size);
        const gradient = new Float32Array(pixels.length);
        const pictures = pixels.length / (3 * size * size);
        for (let k = 0; k < 4; k++) {
          const text = row('text.embedding', k);
          const found = await judge.score(pixels, size, text);
          const column = (key: string) =>
            Float32Array.from({ length: pictures }, (_, n) => values(key)[4 * n + k] ?? 0);
          assert.ok(errorOf(found.scores, column(`s${size}.cosine`)) < 1e-4);
          assert.ok(
            errorOf(
              found.scores.map((c) => judge.calibrate?.(c, text) ?? 0),
              column(`s${size}.score`),
            ) < 1e-4,
          );
          found.gradient.forEach((g, i) => {
            gradient[i] = (gradient[i] ?? 0) + g / (4 * pictures);
          });
        }
        // An activation that lies on a ReLU6's corner to the last bit may fall to either side; the direction hardly changes.
        assert.ok(similarity(gradient, values(`s${size}.gradient`)) > 0.999);
      });
    }

    test('an empty prompt is refused by one line', async () => {
      await assert.rejects(
        judge.embedText(['flames', ' ']),
        (error) => error instanceof EngineError && error.code === 'bad-prompt',
      );
    });
  });
}

for (const broken of ['{', '{"name":"embedded-a"}']) {
  test(`a judge whose head.json is ${broken} is one line that names the file`, async () => {
    const models = mkdtempSync(join(tmpdir(), 'neonfern-models-'));
    try {
      mkdirSync(join(models, 'embedded-a'));
      for (const file of ['architecture.json', 'trunk.safetensors', 'head.safetensors'])
        symlinkSync(join(MODELS_FOLDER, 'embedded-a', file), join(models, 'embedded-a', file));
      writeFileSync(join(models, 'embedded-a', 'head.json'), broken);
      await assert.rejects(
        openEmbeddedJudge('embedded-a', {}, models),
        (error) =>
          error instanceof EngineError && /head\.json is broken/.test(error.message) && !/\n/.test(error.message),
      );
    } finally {
      rmSync(models, { recursive: true });
    }
  });
}

test('a judge without its files, and a judge that nobody knows, are one line each', async () => {
  await assert.rejects(
    openEmbeddedJudge('embedded-a', {}, '/nonexistent'),
    (error) => error instanceof EngineError && error.code === 'judge',
  );
  assert.throws(
    () => parseJudgeName('embeded-a'),
    (error) => error instanceof EngineError && /embedded-a/.test(error.hint),
  );
  assert.deepEqual(parseJudgeName('clip:x/y'), { kind: 'clip', folder: 'x/y' });
});
