/**
 * Snapshots: the picture's parameters kept in numbered places, and the way back to them, at once or over a time. Pure.
 *
 * A recall is a morph: numbers travel along their faders, weights of the mix from preset to preset, and what cannot lie between
 * (toggles, choices, presets that are not heard) changes at the start. A parameter that a hand touches leaves the morph. Decks that
 * get other presets change at the start too, and what they showed before is faded out over the recall: see `decks.passOver`.
 */

import { clamp, type Seconds, type Unit } from '../units.ts';
import { applyEvents, type ControlState } from './control-state.ts';
import { type ControlEvent, fromNormalised, type ParamValue, setting, toNormalised } from './parameter.ts';
import { findParam, MIX_SLOTS, REGISTRY } from './registry.ts';

/** The kept values of one snapshot, by parameter. */
export type Snapshot = Readonly<Record<string, ParamValue>>;
/** Snapshots by place, '1' first. */
export type Snapshots = Readonly<Record<string, Snapshot>>;

/** A recall under way. */
export interface Morph {
  readonly from: Snapshot;
  /** Where each number goes; those that a hand took out are gone. */
  readonly to: Snapshot;
  /** What is set when it has arrived: the mix's slots as the snapshot has them. */
  readonly end: Snapshot;
  /** What decks and crossfader were before, where the decks got other presets. */
  readonly decks: Snapshot | null;
  readonly progress: Unit;
}

/** What says how the decks look. */
const DECK_LOOK = [
  'deck.a.preset',
  'deck.b.preset',
  'crossfader.position',
  'crossfader.curve',
  'crossfader.blend',
] as const;

/** What of the controls a snapshot holds. */
export function takeSnapshot({ targets }: ControlState): Snapshot {
  return Object.fromEntries(
    REGISTRY.filter(({ keep }) => keep === 'scene').flatMap(({ id }) => {
      const value = targets[id];
      return value === undefined ? [] : [[id, value] as const];
    }),
  );
}

/** Begin a recall. What changes at once is in the controls given back. */
export function startMorph(controls: ControlState, snapshot: Snapshot): { controls: ControlState; morph: Morph } {
  const { at, goal } = settleMix(controls, snapshot);
  const isOther = ['deck.a.preset', 'deck.b.preset'].some(
    (id) => (snapshot[id] ?? controls.targets[id]) !== controls.targets[id],
  );
  const decks = isOther ? Object.fromEntries(DECK_LOOK.map((id) => [id, controls.targets[id] ?? ''])) : null;
  const isAtOnce = (id: string) => findParam(id)?.kind !== 'number' || (decks !== null && id === 'crossfader.position');
  const apart = Object.entries({ ...snapshot, ...at }).filter(([id]) => isAtOnce(id));
  const jumped = applyEvents(
    controls,
    apart.map(([id, value]) => setting(id, value)),
  );
  const set = decks
    ? withSlewed(jumped, { 'crossfader.position': Number(jumped.targets['crossfader.position']) })
    : jumped;
  const to = { ...snapshot, ...goal };
  const moving = Object.keys(to).filter((id) => !isAtOnce(id));
  const pick = (values: Readonly<Record<string, ParamValue>>): Snapshot =>
    Object.fromEntries(moving.map((id) => [id, values[id] ?? findParam(id)?.default ?? 0]));
  const morph = { from: pick(set.targets), to: pick(to), end: mixOf(snapshot), decks, progress: 0 };
  return { controls: set, morph };
}

/** Let a recall go on for `dt` of a whole of `length`; `events` are the hands' of this frame. */
export function advanceMorph(
  controls: ControlState,
  morph: Morph | null,
  events: readonly ControlEvent[],
  dt: Seconds,
  length: Seconds,
): { controls: ControlState; morph: Morph | null } {
  if (!morph) return { controls, morph };
  const touched = new Set(events.map(({ param }) => param));
  const to = Object.fromEntries(Object.entries(morph.to).filter(([id]) => !touched.has(id)));
  const progress = length > 0 ? clamp(morph.progress + dt / length, 0, 1) : 1;
  const between = Object.entries(to).map(([id, goal]) => setting(id, along(id, morph.from[id], goal, progress)));
  // With a hand on the mix its slots stay as they are; else they end as the snapshot has them, which looks the same.
  const mixTouched = Object.keys(morph.end).some((id) => touched.has(id)) || Object.keys(to).length === 0;
  const end = mixTouched ? {} : morph.end;
  const done = progress < 1 ? [] : Object.entries(end).map(([id, value]) => setting(id, value));
  const moved = applyEvents(controls, [...between, ...done]);
  if (progress < 1) return { controls: moved, morph: { ...morph, to, end, progress } };
  return { controls: withSlewed(moved, weightsOf(end)), morph: null };
}

