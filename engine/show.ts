/**
 * The show as one pure step: features, events and time in; the next state, a scene and what to tell out.
 * Live show, offline render, replay and tests are this function with other ports around it. No clock, no chance, no I/O.
 *
 *   events → beat → controls → fades, morphs → motion → routes → scene
 */

import { act, loudestSlot } from './acts.ts';
import type { FeatureFrame } from './audio/features.ts';
import { advanceSlews, applyEvents, type ControlState, defaultControls, numberOf } from './control/control-state.ts';
import { type ControlEvent, type ParamValue, setting } from './control/parameter.ts';
import { AUDIO_BANDS, AUDIO_INPUTS, BANK_SIZE, MIX_SLOTS } from './control/registry.ts';
import { advanceMorph, controlsBefore, type Morph, type Snapshots } from './control/snapshots.ts';
import {
  advanceTransport,
  crosses,
  startTransport,
  type TempoReport,
  type Transport,
  type TransportState,
} from './control/transport.ts';
import { advanceRoutes, makeCondition, type RouteValues } from './cppn/inputs.ts';
import type { Preset, PresetLibrary } from './cppn/preset.ts';
import {
  advanceMove,
  type CrossfaderMove,
  crossfade,
  DECK_WISHES,
  DECKS,
  type Deck,
  deckInFront,
  deckPresets,
  fadeLength,
  moveTo,
  passOver,
  startMove,
} from './decks.ts';
import { advanceMotion, type Motion, placeOf, RESTING_MOTION } from './motion.ts';
import { seededRandom } from './random.ts';
import { gradeOf } from './render/grade.ts';
import type { Scene, SceneLayer } from './render/scene.ts';
import { editRoutes, type RouteEdits, type RouteWish, routesStillMeant, withRoutes } from './route-edits.ts';
import type { UndoStep } from './undo.ts';
import { clamp, type Seconds } from './units.ts';

/** Everything the show remembers from frame to frame. A plain value: it can be stored, compared and replayed. */
export interface ShowState {
  readonly controls: ControlState;
  /** A crossfade under way: where each slot's weight started, where it goes, and how far it is, 0…1. */
  readonly fade: { readonly from: readonly number[]; readonly to: readonly number[]; readonly progress: number } | null;
  /** The crossfader on its way by itself. */
  readonly move: CrossfaderMove | null;
  readonly snapshots: Snapshots;
  /** A snapshot's recall under way. */
  readonly morph: Morph | null;
  /** What can be taken back, newest last. */
  readonly undo: readonly UndoStep[];
  /** Routes that play instead of their presets' own. */
  readonly routes: RouteEdits;
  readonly tempo: TransportState;
  /** Preset changes and recalls that wait for their beat. */
  readonly waiting: readonly ControlEvent[];
  /** Lots drawn so far: the next one follows from it, so that a replay draws the same. */
  readonly draws: number;
  readonly motion: Motion;
  /** Routes' envelopes by slot, slot 1 first, then decks A and B. */
  readonly envelopes: readonly Float32Array[];
  /** The last mix that was not empty: it stays on when all weights are at 0. */
  readonly lastMix: readonly number[];
}

/** What a show may start with: what was set, its snapshots, and routes that were changed and not saved into their presets. */
export interface Remembered {
  readonly values: Readonly<Record<string, ParamValue>>;
  readonly snapshots: Snapshots;
  readonly routes?: RouteEdits;
  /** Of which revision of its preset each change was made: another one, or none, goes without it. */
  readonly revisions?: Readonly<Record<string, string>>;
}

/** What one step sees of the world. */
export interface ShowInput {
  readonly time: Seconds;
  /** Since the step before, ≥ 0. */
  readonly dt: Seconds;
  readonly features: Readonly<FeatureFrame>;
  readonly events: readonly ControlEvent[];
  /** What clocks outside said since the step before; none when left out. */
  readonly tempo?: readonly TempoReport[];
  /** Changes of routes; none when left out. */
  readonly routes?: readonly RouteWish[];
  readonly library: PresetLibrary;
  readonly width: number;
  readonly height: number;
}

/** What asks for a preset, and waits for its beat where it shall. */
const PRESET_WISHES: readonly string[] = [
  'preset.go',
  'preset.next',
  'preset.previous',
  'preset.random',
  'preset.number',
];
const MOST_WAITING = 8;

/**
 * Give the state in which a show starts: as remembered, at once and without a fade; else the library's first presets in the slots,
 * the first one playing.
 */
