/**
 * What one operator's page gets to see of the routes: those of the place that it watches, when they change, and what they do just
 * now, thirty times a second. A page that watches none costs nothing. Pure.
 */

import type { Seconds } from '../units.ts';
import type { EngineMessage, RoutesNews } from './protocol.ts';

/** What plays at a place; undefined where there is no preset. */
export type RouteView = (place: string) => Omit<RoutesNews, 'place'> & RouteValues;

interface RouteValues {
  readonly envelopes: ArrayLike<number>;
  readonly given: readonly number[];
}

/** One page's routes. */
export interface RouteFeed {
  /** Watch a place from now on; empty for none. */
  watch(place: string): void;
  /** Give what is to be sent now; nothing most of the time. */
  take(view: RouteView, now: Seconds): readonly EngineMessage[];
}

const EVERY: Seconds = 1 / 30;

/** Make a page's feed. */
export function createRouteFeed(): RouteFeed {
  let place = '';
  let told = '';
  let due = 0;
  return {
    watch(next) {
      place = next;
      told = '';
      due = 0;
    },
    take(view, now) {
      if (place === '' || now < due) return [];
      due = now + EVERY;
      const { envelopes, given, ...what } = view(place);
      const routes = { place, ...what };
      const text = JSON.stringify(routes);
      const isNew = text !== told;
      told = text;
      const news: EngineMessage[] = isNew ? [{ type: 'routes', routes }] : [];
      return [...news, { type: 'driven', envelopes: Array.from(envelopes, rounded), given: given.map(rounded) }];
    },
  };
}

// Implementation

function rounded(value: number): number {
  return Math.round(1000 * value) / 1000;
}