/** Give the controls as the decks were before a recall that gave them other presets. */
export function controlsBefore(controls: ControlState, decks: Snapshot): ControlState {
  const past = applyEvents(
    controls,
    Object.entries(decks).map(([id, value]) => setting(id, value)),
  );
  return withSlewed(past, { 'crossfader.position': Number(decks['crossfader.position']) });
}

/** Give the preset that a snapshot shows most: the deck's in front, else the loudest slot's; empty for none. */
export function faceOf(snapshot: Snapshot): string {
  const front = Number(snapshot['crossfader.position'] ?? 0) < 0.5 ? 'a' : 'b';
  const slots = Array.from({ length: MIX_SLOTS }, (_, i) => i + 1);
  const weight = (n: number) => Number(snapshot[`mix.${n}.weight`] ?? 0);
  const loudest = slots.reduce((best, n) => (weight(n) > weight(best) ? n : best), 1);
  return String(snapshot[`deck.${front}.preset`] || snapshot[`mix.${loudest}.preset`] || '');
}

// Implementation

function withSlewed(controls: ControlState, values: Readonly<Record<string, number>>): ControlState {
  return { ...controls, slewed: { ...controls.slewed, ...values } };
}

/** Between two values of a number, along the travel of its fader. */
function along(id: string, from: ParamValue | undefined, to: ParamValue, progress: Unit): ParamValue {
  const spec = findParam(id);
  if (!spec || progress >= 1) return to;
  const start = toNormalised(spec, Number(from ?? spec.default));
  return fromNormalised(spec, start + progress * (toNormalised(spec, Number(to)) - start));
}

/**
 * Find a slot for each preset that the snapshot plays: the one where it plays already, else the quietest. `at` is what the slots hold meanwhile, `goal` where their weights go.
 */
function settleMix({ targets }: ControlState, snapshot: Snapshot): { at: Snapshot; goal: Snapshot } {
  const slots = Array.from({ length: MIX_SLOTS }, (_, i) => i + 1);
  const weight = (values: Readonly<Record<string, ParamValue>>, n: number) => Number(values[`mix.${n}.weight`] ?? 0);
  const slug = (values: Readonly<Record<string, ParamValue>>, n: number) => String(values[`mix.${n}.preset`] ?? '');
  const held = slots.map((n) => slug(targets, n));
  const goals = slots.map(() => 0);
  const taken = new Set<number>();
  const claim = (place: number, n: number) => {
    held[place] = slug(snapshot, n);
    goals[place] = (goals[place] ?? 0) + weight(snapshot, n);
    taken.add(place);
  };
  const wanted = slots.filter((n) => weight(snapshot, n) > 0 && slug(snapshot, n) !== '');
  const atHome = wanted.filter((n) => held.includes(slug(snapshot, n)));
  for (const n of atHome) claim(held.indexOf(slug(snapshot, n)), n);
  for (const n of wanted.filter((one) => !atHome.includes(one))) {
    const places = slots.map((_, i) => i).filter((i) => !taken.has(i));
    const quietest = places.reduce(
      (best, i) => (weight(targets, i + 1) < weight(targets, best + 1) ? i : best),
      places[0] ?? 0,
    );
    claim(quietest, n);
  }
  return {
    at: Object.fromEntries(held.map((name, i) => [`mix.${i + 1}.preset`, name])),
    goal: Object.fromEntries(goals.map((goal, i) => [`mix.${i + 1}.weight`, goal])),
  };
}

function mixOf(snapshot: Snapshot): Snapshot {
  return Object.fromEntries(Object.entries(snapshot).filter(([id]) => /^mix\.\d+\.(preset|weight)$/.test(id)));
}

/** The slots change places at the end of a morph: the slewed weights must change with them, or the picture would dip. */
function weightsOf(mix: Snapshot): Record<string, number> {
  return Object.fromEntries(
    Object.entries(mix).flatMap(([id, value]) => (id.endsWith('.weight') ? [[id, Number(value)] as const] : [])),
  );
}
