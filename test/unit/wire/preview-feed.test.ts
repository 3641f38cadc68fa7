import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FRAME_HEADROOM_BYTES, type Frame, type Preview } from '../../../engine/ports.ts';
import { pixelBytes } from '../../../engine/render/pixel-format.ts';
import type { Held } from '../../../engine/wire/glide-message.ts';
import { createPreviewFeed, FRAMES_A_SECOND, SCENES_A_SECOND } from '../../../engine/wire/preview-feed.ts';
import { byteKind, readFrame } from '../../../engine/wire/protocol.ts';
import { readScene, shelve } from '../../../engine/wire/scene-message.ts';
import { createShelf } from '../../../engine/wire/shelf.ts';
import { smallFrame } from '../../../engine/wire/small-frame.ts';
import { tinyPreset } from '../../helpers/nets.ts';
import { sceneOf } from '../../helpers/scenes.ts';

const STAMP = { sequence: 3, time: 1, audioTime: 1, waited: 0 };
const [one, two] = [tinyPreset('one', 1).net, tinyPreset('two', 2).net];

function frameOf(format: Frame['format'], width: number, height: number, at: (i: number) => number): Frame {
  const bytes = new Uint8Array(FRAME_HEADROOM_BYTES + pixelBytes(format, width, height));
  for (let i = FRAME_HEADROOM_BYTES; i < bytes.length; i++) bytes[i] = at(i - FRAME_HEADROOM_BYTES);
  return { width, height, format, bytes, release: () => {} };
}

const preview = (change: Partial<Preview> = {}): Preview => ({
  scene: sceneOf([one, two]),
  decks: { a: sceneOf([one]), b: sceneOf([two]) },
  follow: 1,
  frame: frameOf('i420', 640, 360, () => 16),
  ...change,
});

/** Let frames pass for a second at 60 a second. @returns what was sent with each */
function aSecond(feed: ReturnType<typeof createPreviewFeed>, change: Partial<Preview> = {}) {
  return Array.from({ length: 60 }, (_, i) => feed.take(preview(change), STAMP, 10 + i / 60, () => true));
}

/** The shelf that the first two messages, which are nets, make. */
function shelfOf(messages: readonly Uint8Array[] = []): (Held | undefined)[] {
  const shelf: (Held | undefined)[] = [];
  for (const bytes of messages.slice(0, 2)) shelve(shelf, bytes);
  return shelf;
}

test('a page that asked for nothing gets nothing', () => {
  assert.equal(aSecond(createPreviewFeed(createShelf())).flat().length, 0);
});

test('scenes of output and decks come at their rate, each net once before the first of them', () => {
  const feed = createPreviewFeed(createShelf());
  feed.want('scenes');
  const sent = aSecond(feed).filter((messages) => messages.length > 0);
  assert.equal(sent.length, SCENES_A_SECOND);
  const kinds = sent.map((messages) => messages.map((bytes) => byteKind(bytes)));
  assert.deepEqual(kinds[0], ['net', 'net', 'scene', 'deck-a', 'deck-b']);
  assert.ok(kinds.slice(1).every((each) => each.join() === 'scene,deck-a,deck-b'));
  const shelf = shelfOf(sent[0]);
  const [scene, a, b] = (sent[1] ?? []).map((bytes, i) =>
    readScene(bytes, shelf, (['scene', 'deck-a', 'deck-b'] as const)[i]),
  );
  assert.deepEqual(
    [scene, a, b].map((message) => message?.scene.layers.map(({ net }) => net)),
    [[one, two], [one], [two]],
  );
});

test('without a preset on a deck there is the output alone', () => {
  const feed = createPreviewFeed(createShelf());
  feed.want('scenes');
  const kinds = new Set(aSecond(feed, { decks: null }).flatMap((messages) => messages.map(byteKind)));
  assert.deepEqual([...kinds], ['net', 'scene']);
});

test('a line without room misses previews, and gets the next as soon as it has some', () => {
  const feed = createPreviewFeed(createShelf());
  feed.want('scenes');
  assert.equal(feed.take(preview(), STAMP, 5, () => false).length, 0);
  assert.ok(feed.take(preview(), STAMP, 5.001, () => true).length > 0);
});

test('what the strobe guard softens over the frames between is softened as far in the preview', () => {
  const feed = createPreviewFeed(createShelf());
  feed.want('scenes');
  const follow = 0.1;
  const each = aSecond(feed, { follow, decks: null });
  const shelf = shelfOf(each[0]);
  let frames = 0;
  for (const [bytes] of each.slice(1)) {
    frames++;
    if (!bytes) continue;
    const share = readScene(bytes, shelf).follow;
    assert.ok(Math.abs(share - (1 - (1 - follow) ** frames)) < 1e-6, `${share} after ${frames} frames`);
    frames = 0;
  }
});

test('frames come at their rate, about 160 across', () => {
  const feed = createPreviewFeed(createShelf());
  feed.want('frames');
  const sent = aSecond(feed).filter((messages) => messages.length > 0);
  assert.equal(sent.length, FRAMES_A_SECOND);
  const { header } = readFrame(sent[0]?.[0] ?? new Uint8Array());
  assert.deepEqual([header.width, header.height, header.format], [160, 90, 'i420']);
});

for (const [format, width, height, small] of [
  ['i420', 640, 360, [160, 90]],
  ['rgba', 640, 360, [160, 90]],
  ['i420', 1920, 1080, [160, 90]],
  ['rgba', 64, 36, [64, 36]],
  ['i420', 512, 288, [170, 96]],
] as const) {
  test(`a ${format} frame of ${width}×${height} becomes ${small.join('×')}, and an even one stays even`, () => {
    const { header, pixels } = readFrame(
      smallFrame(
        frameOf(format, width, height, () => 77),
        STAMP,
      ),
    );
    assert.deepEqual([header.width, header.height], small);
    assert.ok(pixels.every((value) => value === 77));
  });
}

test('a small frame keeps what is where: left dark, right bright, in each channel', () => {
  const frame = frameOf('rgba', 320, 180, (i) => (Math.floor(i / 4) % 320 < 160 ? 10 : 200) + (i % 4));
  const { header, pixels } = readFrame(smallFrame(frame, STAMP));
  const at = (x: number, y: number) => [...pixels.subarray(4 * (header.width * y + x)).subarray(0, 4)];
  assert.deepEqual(at(79, 40), [10, 11, 12, 13]);
  assert.deepEqual(at(80, 40), [200, 201, 202, 203]);
});
