/** Routes changed live: they play, are seen, are taken back, and are told to the pages that watch. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restingFeatures } from '../../engine/audio/features.ts';
import type { Route } from '../../engine/cppn/inputs.ts';
import { routesAt } from '../../engine/route-edits.ts';
import { startShow } from '../../engine/show.ts';
import { createRouteFeed, type RouteView } from '../../engine/wire/route-feed.ts';
import { LIBRARY, run, set } from '../helpers/show-run.ts';

const KICK: Route = { from: 'kick', input: 0, amount: 0.5, curve: 1, attack: 0, release: 0 };
const kicking = { features: { ...restingFeatures(), kick: 1, gateOpen: true } };
const at = (state: Parameters<typeof routesAt>[1], place = '1') => routesAt(place, state, LIBRARY, 8);

test('changed routes play from the next frame on, and are seen with what they do', () => {
  const begun = startShow(LIBRARY);
  assert.equal(at(begun)?.isEdited, false);
  const { state, scene } = run(begun, 0.1, { ...kicking, routes: [{ slug: 'amber', routes: [KICK] }] });
  const played = at(state);
  assert.deepEqual([played?.routes, played?.isEdited, played?.given[0]], [[KICK], true, 0.5]);
  assert.equal(played?.envelopes[0], 1);
  const spec = scene.layers[0]?.net.spec;
  assert.equal(scene.layers[0]?.condition[2 + (spec?.latents ?? 0)], 0.5);
  assert.equal(at(state, 'a'), undefined, 'an empty deck has none');
  const loaded = run(state, 0.1, { ...kicking, events: [set('deck.a.preset', 'amber')] });
  assert.deepEqual(at(loaded.state, 'a')?.given[0], 0.5);
});

test('a dragged fader is one undo step, which brings what played before', () => {
  let { state } = run(startShow(LIBRARY), 0.1);
  const own = at(state)?.routes;
  for (const amount of [0.5, 0.6, 0.7]) {
    ({ state } = run(state, 1 / 60, { routes: [{ slug: 'amber', routes: [{ ...KICK, amount }] }] }));
  }
  assert.deepEqual(
    state.undo.map(({ what }) => what),
    [`routes of ${LIBRARY[0]?.name} changed`],
  );
  ({ state } = run(state, 0.1, { events: [set('master.undo')] }));
  assert.deepEqual([at(state)?.routes, at(state)?.isEdited, state.undo], [own, false, []]);
});

test('going back to the preset’s own can be taken back too', () => {
  let { state } = run(startShow(LIBRARY), 0.1, { routes: [{ slug: 'amber', routes: [KICK] }] });
  ({ state } = run(state, 0.1, { routes: [{ slug: 'amber', routes: null }] }));
  assert.equal(at(state)?.isEdited, false);
  ({ state } = run(state, 0.1, { events: [set('master.undo')] }));
  assert.deepEqual(at(state)?.routes, [KICK]);
});

test('routes of a preset that is not there change nothing', () => {
  const { state } = run(startShow(LIBRARY), 0.1, { routes: [{ slug: 'gone', routes: [KICK] }] });
  assert.deepEqual([state.routes, state.undo], [{}, []]);
});

test('a page that watches is told the routes once, and thirty times a second what they do', () => {
  const feed = createRouteFeed();
  const view: RouteView = () => ({
    ...{ slug: 'amber', name: 'Amber', inputs: 1, routes: [KICK], isEdited: false },
    ...{ envelopes: [0.33333], given: [0.2] },
  });
  assert.deepEqual(feed.take(view, 0), [], 'it watches none yet');
  feed.watch('a');
  const types = [1, 1.01, 1.04, 1.08].map((now) => feed.take(view, now).map(({ type }) => type));
  assert.deepEqual(types, [['routes', 'driven'], [], ['driven'], ['driven']]);
  feed.watch('b');
  assert.deepEqual(feed.take(view, 2)[0], {
    type: 'routes',
    routes: { place: 'b', slug: 'amber', name: 'Amber', inputs: 1, routes: [KICK], isEdited: false },
  });
  assert.deepEqual(feed.take(view, 3), [{ type: 'driven', envelopes: [0.333], given: [0.2] }]);
});
