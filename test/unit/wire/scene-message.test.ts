/** Oracle: the tables of bytes at the head of `wire/scene-message.ts`, written out by hand. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Cppn } from '../../../engine/cppn/cppn.ts';
import { mixNets } from '../../../engine/cppn/glide.ts';
import { MAX_FOLDS, MAX_SCENE_LAYERS, MAX_WAVES, PLAIN_LOOK, type Scene } from '../../../engine/render/scene.ts';
import type { Held } from '../../../engine/wire/glide-message.ts';
import { byteKind, FRAME_HEADER_BYTES, writeFrameHeader } from '../../../engine/wire/protocol.ts';
import { readNet, readScene, SHELF_PLACES, writeNet, writeScene } from '../../../engine/wire/scene-message.ts';
import { refusesOrReads } from '../../helpers/messages.ts';
import { tinyPreset } from '../../helpers/nets.ts';
import { LOOKS, ODD_NETS, sceneOf } from '../../helpers/scenes.ts';

const STAMP = { sequence: 7, waited: 0.001, made: 0.002, follow: 1 };
const NETS = ODD_NETS.slice(0, 3).map(([, net]) => net);

/** The smallest net: no pairs, one layer of four sines; all its weights in a row count up from 1. */
const SMALLEST: Cppn = {
  spec: { fourierPairs: 0, latents: 0, audioInputs: 1, hidden: [[{ activation: 'sin', units: 4 }]] },
  weights: new Map(
    Object.entries({
      condition: 12,
      'hidden.0.weight': 12,
      'hidden.0.bias': 4,
      'output.weight': 12,
      'output.bias': 3,
    }).map(([name, length]) => [name, Float32Array.from({ length }, (_, i) => i + 1)]),
  ),
};

test('a net is its architecture in small numbers, then its weights in order', () => {
  const bytes = writeNet(5, SMALLEST);
  assert.deepEqual([...bytes.subarray(0, 12)], [0x4e, 0x46, 1, 2, 5, 0, 0, 1, 1, 1, 1, 1]);
  assert.deepEqual([...bytes.subarray(12, 20)], [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]);
  assert.equal(bytes.length, 12 + 4 * 43);
  assert.deepEqual(readNet(bytes), { place: 5, net: SMALLEST });
});

test('a scene is literal bytes', () => {
  const layers = [{ name: '', net: SMALLEST, weight: 1, condition: Float32Array.of(1, -1, 0.5) }];
  const scene: Scene = { ...PLAIN_LOOK, time: 1.5, audioTime: -2, width: 4, height: 2, layers };
  const [zero, one] = [
    [0, 0, 0, 0],
    [0, 0, 0x80, 0x3f],
  ];
  assert.deepEqual(
    [...writeScene(scene, at(9), { ...STAMP, follow: 0.5 })],
    [
      ...[0x4e, 0x46, 1, 3, 7, 0, 0, 0, 4, 0, 2, 0, 100, 0, 200, 0],
      ...[0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0],
      ...[0, 0, 0, 0x3f, ...one, ...zero, ...zero, ...zero, ...one, ...zero, ...one, ...zero],
      ...[0, 0, 0, 0, 0, 1, 9, ...one, 0xff, 0x7f, 1, 0x80, 0x00, 0x40],
    ],
  );
});

for (const [name, net] of ODD_NETS) {
  test(`reads back a net as it was written: ${name}`, () => {
    assert.deepEqual(readNet(writeNet(3, net)), { place: 3, net });
  });
}

for (const [look, change] of LOOKS) {
  test(`reads back a scene as it was written: ${look}`, () => {
    const scene = sceneOf(NETS, change);
    const read = readScene(writeScene(scene, at(4, 0, 9), STAMP), shelfOf({ 4: NETS[0], 0: NETS[1], 9: NETS[2] }));
    assert.equal(read.sequence, 7);
    assert.equal(read.follow, 1);
    assert.deepEqual(shapeOf(bare(read.scene)), shapeOf(bare(scene)));
    const [there, here] = [numbersOf(bare(read.scene)), numbersOf(bare(scene))];
    assert.ok(there.every((value, i) => Math.abs(value - (here[i] ?? 0)) < 2e-5));
    assert.deepEqual(
      read.scene.layers.map(({ net }) => net),
      NETS,
    );
  });
}

test('any bytes are read or refused, whatever they begin with', () => {
  const shelf = Array.from({ length: SHELF_PLACES }, () => still(NETS[0]));
  const heads = [[0x4e, 0x46, 1, 2], [0x4e, 0x46, 1, 3], []];
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }), (head, tail) => {
      isRefusedOrRead(Uint8Array.from([...head, ...tail]), shelf);
    }),
  );
});

