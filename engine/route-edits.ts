/**
 * Routes changed while the show runs: they play instead of the preset's own until they are saved into it or given up. Each change is
 * an undo step; a fader that is dragged makes one. And what the routes of a slot or deck do just now, for the operator page. Pure.
 */

import { type ControlState, numberOf } from './control/control-state.ts';
import type { Snapshots } from './control/snapshots.ts';
import type { Route } from './cppn/inputs.ts';
import type { PresetLibrary } from './cppn/preset.ts';
import { remember, type UndoStep } from './undo.ts';
import { clamp, type Seconds, type Unit } from './units.ts';

/** Changed routes by the preset's slug. */
export type RouteEdits = Readonly<Record<string, readonly Route[]>>;

/** A wish to change a preset's routes; null gives up the change and goes back to the preset's own. */
export interface RouteWish {
  readonly slug: string;
  readonly routes: readonly Route[] | null;
}

/** Changes of one preset that follow one another within this are one step. */
const ONE_STEP: Seconds = 3;

/** Give the library with the changed routes in place of the presets' own. */
export function withRoutes(library: PresetLibrary, edits: RouteEdits): PresetLibrary {
  if (Object.keys(edits).length === 0) return library;
  return library.map((preset) => {
    const routes = edits[preset.slug];
    return routes ? { ...preset, routes } : preset;
  });
}

/** Give those of remembered changes whose presets are what they were when they were made. */
export function routesStillMeant(
  library: PresetLibrary,
  edits: RouteEdits = {},
  revisions: Readonly<Record<string, string>> = {},
): RouteEdits {
  const isMeant = (slug: string) => library.some((one) => one.slug === slug && one.revision === revisions[slug]);
  return Object.fromEntries(Object.entries(edits).filter(([slug]) => isMeant(slug)));
}

/** Give the revisions of the presets, by slug. */
export function revisionsOf(library: PresetLibrary): Record<string, string> {
  return Object.fromEntries(library.map(({ slug, revision }) => [slug, revision]));
}

/** Take in wishes, and put what was there before on the undo steps. */
export function editRoutes<S extends { routes: RouteEdits; undo: readonly UndoStep[]; snapshots: Snapshots }>(
  state: S,
  wishes: readonly RouteWish[],
  library: PresetLibrary,
  time: Seconds,
): S {
  return wishes.reduce((now, { slug, routes }) => {
    const preset = library.find((candidate) => candidate.slug === slug);
    if (!preset) return now;
    const { [slug]: edited, ...others } = now.routes;
    if (routes === null && !edited) return now;
    const last = now.undo.at(-1);
    const goesOn = last?.routes?.slug === slug && routes !== null && time - last.time < ONE_STEP;
    const step: UndoStep = {
      what: routes ? `routes of ${preset.name} changed` : `routes of ${preset.name} taken from its file`,
      time,
      snapshots: now.snapshots,
      values: {},
      scene: null,
      routes: { slug, routes: edited ?? preset.routes },
    };
    const undo = goesOn ? now.undo : remember(now.undo, step);
    return { ...now, undo, routes: routes ? { ...others, [slug]: routes } : others };
  }, state);
}

/** What the routes of one place do. */
export interface PlayedRoutes {
  readonly slug: string;
  readonly name: string;
  /** Audio inputs of the net. */
  readonly inputs: number;
  readonly routes: readonly Route[];
  /** Whether they differ from the preset's own. */
  readonly isEdited: boolean;
  /** How far each route's feature is up, after curve, attack and release. */
  readonly envelopes: ArrayLike<number>;
  /** What each input of the net gets. */
  readonly given: readonly Unit[];
}

/**
 * Give what plays at a place: 'a' or 'b' for a deck, '1' … for a slot; undefined where there is no preset.
 * @param envelopes by slot, then decks A and B
 */
export function routesAt(
  place: string,
  {
    controls,
    routes: edits,
    envelopes,
  }: { controls: ControlState; routes: RouteEdits; envelopes: readonly ArrayLike<number>[] },
  library: PresetLibrary,
  slots: number,
): PlayedRoutes | undefined {
  const isDeck = place === 'a' || place === 'b';
  const held = controls.targets[isDeck ? `deck.${place}.preset` : `mix.${place}.preset`];
  const preset = library.find(({ slug }) => slug === held);
  if (!preset) return undefined;
  const { slug, name, net } = preset;
  const routes = edits[slug] ?? preset.routes;
  const now = envelopes[isDeck ? slots + (place === 'a' ? 0 : 1) : Number(place) - 1] ?? [];
  const amount = numberOf(controls, 'audio.amount');
  const given = Array.from({ length: net.spec.audioInputs }, (_, input) => {
    const sum = routes.reduce((all, route, i) => all + (route.input === input ? route.amount * (now[i] ?? 0) : 0), 0);
    return clamp(sum * amount * numberOf(controls, `input.${input + 1}.amount`), 0, 1);
  });
  const isEdited = JSON.stringify(routes) !== JSON.stringify(preset.routes);
  return { slug, name, inputs: net.spec.audioInputs, routes, isEdited, envelopes: now, given };
}
