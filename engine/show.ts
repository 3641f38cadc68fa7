/**
 * The show as one pure step: features, events and time in; the next state, a scene and what to tell out.
 * Live show, offline render, replay and tests are this function with other ports around it. No clock, no chance, no I/O.
 *
 *   events → controls → fades → motion → routes → scene
 */

import type { FeatureFrame } from './audio/features.ts';
import { advanceSlews, applyEvents, type ControlState, defaultControls, numberOf } from './control/control-state.ts';
import type { ControlEvent } from './control/parameter.ts';
import { MIX_SLOTS } from './control/registry.ts';
import { advanceRoutes, makeCondition, type RouteValues, type Wander } from './cppn/inputs.ts';
import type { Preset, PresetLibrary } from './cppn/preset.ts';
import { gradeOf } from './render/grade.ts';
import type { Scene, SceneLayer, View } from './render/scene.ts';
import { clamp, type Seconds } from './units.ts';

/** Everything the show remembers from frame to frame. A plain value: it can be stored, compared and replayed. */
export interface ShowState {
  readonly controls: ControlState;
  /** A crossfade under way: where each slot's weight started, where it goes, and how far it is, 0…1. */
  readonly fade: { readonly from: readonly number[]; readonly to: readonly number[]; readonly progress: number } | null;
  readonly wander: Wander & { readonly drift: number };
  /** Routes' envelopes by slot, slot 1 first. */
  readonly envelopes: readonly Float32Array[];
  /** The last mix that was not empty: it stays on when all weights are at 0. */
  readonly lastMix: readonly number[];
}

/** What one step sees of the world. */
export interface ShowInput {
  readonly time: Seconds;
  /** Since the step before, ≥ 0. */
  readonly dt: Seconds;
  readonly features: Readonly<FeatureFrame>;
  readonly events: readonly ControlEvent[];
  readonly library: PresetLibrary;
  readonly width: number;
  readonly height: number;
}

/** How far a full kick at full pulse moves the view in, as a factor on zoom. */
const PULSE_ZOOM = 0.12;

/** Give the state in which a show starts: the library's first presets in the slots, the first one playing. */
export function startShow(library: PresetLibrary): ShowState {
  const state: ShowState = {
    controls: defaultControls(),
    fade: null,
    wander: { loop: 0, latentX: 0, latentY: 0, drift: 0 },
    envelopes: [],
    lastMix: [],
  };
  return { ...state, controls: applyEvents(state.controls, fillSlots(state.controls, library)) };
}

/** Advance the show by one frame. Pure; `input` and `state` are not changed. */
export function step(state: ShowState, input: ShowInput): { state: ShowState; scene: Scene } {
  const { library, dt, features } = input;
  const set = applyEvents(state.controls, [...fillSlots(state.controls, library), ...input.events]);
  const going = startFade({ ...state, controls: set }, input);
  const { fade, controls: faded } = advanceFade(going, dt);
  const controls = advanceSlews(faded, dt);

  const frozen = controls.targets['master.freeze'] === true;
  const moving = frozen ? 0 : dt;
  const wander = advanceWander(state.wander, controls, moving);
  const values = routeValues(features);
  const presets = slotPresets(controls, library);
  const envelopes = frozen
    ? state.envelopes
    : presets.map((preset, i) => advanceRoutes(preset?.routes ?? [], state.envelopes[i] ?? [], values, dt));

  const mix = presets.map((preset, i) => (preset ? numberOf(controls, `mix.${i + 1}.weight`) : 0));
  const lastMix = mix.some((weight) => weight > 0) ? mix : fallbackMix(state.lastMix, presets);
  const amount = numberOf(controls, 'audio.amount');
  const layers = presets.flatMap((preset, i): SceneLayer[] => {
    const weight = lastMix[i] ?? 0;
    if (!preset || weight <= 0) return [];
    const condition = makeCondition(preset.net.spec, wander, preset.routes, envelopes[i] ?? [], amount);
    return [{ name: preset.slug, net: preset.net, weight, condition }];
  });
  const scene: Scene = {
    time: input.time,
    audioTime: features.time,
    width: input.width,
    height: input.height,
    view: viewOf(controls, frozen ? 0 : values.kick),
    layers,
    grade: gradeOf({
      brightness: numberOf(controls, 'master.brightness') * (1 - numberOf(controls, 'master.blackout')),
      contrast: numberOf(controls, 'master.contrast'),
      saturation: numberOf(controls, 'master.saturation'),
      hue: numberOf(controls, 'master.hue'),
    }),
  };
  return { state: { controls, fade, wander, envelopes, lastMix }, scene };
}

// Implementation

