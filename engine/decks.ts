/**
 * Decks and crossfader. A deck shows its preset or, without one, the mix of the eight slots; the crossfader goes from deck A to
 * deck B. With both decks empty the picture is the mix of the slots, so whoever never touches a deck never meets one.
 *
 * In mode 'mix' the crossfader only scales the layers' weights. In the other modes both decks are made and laid on one another.
 */

import { type ControlState, numberOf } from './control/control-state.ts';
import type { ControlEvent, ParamValue } from './control/parameter.ts';
import { MIX_SLOTS } from './control/registry.ts';
import type { Preset, PresetLibrary } from './cppn/preset.ts';
import { BLEND_MODES, type Blend } from './render/blend.ts';
import type { SceneLayer } from './render/scene.ts';
import { type Bpm, clamp, type Seconds, type Unit } from './units.ts';

export const DECKS = ['a', 'b'] as const;
export type Deck = (typeof DECKS)[number];

/** The crossfader on its way by itself. */
export interface CrossfaderMove {
  readonly from: Unit;
  readonly to: Unit;
  readonly progress: Unit;
}

/** What moves the crossfader, and waits for its beat where it shall. */
export const DECK_WISHES: readonly string[] = ['crossfader.auto', 'deck.a.go', 'deck.b.go'];

/** Give how long a fade takes: `fade.beats` at this tempo, or `fade.time` when that is 0. */
export function fadeLength({ targets }: ControlState, bpm: Bpm): Seconds {
  const beats = Number(targets['fade.beats']);
  return beats > 0 ? (60 * beats) / bpm : Number(targets['fade.time']);
}

/** Give the deck that is seen more now. */
export function deckInFront({ targets }: ControlState): Deck {
  return Number(targets['crossfader.position']) < 0.5 ? 'a' : 'b';
}

/** Tell whether a preset is on a deck, or in a slot that is not at 0: whether it is seen, or is by one move of a hand. */
export function isOnStage(params: Readonly<Record<string, ParamValue>>, slug: string): boolean {
  if (DECKS.some((deck) => params[`deck.${deck}.preset`] === slug)) return true;
  const slots = Array.from({ length: MIX_SLOTS }, (_, i) => `mix.${i + 1}`);
  return slots.some((slot) => params[`${slot}.preset`] === slug && Number(params[`${slot}.weight`]) > 0);
}

/** Give each deck's preset; undefined for one that shows the slots. */
export function deckPresets({ targets }: ControlState, library: PresetLibrary): Record<Deck, Preset | undefined> {
  const of = (deck: Deck) => library.find(({ slug }) => slug === targets[`deck.${deck}.preset`]);
  return { a: of('a'), b: of('b') };
}

/** Begin a move when asked to; a hand on the crossfader ends one. */
export function startMove(
  move: CrossfaderMove | null,
  controls: ControlState,
  due: readonly ControlEvent[],
  events: readonly ControlEvent[],
): CrossfaderMove | null {
  const wish = due.findLast(({ param }) => DECK_WISHES.includes(param));
  if (wish) {
    const other = deckInFront(controls) === 'a' ? 1 : 0;
    return moveTo(
      controls,
      wish.param === 'crossfader.auto' ? (move ? 1 - move.to : other) : Number(wish.param === 'deck.b.go'),
    );
  }
  return events.some(({ param }) => param === 'crossfader.position') ? null : move;
}

/** Give the move from where the crossfader stands to a deck's end, 0 or 1. */
export function moveTo({ targets }: ControlState, to: Unit): CrossfaderMove {
  return { from: Number(targets['crossfader.position']), to, progress: 0 };
}

/** Advance a move: where the crossfader now stands, and what is left of the move. */
export function advanceMove(
  { from, to, progress }: CrossfaderMove,
  length: Seconds,
  dt: Seconds,
): { readonly position: Unit; readonly move: CrossfaderMove | null } {
  const next = length > 0 ? Math.min(1, progress + dt / length) : 1;
  return { position: from + next * (to - from), move: next < 1 ? { from, to, progress: next } : null };
}

/** What the decks show together, and each alone. */
export interface Crossfade {
  readonly layers: readonly SceneLayer[];
  readonly blend: Blend | null;
  /** Null while neither deck holds a preset: then the mix of the slots is all there is. */
  readonly decks: Readonly<Record<Deck, readonly SceneLayer[]>> | null;
}

/**
 * Put the decks' layers together: all of one mix, or deck A's first, then deck B's, and the blend.
 * @param slots the mix of the slots · @param a, b the decks' own layers, undefined for a deck that shows the slots
 */
export function crossfade(
  controls: ControlState,
  slots: readonly SceneLayer[],
  a: SceneLayer | undefined,
  b: SceneLayer | undefined,
): Crossfade {
  if (!a && !b) return { layers: slots, blend: null, decks: null };
  const position = curved(numberOf(controls, 'crossfader.position'), String(controls.targets['crossfader.curve']));
  const [left, right] = [a ? [a] : slots, b ? [b] : slots];
  const decks = { a: left, b: right };
  if (position <= 0 || right.length === 0) return { layers: left, blend: null, decks };
  if (position >= 1 || left.length === 0) return { layers: right, blend: null, decks };
  const mode = BLEND_MODES.find((candidate) => candidate === controls.targets['crossfader.blend']);
  if (mode) return { layers: [...left, ...right], blend: { mode, position, split: left.length }, decks };
  return { layers: [...scaled(left, 1 - position), ...scaled(right, position)], blend: null, decks };
}

/**
 * Go over from what the decks showed to what they show, `share` 0…1 of the way: as one mix in linear light. Where either lies in a
 * blend that is no mix, there is no such mix, and it changes at once.
 */
export function passOver(before: Crossfade, after: Crossfade, share: Unit): Crossfade {
  if (before.blend || after.blend || before.layers.length === 0 || after.layers.length === 0) return after;
  const layers = [...scaled(after.layers, share)];
  for (const layer of scaled(before.layers, 1 - share)) {
    // A net that goes on playing is one layer, not two: it costs no more than before.
    const at = layers.findIndex(({ net }) => net === layer.net);
    const same = layers[at];
    if (same) layers[at] = { ...same, weight: same.weight + layer.weight };
    else layers.push(layer);
  }
  return { ...after, layers: layers.filter(({ weight }) => weight > 0) };
}

// Implementation

/** Where the crossfader's curve leads: straight, gently at the ends, or over within the middle tenth. */
function curved(position: Unit, curve: string): Unit {
  if (curve === 'smooth') return position * position * (3 - 2 * position);
  return curve === 'cut' ? clamp(10 * (position - 0.45), 0, 1) : position;
}

/** Layers whose weights sum to `share`. */
function scaled(layers: readonly SceneLayer[], share: Unit): SceneLayer[] {
  const total = layers.reduce((sum, { weight }) => sum + weight, 0);
  return layers.map((layer) => ({ ...layer, weight: (share * layer.weight) / total }));
}
