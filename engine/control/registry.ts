/**
 * Every parameter, once. The operator page, the wire, OSC and MIDI targets, the session file and the reference docs are
 * derived from this table: to add a parameter, add it here and use it in `show.ts`.
 */

import type { ParamSpec } from './parameter.ts';

/** Slots of the mix. Each holds a preset and its share of the picture. */
export const MIX_SLOTS = 8;

type Partially = Pick<ParamSpec, 'id' | 'group' | 'doc'> & Partial<ParamSpec>;

const number = (spec: Partially & Pick<ParamSpec, 'default'>): ParamSpec => ({
  kind: 'number',
  min: 0,
  max: 1,
  curve: 'linear',
  step: 0,
  unit: '',
  slew: 0.08,
  ...spec,
});
const toggle = (spec: Partially): ParamSpec => number({ default: false, ...spec, kind: 'toggle' });
const preset = (spec: Partially): ParamSpec => number({ default: '', slew: 0, ...spec, kind: 'preset' });
const trigger = (spec: Partially): ParamSpec => number({ default: false, slew: 0, ...spec, kind: 'trigger' });

const slots: ParamSpec[] = Array.from({ length: MIX_SLOTS }, (_, i) => i + 1).flatMap((n) => [
  preset({ id: `mix.${n}.preset`, group: 'mix', doc: `The preset in slot ${n}.` }),
  number({
    id: `mix.${n}.weight`,
    group: 'mix',
    default: n === 1 ? 1 : 0,
    doc: `Share of slot ${n} in the picture. Shares are relative; with all at 0 the last mix stays.`,
  }),
]);

/** All parameters, in the order in which pages and docs show them. */
export const REGISTRY: readonly ParamSpec[] = [
  ...slots,
  preset({ id: 'preset.go', group: 'mix', doc: 'Crossfade to this preset over fade.time.' }),
  trigger({ id: 'preset.next', group: 'mix', doc: 'Crossfade to the next preset of the library.' }),
  trigger({ id: 'preset.previous', group: 'mix', doc: 'Crossfade to the previous preset of the library.' }),
  number({ id: 'fade.time', group: 'mix', max: 30, default: 2, unit: 's', slew: 0, doc: 'How long preset.go takes.' }),
  toggle({ id: 'master.blackout', group: 'master', slew: 0.1, doc: 'Fade the picture to black and hold it there.' }),
  toggle({
    id: 'master.freeze',
    group: 'master',
    slew: 0,
    doc: 'Hold the picture still; brightness and blackout still act.',
  }),
  number({
    id: 'master.brightness',
    group: 'master',
    max: 2,
    default: 1,
    unit: '×',
    doc: 'Light of the whole picture.',
  }),
  number({ id: 'master.contrast', group: 'master', max: 2, default: 1, unit: '×', doc: 'Contrast about mid grey.' }),
  number({ id: 'master.saturation', group: 'master', max: 2, default: 1, unit: '×', doc: 'Colourfulness; 0 is grey.' }),
  number({ id: 'master.hue', group: 'master', min: -0.5, max: 0.5, default: 0, unit: 'turns', doc: 'Turn all hues.' }),
  number({
    id: 'view.zoom',
    group: 'view',
    min: 0.25,
    max: 4,
    default: 1,
    curve: 'exponential',
    unit: '×',
    slew: 0.15,
    doc: 'Magnify the picture about its centre.',
  }),
  number({
    id: 'view.rotation',
    group: 'view',
    min: -0.5,
    max: 0.5,
    default: 0,
    unit: 'turns',
    slew: 0.15,
    doc: 'Turn the picture.',
  }),
  number({
    id: 'view.pan.x',
    group: 'view',
    min: -1,
    max: 1,
    default: 0,
    slew: 0.15,
    doc: 'Move right, in frame heights.',
  }),
  number({
    id: 'view.pan.y',
    group: 'view',
    min: -1,
    max: 1,
    default: 0,
    slew: 0.15,
    doc: 'Move down, in frame heights.',
  }),
  number({
    id: 'view.pulse',
    group: 'view',
    default: 0.5,
    doc: 'How far each kick pushes the picture towards the eye.',
  }),
  number({
    id: 'motion.speed',
    group: 'motion',
    max: 4,
    default: 1,
    unit: '×',
    slew: 0.3,
    doc: 'Speed of the time loop and the drift.',
  }),
  number({
    id: 'motion.loop',
    group: 'motion',
    min: 4,
    max: 120,
    default: 24,
    curve: 'exponential',
    unit: 's',
    slew: 0,
    doc: 'Length of the time loop at speed 1.',
  }),
  number({
    id: 'latent.x',
    group: 'motion',
    min: -1,
    max: 1,
    default: 0,
    slew: 0.3,
    doc: 'Latent position, first axis.',
  }),
  number({
    id: 'latent.y',
    group: 'motion',
    min: -1,
    max: 1,
    default: 0,
    slew: 0.3,
    doc: 'Latent position, second axis.',
  }),
  number({
    id: 'latent.drift',
    group: 'motion',
    default: 0.5,
    slew: 0.3,
    doc: 'How far the latent position wanders by itself.',
  }),
  number({
    id: 'audio.amount',
    group: 'audio',
    max: 2,
    default: 1,
    unit: '×',
    doc: 'How strongly the sound moves the picture.',
  }),
  number({
    id: 'audio.gain',
    group: 'audio',
    min: -24,
    max: 24,
    default: 0,
    unit: 'dB',
    slew: 0,
    doc: 'Input gain, before the gate.',
  }),
  number({
    id: 'audio.gate',
    group: 'audio',
    min: -90,
    max: -20,
    default: -55,
    unit: 'dBFS',
    slew: 0,
    doc: 'Sound below this level counts as silence.',
  }),
];

const byId = new Map(REGISTRY.map((spec) => [spec.id, spec]));

/** Find a parameter by id. */
export function findParam(id: string): ParamSpec | undefined {
  return byId.get(id);
}