test('a message that was changed or cut anywhere is read or refused', () => {
  const shelf = Array.from({ length: SHELF_PLACES }, () => still(NETS[0]));
  const scene = sceneOf(NETS, { ...LOOKS.at(-1)?.[1] });
  const whole = [writeScene(scene, [...at(1, 2), { place: 3, share: 0.5 }], STAMP), writeNet(0, SMALLEST)];
  const change = fc.tuple(fc.nat(), fc.nat(255));
  fc.assert(
    fc.property(fc.constantFrom(...whole), fc.array(change, { maxLength: 4 }), fc.nat(), (bytes, changes, cut) => {
      const altered = Uint8Array.from(bytes).subarray(0, cut % 3 === 0 ? cut % bytes.length : bytes.length);
      for (const [at, value] of changes) altered[at % bytes.length] = value;
      isRefusedOrRead(altered, shelf);
    }),
  );
});

const scene = sceneOf(NETS.slice(0, 1));
const good = writeScene(scene, at(0), STAMP);
const refused: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['no bytes', new Uint8Array(), /scene of 0 bytes: does not begin/],
  ['the first half of a split scene', good.subarray(0, 40), /cut short/],
  ['the second half of a split scene', good.subarray(40), /does not begin/],
  ['a byte too many', Uint8Array.from([...good, 0]), /1 bytes too many/],
  ['a net that was never sent', writeScene(scene, at(31), STAMP), /no net at place 31/],
  ['a number that is none', writeScene({ ...scene, gamma: Number.NaN }, at(0), STAMP), /NaN before byte 64/],
  ['a net', writeNet(0, SMALLEST), /does not begin/],
];
for (const [what, bytes, message] of refused) {
  test(`refuses as a scene: ${what}`, () => {
    assert.throws(() => readScene(bytes, [still(NETS[0])]), { name: 'EngineError', code: 'bad-message', message });
  });
}

test('tells frames, nets and scenes apart by their first four bytes', () => {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + 6);
  writeFrameHeader(frame, {
    format: 'i420',
    sequence: 1,
    width: 2,
    height: 2,
    time: 0,
    audioTime: 0,
    waited: 0,
    made: 0,
  });
  assert.deepEqual([frame, writeNet(0, SMALLEST), good].map(byteKind), ['frame', 'net', 'scene']);
  assert.deepEqual([new Uint8Array(), Uint8Array.of(0x4e, 0x46, 2, 3), Uint8Array.of(0x4e, 0x46, 1, 9)].map(byteKind), [
    undefined,
    undefined,
    undefined,
  ]);
});

test('the largest scene of library nets is under 30 kB/s at 60 frames a second', () => {
  const library = Array.from({ length: MAX_SCENE_LAYERS }, (_, i) => tinyPreset('x', i + 1).net);
  const largest = sceneOf(library, {
    folds: Array.from({ length: MAX_FOLDS }, () => [1, 0] as const),
    waves: Array.from({ length: MAX_WAVES }, () => [1, 1, 1, 1, 1, 1] as const),
    grade: new Array(12).fill(1),
    blend: { mode: 'add', position: 0.5, split: 3 },
  });
  const { length } = writeScene(largest, at(...library.keys()), STAMP);
  assert.ok(60 * (length + 4) < 30_000, `${length} bytes`);
});

test('a net that glides is read at its share of the way, the same one again as long as the share stays', () => {
  const [from, to] = [tinyPreset('x', 1).net, tinyPreset('x', 2).net];
  const shelf = [undefined, { from, to }];
  const halfway = writeScene(sceneOf([to]), [{ place: 1, share: 0.5 }], STAMP);
  const [first, again] = [halfway, halfway].map((bytes) => readScene(bytes, shelf).scene.layers[0]?.net);
  assert.equal(first, again);
  const share = Math.round(0.5 * 65535) / 65535;
  assert.deepEqual(first, mixNets(from, to, share));
  assert.equal(readScene(writeScene(sceneOf([to]), at(1), STAMP), shelf).scene.layers[0]?.net, to);
});

function at(...places: number[]) {
  return places.map((place) => ({ place, share: 1 }));
}

function still(net: Cppn | undefined): Held | undefined {
  return net && { from: net, to: net };
}

function shelfOf(nets: Readonly<Record<number, Cppn | undefined>>): (Held | undefined)[] {
  return Array.from({ length: SHELF_PLACES }, (_, i) => still(nets[i]));
}

/** A scene without names and nets. */
function bare(scene: Scene) {
  return { ...scene, layers: scene.layers.map(({ weight, condition }) => ({ weight, condition: [...condition] })) };
}

/** Every number in a value, in the order of its keys' names. */
function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.flatMap(([, inner]) => numbersOf(inner));
}

/** A value with every number as 0: its shape, and its words. */
function shapeOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === 'number' ? 0 : inner)));
}

function isRefusedOrRead(bytes: Uint8Array, shelf: readonly (Held | undefined)[]): void {
  refusesOrReads(() => readScene(bytes, shelf));
  refusesOrReads(() => readNet(bytes));
}
