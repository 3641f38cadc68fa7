/** Snapshots stored, renamed and deleted, recalls over decks, panic, and taking all that back. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ControlEvent } from '../../engine/control/parameter.ts';
import { faceOf } from '../../engine/control/snapshots.ts';
import { type ShowState, startShow } from '../../engine/show.ts';
import { LIBRARY, run, set, shares } from '../helpers/show-run.ts';

function makeShow() {
  let state: ShowState = startShow(LIBRARY);
  return {
    run(seconds: number, ...events: ControlEvent[]) {
      const next = run(state, seconds, { events });
      state = next.state;
      return shares(next.scene);
    },
    target: (id: string) => state.controls.targets[id],
    get places() {
      return Object.keys(state.snapshots);
    },
    get undo() {
      return state.undo.map(({ what }) => what);
    },
  };
}

describe('undo', () => {
  test('a deleted snapshot comes back whole, with its name', () => {
    const show = makeShow();
    show.run(0.1, set('view.zoom', 3));
    show.run(0.1, set('snapshot.save', 5));
    show.run(0.1, set('snapshot.5.name', 'drop'));
    show.run(0.1, set('view.zoom', 1));
    show.run(0.1, set('snapshot.delete', 5));
    assert.deepEqual([show.places, show.target('snapshot.5.name')], [[], '']);
    show.run(0.1, set('master.undo'));
    assert.deepEqual([show.places, show.target('snapshot.5.name')], [['5'], 'drop']);
    show.run(4, set('snapshot.recall', 5));
    assert.equal(show.target('view.zoom'), 3);
  });

  test('a snapshot that was stored over comes back', () => {
    const show = makeShow();
    show.run(0.1, set('view.zoom', 3));
    show.run(0.1, set('snapshot.save', 1));
    show.run(0.1, set('view.zoom', 2));
    show.run(0.1, set('snapshot.save', 1));
    assert.equal(show.undo.at(-1), 'snapshot 1 stored over the one before');
    show.run(0.1, set('master.undo'));
    show.run(4, set('snapshot.recall', 1));
    assert.equal(show.target('view.zoom'), 3);
  });

  for (const [what, event] of [
    ['a recall', set('snapshot.recall', 1)],
    ['panic', set('master.panic')],
  ] as const) {
    test(`${what} is taken back to the picture as it was, over snapshot.time`, () => {
      const show = makeShow();
      show.run(0.1, set('snapshot.save', 1), set('snapshot.time', 1));
      show.run(2, set('view.zoom', 3), set('mix.2.weight', 1), set('mix.1.weight', 0));
      show.run(4, event);
      assert.deepEqual([show.target('view.zoom'), show.target('mix.2.weight') === 1], [1, what === 'panic']);
      show.run(0.5, set('master.undo'));
      const half = Number(show.target('view.zoom'));
      assert.ok(half > 1.2 && half < 2.9, `it glides: ${half}`);
      show.run(1);
      assert.deepEqual([show.target('view.zoom'), show.target('mix.2.weight')], [3, 1]);
    });
  }

  test('steps are taken back one by one, newest first, and then none is left', () => {
    const show = makeShow();
    show.run(0.1, set('snapshot.save', 1));
    show.run(0.1, set('snapshot.1.name', 'one'));
    show.run(0.1, set('snapshot.1.name', 'uno'));
    assert.deepEqual(show.undo, ['snapshot 1 stored', 'snapshot 1 renamed', 'snapshot 1 renamed']);
    show.run(0.1, set('master.undo'));
    assert.equal(show.target('snapshot.1.name'), 'one');
    show.run(0.1, set('master.undo'));
    assert.equal(show.target('snapshot.1.name'), '');
    for (let i = 0; i < 3; i++) show.run(0.1, set('master.undo'));
    assert.deepEqual([show.places, show.undo], [[], []]);
  });

  test('words that come in one frame are one step, and hold up no recall', () => {
    const show = makeShow();
    show.run(0.1, set('snapshot.save', 1), set('snapshot.time', 0));
    show.run(0.1, set('view.zoom', 3));
    show.run(
      0.1,
      set('prompt.1.words', ''),
      set('prompt.2.words', 'b'),
      set('prompt.3.words', 'c'),
      set('snapshot.recall', 1),
    );
    assert.equal(show.target('view.zoom'), 1);
    assert.deepEqual(show.undo.slice(1), ['words kept in place 2, words kept in place 3', 'snapshot 1 recalled']);
    show.run(0.1, set('master.undo'));
    show.run(0.1, set('master.undo'));
    assert.deepEqual([show.target('prompt.2.words'), show.target('prompt.3.words')], ['', '']);
  });

  test('words that were kept over others come back', () => {
    const show = makeShow();
    show.run(0.1, set('prompt.2.words', 'golden honeycomb'));
    show.run(0.1, set('prompt.2.words', 'neon jellyfish'));
    assert.deepEqual(show.undo, ['words kept in place 2', 'words kept in place 2']);
    show.run(0.1, set('master.undo'));
    assert.equal(show.target('prompt.2.words'), 'golden honeycomb');
  });

  test('an empty place is not deleted, and asks for no undo', () => {
    const show = makeShow();
    show.run(0.1, set('snapshot.delete', 7));
    assert.deepEqual(show.undo, []);
  });

  test('a hundred steps keep the newest sixteen', () => {
    const show = makeShow();
    for (let i = 1; i <= 100; i++) show.run(1 / 60, set('snapshot.save', 1 + (i % 16)));
    assert.equal(show.undo.length, 16);
    assert.match(show.undo.at(-1) ?? '', /^snapshot 5 stored/);
  });
});

describe('a recall over decks', () => {
  test('crossfades from what the decks show to what they showed, and ends there', () => {
    const show = makeShow();
    show.run(0.1, set('deck.a.preset', 'cedar'), set('snapshot.time', 2));
    show.run(0.1, set('snapshot.save', 1));
    show.run(1, set('deck.a.preset', 'birch'), set('deck.b.preset', 'amber'), set('crossfader.position', 1));
    const first = show.run(1 / 60, set('snapshot.recall', 1));
    assert.ok((first.amber ?? 0) > 0.97, `nothing jumps: ${JSON.stringify(first)}`);
    const half = show.run(1);
    assert.ok(Math.abs((half.amber ?? 0) - 0.5) < 0.05 && Math.abs((half.cedar ?? 0) - 0.5) < 0.05);
    assert.equal(half.birch, undefined, 'a deck that is not seen is not seen on the way either');
    assert.deepEqual(show.run(1.1), { cedar: 1 });
    assert.deepEqual([show.target('deck.b.preset'), show.target('crossfader.position')], ['', 0]);
  });

  test('crossfades from the slots to a deck, and back by undo', () => {
    const show = makeShow();
    show.run(0.1, set('snapshot.time', 1), set('deck.b.preset', 'cedar'), set('crossfader.position', 1));
    show.run(0.5, set('snapshot.save', 1));
    assert.deepEqual(show.run(1, set('deck.b.preset', ''), set('crossfader.position', 0)), { amber: 1 });
    const half = show.run(0.5, set('snapshot.recall', 1));
    assert.ok((half.amber ?? 0) > 0.4 && (half.cedar ?? 0) > 0.4, JSON.stringify(half));
    assert.deepEqual(show.run(1), { cedar: 1 });
    const back = show.run(0.5, set('master.undo'));
    assert.ok((back.amber ?? 0) > 0.4 && (back.cedar ?? 0) > 0.4, JSON.stringify(back));
    assert.deepEqual(show.run(1), { amber: 1 });
  });

  test('a preset that stays is one layer throughout', () => {
    const show = makeShow();
    show.run(0.1, set('snapshot.time', 1), set('deck.a.preset', 'cedar'));
    show.run(0.1, set('snapshot.save', 1));
    show.run(1, set('deck.b.preset', 'cedar'), set('crossfader.position', 1));
    const half = show.run(0.5, set('snapshot.recall', 1));
    assert.deepEqual(Object.keys(half), ['cedar']);
    assert.ok(Math.abs((half.cedar ?? 0) - 1) < 1e-6);
  });

  test('cuts where its time is 0', () => {
    const show = makeShow();
    show.run(0.1, set('snapshot.time', 0), set('deck.a.preset', 'cedar'));
    show.run(0.1, set('snapshot.save', 1));
    show.run(1, set('deck.a.preset', 'birch'));
    assert.deepEqual(show.run(1 / 60, set('snapshot.recall', 1)), { cedar: 1 });
  });
});

for (const [face, snapshot] of [
  ['', {}],
  ['iris', { 'mix.1.preset': 'amber', 'mix.1.weight': 0.2, 'mix.2.preset': 'iris', 'mix.2.weight': 0.9 }],
  ['cedar', { 'deck.a.preset': 'cedar', 'deck.b.preset': 'birch', 'crossfader.position': 0.2 }],
  ['birch', { 'deck.a.preset': 'cedar', 'deck.b.preset': 'birch', 'crossfader.position': 0.8 }],
  ['amber', { 'deck.a.preset': 'cedar', 'crossfader.position': 1, 'mix.1.preset': 'amber', 'mix.1.weight': 1 }],
] as const) {
  test(`the face of ${JSON.stringify(snapshot)} is "${face}"`, () => assert.equal(faceOf(snapshot), face));
}
