/**
 * What the show does beside preset changes: panic, snapshots stored, recalled and deleted, and undo. Events and state in, state out.
 * Whatever is overwritten, removed or left here is put on the undo steps first. Pure.
 */

import { applyEvents, type ControlState } from './control/control-state.ts';
import { type ControlEvent, type ParamValue, setting } from './control/parameter.ts';
import { MIX_SLOTS, REGISTRY } from './control/registry.ts';
import { type Morph, type Snapshots, startMorph, takeSnapshot } from './control/snapshots.ts';
import { deckInFront } from './decks.ts';
import type { RouteEdits } from './route-edits.ts';
import { remember, type UndoStep } from './undo.ts';
import type { Seconds } from './units.ts';

/** The part of the show's state that acts are about. */
export interface Acting {
  readonly controls: ControlState;
  readonly fade: unknown;
  readonly move: unknown;
  readonly morph: Morph | null;
  readonly waiting: readonly ControlEvent[];
  readonly snapshots: Snapshots;
  readonly undo: readonly UndoStep[];
  readonly routes: RouteEdits;
}

/**
 * Do what is asked for.
 * @param before the controls before this frame's events
 * @param due wishes whose beat has come; `events` all of the frame
 */
export function act<S extends Acting>(
  state: S,
  before: ControlState,
  due: readonly ControlEvent[],
  events: readonly ControlEvent[],
  time: Seconds,
): S {
  const has = (id: string) => events.some(({ param }) => param === id);
  if (has('master.undo')) return undone(state);
  const keep = (what: string, more: Partial<UndoStep> = {}): readonly UndoStep[] =>
    remember(state.undo, { what, time, snapshots: state.snapshots, values: {}, scene: null, routes: null, ...more });
  if (has('master.panic')) {
    const undo = keep('panic', { scene: takeSnapshot(before) });
    return { ...state, undo, controls: panicked(state.controls), ...AT_REST, waiting: [] };
  }
  const stored = place(state, events, 'snapshot.save');
  if (stored) {
    const snapshots = { ...state.snapshots, [stored]: takeSnapshot(state.controls) };
    const what = `snapshot ${stored} stored${state.snapshots[stored] ? ' over the one before' : ''}`;
    return act({ ...state, snapshots, undo: keep(what) }, before, due, without(events, 'snapshot.save'), time);
  }
  const deleted = place(state, events, 'snapshot.delete');
  if (deleted && state.snapshots[deleted]) {
    const name = nameParam(deleted);
    const { [deleted]: _, ...snapshots } = state.snapshots;
    const undo = keep(`snapshot ${deleted} deleted`, { values: valuesOf(state.controls, [name]) });
    return { ...state, snapshots, undo, controls: applyEvents(state.controls, [setting(name, '')]) };
  }
  const changed = ({ param }: ControlEvent) => before.targets[param] !== state.controls.targets[param];
  const rewritten = [
    ...new Set(events.filter((one) => OWN_WORDS.test(one.param) && changed(one)).map((one) => one.param)),
  ];
  if (rewritten.length > 0) {
    const undo = keep(rewritten.map(rewrittenText).join(', '), { values: valuesOf(before, rewritten) });
    const others = events.filter(({ param }) => !rewritten.includes(param));
    return act({ ...state, undo }, before, due, others, time);
  }
  const recalled = place(state, due, 'snapshot.recall');
  const snapshot = recalled ? state.snapshots[recalled] : undefined;
  if (!snapshot) return state;
  const undo = keep(`snapshot ${recalled} recalled`, { scene: takeSnapshot(state.controls) });
  return { ...state, undo, ...AT_REST, ...startMorph(state.controls, snapshot) };
}

/** Give the slot that is seen most, from 1. */
export function loudestSlot({ targets }: ControlState): number {
  const weights = Array.from({ length: MIX_SLOTS }, (_, i) => Number(targets[`mix.${i + 1}.weight`]));
  return weights.indexOf(Math.max(...weights)) + 1;
}

// Implementation

const AT_REST = { fade: null, move: null, morph: null };

/** What a hand writes. */
const OWN_WORDS = /^(snapshot\.\d+\.name|prompt\.\d+\.words)$/;

function rewrittenText(param: string): string {
  const [kind, at] = param.split('.');
  return kind === 'snapshot' ? `snapshot ${at} renamed` : `words kept in place ${at}`;
}

/** Take the newest step back. */
function undone<S extends Acting>(state: S): S {
  const last = state.undo.at(-1);
  if (!last) return state;
  const back = Object.entries(last.values).map(([id, value]) => setting(id, value));
  const controls = applyEvents(state.controls, back);
  const routes = last.routes ? { ...state.routes, [last.routes.slug]: last.routes.routes } : state.routes;
  const gone = { ...state, undo: state.undo.slice(0, -1), snapshots: last.snapshots, controls, routes };
  return last.scene ? { ...gone, ...AT_REST, ...startMorph(controls, last.scene) } : gone;
}

/** Which place an action names, '' for none. */
function place({ controls }: Acting, events: readonly ControlEvent[], param: string): string {
  const at = events.some((event) => event.param === param) ? Number(controls.targets[param]) : 0;
  return at > 0 ? String(at) : '';
}

function without(events: readonly ControlEvent[], param: string): readonly ControlEvent[] {
  return events.filter((event) => event.param !== param);
}

function nameParam(at: string): string {
  return `snapshot.${at}.name`;
}

function valuesOf({ targets }: ControlState, ids: readonly string[]): Record<string, ParamValue> {
  return Object.fromEntries(ids.map((id) => [id, targets[id] ?? '']));
}

/** Everything that shapes the picture at its default; presets stay where they are, and the loudest, or the deck in front, plays alone. */
function panicked(controls: ControlState): ControlState {
  const loudest = loudestSlot(controls);
  const events = REGISTRY.flatMap(({ id, kind, acts, keep, default: safe }): ControlEvent[] => {
    if (acts || kind === 'preset') return [];
    const weight = /^mix\.(\d+)\.weight$/.exec(id);
    if (weight) return [setting(id, Number(weight[1]) === loudest ? 1 : 0)];
    if (id === 'crossfader.position') return [setting(id, deckInFront(controls) === 'a' ? 0 : 1)];
    return keep === 'scene' || id.startsWith('master.') ? [setting(id, safe)] : [];
  });
  return applyEvents(controls, events);
}