/** Put presets into slots that hold none, or one that is gone from the library, without disturbing the others. */
function fillSlots(controls: ControlState, library: PresetLibrary): ControlEvent[] {
  const held = slotSlugs(controls);
  const known = new Set(library.map((preset) => preset.slug));
  const spare = library.map((preset) => preset.slug).filter((slug) => !held.includes(slug));
  return held.flatMap((slug, i) => {
    const next = known.has(slug) ? undefined : spare.shift();
    return next ? [setEvent(`mix.${i + 1}.preset`, next)] : [];
  });
}

/** Begin a crossfade when asked to: the wanted preset's slot goes to 1, all others to 0. */
function startFade(state: ShowState, { events, library }: ShowInput): ShowState {
  const wanted = events
    .map((event) => wantedPreset(event, state.controls, library))
    .findLast((slug) => slug !== undefined);
  if (wanted === undefined) {
    const touched = events.some((event) => /^mix\.\d+\.weight$/.test(event.param));
    return touched ? { ...state, fade: null } : state;
  }
  const slugs = slotSlugs(state.controls);
  const from = slugs.map((_, i) => Number(state.controls.targets[`mix.${i + 1}.weight`]));
  let slot = slugs.indexOf(wanted);
  let controls = state.controls;
  if (slot < 0) {
    slot = from.indexOf(Math.min(...from));
    controls = applyEvents(controls, [setEvent(`mix.${slot + 1}.preset`, wanted)]);
  }
  return { ...state, controls, fade: { from, to: from.map((_, i) => (i === slot ? 1 : 0)), progress: 0 } };
}

function wantedPreset(event: ControlEvent, controls: ControlState, library: PresetLibrary): string | undefined {
  if (event.param === 'preset.go') return library.some((p) => p.slug === event.value) ? String(event.value) : undefined;
  const direction = event.param === 'preset.next' ? 1 : event.param === 'preset.previous' ? -1 : 0;
  if (direction === 0 || library.length === 0) return undefined;
  const weights = Array.from({ length: MIX_SLOTS }, (_, i) => Number(controls.targets[`mix.${i + 1}.weight`]));
  const loudest = controls.targets[`mix.${weights.indexOf(Math.max(...weights)) + 1}.preset`];
  const at = library.findIndex((preset) => preset.slug === loudest);
  return library[(at + direction + library.length) % library.length]?.slug;
}

function advanceFade(state: ShowState, dt: Seconds): { fade: ShowState['fade']; controls: ControlState } {
  if (!state.fade) return { fade: null, controls: state.controls };
  const length = Number(state.controls.targets['fade.time']);
  const progress = length > 0 ? Math.min(1, state.fade.progress + dt / length) : 1;
  const { from, to } = state.fade;
  const events = to.map((end, i) =>
    setEvent(`mix.${i + 1}.weight`, (from[i] ?? 0) + progress * (end - (from[i] ?? 0))),
  );
  return { fade: progress < 1 ? { from, to, progress } : null, controls: applyEvents(state.controls, events) };
}

function advanceWander(wander: ShowState['wander'], controls: ControlState, dt: Seconds): ShowState['wander'] {
  const speed = numberOf(controls, 'motion.speed');
  const drift = wander.drift + dt * speed;
  const reach = numberOf(controls, 'latent.drift');
  return {
    loop: (wander.loop + (dt * speed) / numberOf(controls, 'motion.loop')) % 1,
    drift,
    // Two slow periods without a common multiple, so that the path does not repeat within a set.
    latentX: clamp(numberOf(controls, 'latent.x') + reach * Math.sin((2 * Math.PI * drift) / 47), -1, 1),
    latentY: clamp(numberOf(controls, 'latent.y') + reach * Math.sin((2 * Math.PI * drift) / 61 + 1), -1, 1),
  };
}

function routeValues(features: Readonly<FeatureFrame>): RouteValues {
  const { bands, hits, presence } = features;
  return {
    level: features.level,
    onset: features.onset,
    kick: features.kick,
    snare: features.snare,
    hat: features.hat,
    beat: features.tempoConfidence * Math.exp(-4 * features.beatPhase),
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

function viewOf(controls: ControlState, kick: number): View {
  const zoom = numberOf(controls, 'view.zoom') * (1 + PULSE_ZOOM * numberOf(controls, 'view.pulse') * kick);
  const angle = 2 * Math.PI * numberOf(controls, 'view.rotation');
  const cos = Math.cos(angle) / zoom;
  const sin = Math.sin(angle) / zoom;
  // Panning moves the picture, so the eye moves the other way; one frame height is 2π.
  const x = -2 * Math.PI * numberOf(controls, 'view.pan.x');
  const y = -2 * Math.PI * numberOf(controls, 'view.pan.y');
  return [cos, sin, cos * x + sin * y, -sin, cos, -sin * x + cos * y];
}

function setEvent(param: string, value: number | string): ControlEvent {
  return { param, op: 'set', value, origin: 'engine' };
}