export function startShow(library: PresetLibrary, remembered?: Remembered): ShowState {
  const state: ShowState = {
    controls: defaultControls(remembered?.values),
    fade: null,
    move: null,
    snapshots: remembered?.snapshots ?? {},
    morph: null,
    undo: [],
    routes: routesStillMeant(library, remembered?.routes, remembered?.revisions),
    tempo: startTransport(),
    waiting: [],
    draws: 0,
    motion: RESTING_MOTION,
    envelopes: [],
    lastMix: [],
  };
  return { ...state, controls: applyEvents(state.controls, fillSlots(state.controls, library)) };
}

/** What one step gives. */
export interface Stepped {
  readonly state: ShowState;
  readonly scene: Scene;
  /** What each deck would show alone, lit even in a blackout; null while neither holds a preset. They share the scene's layers. */
  readonly decks: Readonly<Record<Deck, Scene>> | null;
}

/** Advance the show by one frame. Pure; `input` and `state` are not changed. */
export function step(state: ShowState, input: ShowInput): Stepped {
  const { library, dt, features } = input;
  const set = applyEvents(state.controls, [...fillSlots(state.controls, library), ...input.events]);
  const tempo = advanceTransport(state.tempo, transportInput(set, input));
  const { waiting, due } = onTheBeat(state, tempo.transport, set, input.events);
  const edited = act({ ...state, controls: set, tempo, waiting }, state.controls, due, input.events, input.time);
  const acted = editRoutes(edited, input.routes ?? [], library, input.time);
  const going = startFade(acted, due, input);
  const { fade, move, controls: faded } = advanceFade(going, dt, fadeLength(set, tempo.transport.bpm));
  const length = Number(faded.targets['snapshot.time']);
  const { controls: morphed, morph } = advanceMorph(faded, going.morph, input.events, dt, length);
  const controls = advanceSlews(showTempo(morphed, tempo.transport), dt);

  const frozen = controls.targets['master.freeze'] === true;
  const values = routeValues(features, controls, tempo.transport);
  const drive = { level: values.level, kick: frozen ? 0 : values.kick, transport: tempo.transport };
  const motion = advanceMotion(state.motion, controls, drive, frozen ? 0 : dt);
  const played = withRoutes(library, going.routes);
  const slots = slotPresets(controls, played);
  const decks = deckPresets(controls, played);
  const past = morph?.decks ? controlsBefore(controls, morph.decks) : undefined;
  const pastDecks = past && deckPresets(past, played);
  const presets = [...slots, decks.a, decks.b, pastDecks?.a, pastDecks?.b];
  // What a recall fades out goes on as it was on its deck.
  const envelopeOf = (i: number) =>
    state.envelopes[i] ?? (i > MIX_SLOTS + 1 ? state.envelopes[i - 2] : undefined) ?? [];
  const smoothing = Number(controls.targets['audio.smoothing']) / 1000;
  const envelopes = frozen
    ? state.envelopes
    : presets.map((preset, i) => advanceRoutes(preset?.routes ?? [], envelopeOf(i), values, dt, smoothing));

  const mix = slots.map((preset, i) => (preset ? numberOf(controls, `mix.${i + 1}.weight`) : 0));
  const lastMix = mix.some((weight) => weight > 0) ? mix : fallbackMix(state.lastMix, slots);
  const amount = numberOf(controls, 'audio.amount');
  const amounts = Array.from({ length: AUDIO_INPUTS }, (_, i) => amount * numberOf(controls, `input.${i + 1}.amount`));
  const places = [...DECKS, ...DECKS].map((_, i) => MIX_SLOTS + i);
  const [a, b, pastA, pastB, ...mixed] = [...places, ...slots.keys()].map((i): SceneLayer | undefined => {
    const [preset, weight] = [presets[i], i < MIX_SLOTS ? (lastMix[i] ?? 0) : 1];
    if (!preset || weight <= 0) return undefined;
    const condition = makeCondition(preset.net.spec, motion, preset.routes, envelopes[i] ?? [], amounts);
    return { name: preset.slug, net: preset.net, weight, condition };
  });
  const playing = mixed.filter((layer) => layer !== undefined);
  const now = crossfade(controls, playing, a, b);
  const { decks: sides, ...together } =
    past && morph ? passOver(crossfade(past, playing, pastA, pastB), now, morph.progress) : now;
  const grade = (light: number) =>
    gradeOf({
      brightness: numberOf(controls, 'master.brightness') * light,
      contrast: numberOf(controls, 'master.contrast'),
      saturation: numberOf(controls, 'master.saturation'),
      hue: numberOf(controls, 'master.hue'),
    });
  const scene: Scene = {
    time: input.time,
    audioTime: features.time,
    width: input.width,
    height: input.height,
    ...placeOf(controls, motion, drive),
    ...together,
    grade: grade(1 - numberOf(controls, 'master.blackout')),
    gamma: numberOf(controls, 'master.gamma'),
  };
  const alone = (layers: readonly SceneLayer[]): Scene => ({ ...scene, layers, blend: null, grade: grade(1) });
  return {
    state: { ...going, controls, fade, move, morph, motion, envelopes, lastMix },
    scene,
    decks: sides && { a: alone(sides.a), b: alone(sides.b) },
  };
}

