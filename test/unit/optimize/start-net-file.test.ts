/** The file of start nets: what was written is read, a little rounder, and what is cut or foreign is said in one line. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../../engine/errors.ts';
import { PLAIN_ROUTES } from '../../../engine/optimize/routes.ts';
import { freshNet } from '../../../engine/optimize/start-net.ts';
import { parseStartNets, writeStartNets } from '../../../engine/optimize/start-net-file.ts';
import { renderReference } from '../../../engine/render/reference.ts';
import { writeSafetensors } from '../../../engine/safetensors.ts';
import { stillScene } from '../../../engine/still-scene.ts';

const nets = [1, 2, 3].map((seed) => ({ prompt: `net ${seed}`, net: freshNet(seed) }));
const file = writeStartNets(nets);

test('each net comes back with its words, and its picture is the same to a hundredth', () => {
  const back = parseStartNets(file, 'nets');
  assert.deepEqual(
    back.map(({ prompt }) => prompt),
    nets.map(({ prompt }) => prompt),
  );
  const drawn = nets.map(({ net }) => pictureOf(net));
  const read = back.map(({ net }) => pictureOf(net));
  for (const [i, picture] of drawn.entries()) {
    assert.ok(meanDifference(picture, read[i]) < 0.01);
    assert.ok(meanDifference(picture, read[(i + 1) % nets.length]) > 0.05, 'another net is another picture');
  }
});

test('a net takes some 6 kB', () => {
  assert.ok(file.length / nets.length < 6500, `${file.length / nets.length}`);
});

const foreign = writeSafetensors(new Map(), { other: '{}' });
for (const [what, bytes] of [
  ['nothing', new Uint8Array()],
  ['a cut file', file.subarray(0, file.length - 100)],
  ['another file', foreign],
  ['one whose words are too many', withFacts((facts) => facts.replace('"net 3"', '"net 3","net 4"'))],
  ['one of another version', withFacts((facts) => facts.replace('"version":1', '"version":2'))],
] as const) {
  test(`${what} is refused`, () => {
    assert.throws(() => parseStartNets(bytes, 'nets.safetensors'), EngineError);
  });
}

function withFacts(change: (facts: string) => string): Uint8Array {
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  header.__metadata__.startNets = change(header.__metadata__.startNets);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const changed = new Uint8Array(8 + text.length + file.length - 8 - length);
  new DataView(changed.buffer).setBigUint64(0, BigInt(text.length), true);
  changed.set(text, 8);
  changed.set(file.subarray(8 + length), 8 + text.length);
  return changed;
}

function pictureOf(net: (typeof nets)[number]['net']): Uint8Array {
  const provenance = { made: '', licence: '', created: '' };
  const preset = { slug: '', name: '', prompt: '', tags: [], net, routes: PLAIN_ROUTES, provenance, revision: '' };
  return new Uint8Array(renderReference(stillScene(preset, 64, 36, 0.15, 0.3)));
}

function meanDifference(a: Uint8Array, b: Uint8Array = a): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length / 255;
}
