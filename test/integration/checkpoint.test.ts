import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../engine/errors.ts';
import { readCheckpoint } from '../../engine/judge/checkpoint.io.ts';
import { readPicture } from '../../engine/judge/picture-file.io.ts';
import { fitPicture, parsePreprocessing } from '../../engine/judge/preprocess.ts';
import { parseSafetensors } from '../../engine/safetensors.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/clip', import.meta.url));

interface Broken {
  readonly folder: string;
  readonly expect: string;
  readonly detail: string;
}
const broken = JSON.parse(readFileSync(join(FIXTURES, 'broken', 'expected.json'), 'utf8')) as { cases: Broken[] };

for (const { folder, expect, detail } of broken.cases) {
  test(`checkpoint ${folder} (${detail}): ${expect === 'none' ? 'loads' : expect}`, async () => {
    const read = readCheckpoint(join(FIXTURES, 'broken', folder));
    if (expect === 'none') assert.ok((await read).tensors.size > 0);
    else {
      await assert.rejects(read, (error) => error instanceof EngineError && error.code === `checkpoint:${expect}`);
    }
  });
}

interface Case {
  readonly name: string;
  readonly file: string;
  readonly config: object;
  readonly shape: [number, number, number];
}
const folder = join(FIXTURES, 'preprocess');
const { cases } = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as { cases: Case[] };
const expected = parseSafetensors(readFileSync(join(folder, 'resized.safetensors')), 'resized.safetensors');

for (const { name, file, config, shape } of cases) {
  test(`picture ${name} is resized and cut as by the reference, to the bit`, async () => {
    const fitted = fitPicture(await readPicture(join(folder, file)), parsePreprocessing(JSON.stringify(config), name));
    assert.deepEqual([3, fitted.height, fitted.width], shape);
    const planes = Uint8Array.from({ length: fitted.rgb.length }, (_, at) => {
      const plane = fitted.width * fitted.height;
      return fitted.rgb[3 * (at % plane) + Math.floor(at / plane)] ?? 0;
    });
    assert.ok(Buffer.from(planes).equals(Buffer.from(expected.get(`${name}.resized`)?.bytes ?? [])));
  });
}

test('a file that is no picture is refused by name', async () => {
  await assert.rejects(readPicture(join(folder, 'cases.json')), /cases\.json: cannot be read as a picture/);
});