// Implementation

/** Put presets into slots that hold none, or one that is gone from the library, without disturbing the others. */
function fillSlots(controls: ControlState, library: PresetLibrary): ControlEvent[] {
  const held = slotSlugs(controls);
  const known = new Set(library.map((preset) => preset.slug));
  const spare = library.map((preset) => preset.slug).filter((slug) => !held.includes(slug));
  return held.flatMap((slug, i) => {
    const next = known.has(slug) ? undefined : spare.shift();
    return next ? [setting(`mix.${i + 1}.preset`, next)] : [];
  });
}

/** What of the frame's wishes may act now: a preset change or a recall waits for its beat where it or `sync.quantise` says so. */
function onTheBeat(
  state: ShowState,
  transport: Transport,
  controls: ControlState,
  events: readonly ControlEvent[],
): { waiting: readonly ControlEvent[]; due: readonly ControlEvent[] } {
  const wishes = [...state.waiting, ...events.filter(({ param }) => isQuantised(param))];
  const usual = String(controls.targets['sync.quantise']);
  const isDue = ({ grid = usual }: ControlEvent) => crosses(state.tempo.transport, transport, grid);
  const waiting = wishes.filter((wish) => !isDue(wish)).slice(-MOST_WAITING);
  return { waiting, due: wishes.filter(isDue) };
}

function isQuantised(param: string): boolean {
  return PRESET_WISHES.includes(param) || DECK_WISHES.includes(param) || param === 'snapshot.recall';
}

/** Write the running tempo where it can be read; to a tenth, or it would be news in every frame. */
function showTempo(controls: ControlState, { bpm }: Transport): ControlState {
  const shown = Math.round(10 * bpm) / 10;
  return controls.targets['tempo.bpm'] === shown ? controls : applyEvents(controls, [setting('tempo.bpm', shown)]);
}

function transportInput(controls: ControlState, { time, dt, features, events, tempo = [] }: ShowInput) {
  return {
    time,
    dt,
    heard: features,
    reports: tempo,
    events,
    source: String(controls.targets['tempo.source']),
    meter: Number(controls.targets['tempo.meter']),
    offset: numberOf(controls, 'tempo.offset') / 1000,
  };
}

/**
 * Begin a crossfade when asked to: the wanted preset's slot goes to 1, all others to 0. While a deck holds a preset, it is the decks
 * that are seen: the wanted one goes onto the one behind, and the crossfader moves there.
 */
function startFade(before: ShowState, due: readonly ControlEvent[], { events, library }: ShowInput): ShowState {
  const state = { ...before, move: startMove(before.move, before.controls, due, events) };
  const draws = state.draws + due.filter(({ param }) => param === 'preset.random').length;
  const wanted = due
    .map((event) => wantedPreset(event, state.controls, library, draws))
    .findLast((slug) => slug !== undefined);
  if (wanted === undefined) {
    const touched = events.some((event) => /^mix\.\d+\.weight$/.test(event.param));
    return touched ? { ...state, draws, fade: null } : { ...state, draws };
  }
  const decks = deckPresets(state.controls, library);
  if (decks.a || decks.b) {
    const front = deckInFront(state.controls);
    const to = decks[front]?.slug === wanted ? front : front === 'a' ? 'b' : 'a';
    const loaded = applyEvents(state.controls, [setting(`deck.${to}.preset`, wanted)]);
    return { ...state, draws, controls: loaded, move: moveTo(loaded, to === 'a' ? 0 : 1), morph: null };
  }
  const slugs = slotSlugs(state.controls);
  const from = slugs.map((_, i) => Number(state.controls.targets[`mix.${i + 1}.weight`]));
  let slot = slugs.indexOf(wanted);
  let controls = state.controls;
  if (slot < 0) {
    slot = from.indexOf(Math.min(...from));
    controls = applyEvents(controls, [setting(`mix.${slot + 1}.preset`, wanted)]);
  }
  const fade = { from, to: from.map((_, i) => (i === slot ? 1 : 0)), progress: 0 };
  return { ...state, draws, controls, fade, morph: null };
}

function wantedPreset(
  { param, value }: ControlEvent,
  controls: ControlState,
  library: PresetLibrary,
  draws: number,
): string | undefined {
  if (param === 'preset.go') return library.some((p) => p.slug === value) ? String(value) : undefined;
  const deck = deckPresets(controls, library)[deckInFront(controls)]?.slug;
  const loudest = deck ?? controls.targets[`mix.${loudestSlot(controls)}.preset`];
  const at = library.findIndex((preset) => preset.slug === loudest);
  const around = (place: number) => library[modulo(place, library.length)]?.slug;
  switch (param) {
    case 'preset.next':
      return around(at + 1);
    case 'preset.previous':
      return around(at - 1);
    case 'preset.random':
      // Any but the one that plays.
      return around(at + 1 + Math.floor(seededRandom(draws)() * (library.length - 1)));
    case 'preset.number': {
      const number = Number(controls.targets['preset.number']);
      const first = BANK_SIZE * (Number(controls.targets['preset.bank']) - 1);
      return number > 0 ? library[first + number - 1]?.slug : undefined;
    }
    default:
      return undefined;
  }
}

function modulo(x: number, length: number): number {
  return x - length * Math.floor(x / length);
}

/** Carry the slots' crossfade and the crossfader on by `dt`. */
function advanceFade(state: ShowState, dt: Seconds, length: Seconds): Pick<ShowState, 'fade' | 'move' | 'controls'> {
  const moved = state.move ? advanceMove(state.move, length, dt) : undefined;
  const events = moved ? [setting('crossfader.position', moved.position)] : [];
  const move = moved?.move ?? null;
  if (!state.fade) return { fade: null, move, controls: applyEvents(state.controls, events) };
  const progress = length > 0 ? Math.min(1, state.fade.progress + dt / length) : 1;
  const { from, to } = state.fade;
  const weights = to.map((end, i) =>
    setting(`mix.${i + 1}.weight`, (from[i] ?? 0) + progress * (end - (from[i] ?? 0))),
  );
  const fade = progress < 1 ? { from, to, progress } : null;
  return { fade, move, controls: applyEvents(state.controls, [...events, ...weights]) };
}

function routeValues(features: Readonly<FeatureFrame>, controls: ControlState, transport: Transport): RouteValues {
  const amount = (band: (typeof AUDIO_BANDS)[number]) => numberOf(controls, `audio.${band}.amount`);
  const scaled = (values: Float32Array) => values.map((value, i) => value * amount(AUDIO_BANDS[i] ?? 'sub'));
  const [bands, hits, presence] = [scaled(features.bands), scaled(features.hits), scaled(features.presence)];
  const isHeard = features.gateOpen || transport.source !== 'audio';
  return {
    level: features.level,
    onset: features.onset,
    kick: features.kick,
    snare: features.snare,
    hat: features.hat,
    // The ear holds a beat through a breakdown; in silence only a clock outside may beat on.
    beat: isHeard ? transport.confidence * Math.exp(-4 * transport.beatPhase) : 0,
    'sub.level': bands[0] ?? 0,
    'bass.level': bands[1] ?? 0,
    'mid.level': bands[2] ?? 0,
    'high-mid.level': bands[3] ?? 0,
    'high.level': bands[4] ?? 0,
    'sub.hit': hits[0] ?? 0,
    'bass.hit': hits[1] ?? 0,
    'mid.hit': hits[2] ?? 0,
    'high-mid.hit': hits[3] ?? 0,
    'high.hit': hits[4] ?? 0,
    'bass.presence': presence[1] ?? 0,
    'mid.presence': presence[2] ?? 0,
    'high.presence': presence[4] ?? 0,
    // Centroid on a pitch-like scale, 200 Hz … 6.4 kHz.
    brightness: clamp(Math.log2(Math.max(features.centroid, 1) / 200) / 5, 0, 1),
    flatness: features.gateOpen ? features.flatness : 0,
  };
}

function slotSlugs(controls: ControlState): string[] {
  return Array.from({ length: MIX_SLOTS }, (_, i) => String(controls.targets[`mix.${i + 1}.preset`]));
}

function slotPresets(controls: ControlState, library: PresetLibrary): (Preset | undefined)[] {
  return slotSlugs(controls).map((slug) => library.find((preset) => preset.slug === slug));
}

/** With every weight at 0 the last mix stays; if its presets are gone, the first one there is plays. */
function fallbackMix(lastMix: readonly number[], presets: readonly (Preset | undefined)[]): readonly number[] {
  if (presets.some((preset, i) => preset && (lastMix[i] ?? 0) > 0)) return lastMix;
  const first = presets.findIndex((preset) => preset !== undefined);
  return presets.map((_, i) => (i === first ? 1 : 0));
}
