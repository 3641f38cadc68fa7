/**
 * Every parameter, once. The operator page, the wire, OSC and MIDI targets, the session file and the reference docs are
 * derived from this table: to add a parameter, add it here and use it in `show.ts`.
 */

import type { ParamSpec } from './parameter.ts';

/** Slots of the mix. Each holds a preset and its share of the picture. */
export const MIX_SLOTS = 8;

/** Places for snapshots. */
export const SNAPSHOT_SLOTS = 16;
/** Presets in a bank: as many as the mix has slots. */
export const BANK_SIZE = MIX_SLOTS;

/** The bands that have an amount, in the order of `FeatureFrame.bands`. */
export const AUDIO_BANDS = ['sub', 'bass', 'mid', 'highmid', 'high'] as const;
/** Audio inputs that a net may have. */
export const AUDIO_INPUTS = 8;

type Partially = Pick<ParamSpec, 'id' | 'group' | 'doc'> & Partial<ParamSpec>;

const number = (spec: Partially & Pick<ParamSpec, 'default'>): ParamSpec => ({
  kind: 'number',
  min: 0,
  max: 1,
  curve: 'linear',
  step: 0,
  unit: '',
  slew: 0.08,
  options: [],
  acts: false,
  keep: 'scene',
  ...spec,
});
const toggle = (spec: Partially): ParamSpec => number({ default: false, ...spec, kind: 'toggle' });
const preset = (spec: Partially): ParamSpec => number({ default: '', slew: 0, ...spec, kind: 'preset' });
const choice = (spec: Partially & Pick<ParamSpec, 'options' | 'default'>): ParamSpec =>
  number({ slew: 0, ...spec, kind: 'choice' });
const trigger = (spec: Partially): ParamSpec =>
  number({ default: false, slew: 0, acts: true, keep: 'never', ...spec, kind: 'trigger' });
const text = (spec: Partially): ParamSpec =>
  number({ default: '', slew: 0, acts: true, keep: 'never', ...spec, kind: 'text' });
/** A number that does something when it is set: "recall snapshot 3". It reads as what was asked for last. */
const action = (spec: Partially & Pick<ParamSpec, 'max'>): ParamSpec =>
  number({ min: 0, default: 0, step: 1, slew: 0, acts: true, keep: 'never', ...spec });

const slots: ParamSpec[] = Array.from({ length: MIX_SLOTS }, (_, i) => i + 1).flatMap((n) => [
  preset({ id: `mix.${n}.preset`, group: 'mix', doc: `The preset in slot ${n}.` }),
  number({
    id: `mix.${n}.weight`,
    group: 'mix',
    default: n === 1 ? 1 : 0,
    doc: `Share of slot ${n} in the picture. Shares are relative; with all at 0 the last mix stays.`,
  }),
]);

const decks: ParamSpec[] = (['a', 'b'] as const).flatMap((deck) => [
  preset({
    id: `deck.${deck}.preset`,
    group: 'decks',
    doc: `The preset on deck ${deck.toUpperCase()}; while empty, the deck shows the mix of the slots.`,
  }),
  trigger({
    id: `deck.${deck}.go`,
    group: 'decks',
    doc: `Move the crossfader to deck ${deck.toUpperCase()} in fade.time or fade.beats.`,
  }),
]);

/** All parameters, in the order in which pages and docs show them. */
export const REGISTRY: readonly ParamSpec[] = [
  ...slots,
  ...decks,
  number({
    id: 'crossfader.position',
    group: 'decks',
    default: 0,
    doc: 'From deck A, 0, to deck B, 1. It does nothing while neither deck holds a preset.',
  }),
  trigger({ id: 'crossfader.auto', group: 'decks', doc: 'Move the crossfader to the other deck.' }),
  choice({
    id: 'crossfader.curve',
    group: 'decks',
    options: ['linear', 'smooth', 'cut'],
    default: 'linear',
    doc: 'Straight, gentle at the ends, or all within the middle tenth.',
  }),
  choice({
    id: 'crossfader.blend',
    group: 'decks',
    options: ['mix', 'add', 'multiply', 'screen', 'lightest', 'darkest', 'difference', 'luma wipe'],
    default: 'mix',
    doc: 'How the decks lie on one another: fullest in the middle of the crossfader, at its ends a deck alone.',
  }),
  preset({ id: 'preset.go', acts: true, keep: 'never', group: 'mix', doc: 'Crossfade to this preset over fade.time.' }),
  trigger({ id: 'preset.next', group: 'mix', doc: 'Crossfade to the next preset of the library.' }),
  trigger({ id: 'preset.previous', group: 'mix', doc: 'Crossfade to the previous preset of the library.' }),
  trigger({ id: 'preset.random', group: 'presets', doc: 'Crossfade to another preset of the library, by lot.' }),
  action({
    id: 'preset.number',
    group: 'presets',
    max: 128,
    doc: "Crossfade to the preset of this number, counted from the bank's first, 1; 0 does nothing.",
  }),
  number({
    id: 'preset.bank',
    group: 'presets',
    min: 1,
    max: 32,
    default: 1,
    step: 1,
    slew: 0,
    keep: 'setup',
    doc: `Where preset.number counts from: a bank is ${BANK_SIZE} presets.`,
  }),
  number({
    id: 'fade.time',
    group: 'mix',
    max: 30,
    default: 2,
    unit: 's',
    slew: 0,
    keep: 'setup',
    doc: 'How long preset.go and its kin and the crossfader by itself take.',
  }),
  number({
    id: 'fade.beats',
    group: 'decks',
    max: 64,
    default: 0,
    step: 1,
    slew: 0,
    keep: 'setup',
    doc: 'The same in beats of the tempo; 0 leaves it to fade.time.',
  }),
  trigger({
    id: 'master.panic',
    group: 'master',
    doc: 'Everything that shapes the picture to its default, the loudest preset alone; light on, nothing frozen.',
  }),
  trigger({
    id: 'master.undo',
    group: 'master',
    doc: 'Take back the last panic, or snapshot stored, renamed, deleted or recalled; again for the one before.',
  }),
  toggle({
    id: 'master.blackout',
    group: 'master',
    slew: 0.1,
    keep: 'setup',
    doc: 'Fade the picture to black and hold it there.',
  }),
  toggle({
    id: 'master.freeze',
    group: 'master',
    slew: 0,
    keep: 'setup',
    doc: 'Hold the picture still; brightness and blackout still act.',
  }),
  toggle({
    id: 'output.record',
    group: 'output',
    slew: 0,
    keep: 'never',
    doc: 'Record picture and sound to a file; needs ffmpeg.',
  }),
  toggle({
    id: 'master.strobeguard',
    group: 'master',
    default: true,
    slew: 0,
    keep: 'setup',
    doc: 'Soften the picture while it would flash more than three times a second on more than a quarter of itself.',
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
    id: 'master.gamma',
    group: 'master',
    min: 0.4,
    max: 2.5,
    default: 1,
    curve: 'exponential',
    doc: 'More lifts the shadows, less deepens them; black and white stay.',
  }),
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
    id: 'view.spin',
    group: 'view',
    min: -10,
    max: 10,
    default: 0,
    slew: 0.3,
    doc: 'Turn the picture by itself, turns a minute at speed 1.',
  }),
  choice({
    id: 'symmetry.mode',
    group: 'symmetry',
    options: ['none', 'mirror x', 'mirror y', 'quad', 'kaleidoscope'],
    default: 'none',
    doc: 'Mirror the picture: left and right, top and bottom, both, or as a kaleidoscope.',
  }),
  number({
    id: 'symmetry.segments',
    group: 'symmetry',
    min: 1,
    max: 16,
    default: 6,
    step: 1,
    slew: 0,
    doc: 'Segments of the kaleidoscope: it looks the same after a turn by one of them.',
  }),
  number({
    id: 'symmetry.angle',
    group: 'symmetry',
    min: -0.5,
    max: 0.5,
    default: 0,
    unit: 'turns',
    slew: 0.15,
    doc: 'Turn the mirrors.',
  }),
  number({ id: 'warp.amount', group: 'flow', default: 0, slew: 0.15, doc: 'Bend the picture like moving water.' }),
  number({
    id: 'warp.scale',
    group: 'flow',
    min: 0.25,
    max: 4,
    default: 1,
    curve: 'exponential',
    unit: '×',
    slew: 0.3,
    doc: 'More makes the bends of warp and flow smaller and closer.',
  }),
  number({
    id: 'flow.amount',
    group: 'flow',
    default: 0.35,
    slew: 0.3,
    doc: 'How far the flow carries the picture about.',
  }),
  number({
    id: 'flow.speed',
    group: 'flow',
    max: 4,
    default: 1,
    unit: '×',
    slew: 0.3,
    doc: 'How fast the flow runs.',
  }),
  number({
    id: 'flow.angle',
    group: 'flow',
    min: -0.5,
    max: 0.5,
    default: 0,
    unit: 'turns',
    slew: 0.3,
    doc: 'Which way it runs: 0 to the right, a quarter turn down.',
  }),
  choice({
    id: 'flow.field',
    group: 'flow',
    options: ['waves', 'drift'],
    default: 'waves',
    doc: 'Waves that travel through the picture, or the whole of it there and back.',
  }),
  choice({
    id: 'flow.by',
    group: 'flow',
    options: ['time', 'level', 'beat'],
    default: 'level',
    doc: 'What carries it: time always; the level of the sound, with stillness in silence; a push at each beat.',
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
    default: 60,
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
  text({
    id: 'audio.input',
    group: 'audio',
    acts: false,
    keep: 'setup',
    doc: 'Listen to the input of this name, or to the demo; empty goes back to what the settings say.',
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
    keep: 'setup',
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
    keep: 'setup',
    doc: 'Sound below this level counts as silence.',
  }),
  ...(['attack', 'release'] as const).map((phase) =>
    number({
      id: `audio.${phase}`,
      group: 'audio',
      min: 0.25,
      max: 4,
      default: 1,
      curve: 'exponential',
      unit: '×',
      slew: 0,
      keep: 'setup',
      doc: `Factor on the ${phase} times of levels and hits: less is quicker.`,
    }),
  ),
  number({
    id: 'audio.smoothing',
    group: 'audio',
    max: 500,
    default: 0,
    unit: 'ms',
    slew: 0,
    doc: 'Added to the attack and release of everything that the sound drives.',
  }),
  ...AUDIO_BANDS.map((band) =>
    number({
      id: `audio.${band}.amount`,
      group: 'audio',
      max: 2,
      default: 1,
      unit: '×',
      doc: `How strongly the ${band} band drives the picture.`,
    }),
  ),
  ...Array.from({ length: AUDIO_INPUTS }, (_, i) =>
    number({
      id: `input.${i + 1}.amount`,
      group: 'audio',
      max: 2,
      default: 1,
      unit: '×',
      doc: `How strongly the sound drives audio input ${i + 1} of each net.`,
    }),
  ),
  choice({
    id: 'motion.sync',
    group: 'motion',
    options: ['free', 'beat', 'bar', '4 bars'],
    default: 'free',
    doc: 'What the time loop keeps to: its length becomes whole beats, bars or groups of four bars, in phase.',
  }),
  choice({
    id: 'tempo.source',
    group: 'tempo',
    options: ['auto', 'audio', 'tap', 'osc', 'midi', 'link'],
    default: 'auto',
    keep: 'setup',
    doc: 'Whose beat counts. Auto takes Link before MIDI clock, OSC, tap and the sound, of those that are there.',
  }),
  number({
    id: 'tempo.bpm',
    group: 'tempo',
    min: 20,
    max: 300,
    default: 120,
    unit: 'BPM',
    slew: 0,
    acts: true,
    keep: 'never',
    doc: 'The tempo now. Setting it counts as tapping it.',
  }),
  trigger({ id: 'tempo.tap', group: 'tempo', doc: 'Tap the beat: two taps and more give tempo and phase.' }),
  trigger({ id: 'tempo.one', group: 'tempo', doc: 'Here is the first beat of a bar.' }),
  trigger({ id: 'tempo.half', group: 'tempo', doc: 'Half the tempo.' }),
  trigger({ id: 'tempo.double', group: 'tempo', doc: 'Twice the tempo.' }),
  trigger({ id: 'tempo.ahead', group: 'tempo', doc: 'Nudge the beat 10 ms earlier.' }),
  trigger({ id: 'tempo.behind', group: 'tempo', doc: 'Nudge the beat 10 ms later.' }),
  number({
    id: 'tempo.meter',
    group: 'tempo',
    min: 2,
    max: 8,
    default: 4,
    step: 1,
    slew: 0,
    keep: 'setup',
    doc: 'Beats in a bar.',
  }),
  number({
    id: 'tempo.offset',
    group: 'tempo',
    min: -250,
    max: 250,
    default: 0,
    unit: 'ms',
    slew: 1,
    keep: 'setup',
    doc: 'Show the beat this much earlier; makes up for a slow projector.',
  }),
  choice({
    id: 'sync.quantise',
    group: 'tempo',
    options: ['off', 'beat', 'bar', '4 bars'],
    default: 'off',
    keep: 'setup',
    doc: 'What preset changes and snapshot recalls wait for.',
  }),
  action({
    id: 'snapshot.save',
    group: 'snapshots',
    max: SNAPSHOT_SLOTS,
    doc: 'Keep the picture as it is set in this place, from 1; 0 does nothing.',
  }),
  action({
    id: 'snapshot.recall',
    group: 'snapshots',
    max: SNAPSHOT_SLOTS,
    doc: 'Go to the snapshot in this place over snapshot.time; 0 does nothing.',
  }),
  action({
    id: 'snapshot.delete',
    group: 'snapshots',
    max: SNAPSHOT_SLOTS,
    doc: 'Empty this place; 0 does nothing. master.undo brings it back.',
  }),
  ...Array.from({ length: SNAPSHOT_SLOTS }, (_, i) =>
    text({
      id: `snapshot.${i + 1}.name`,
      group: 'snapshots',
      acts: false,
      keep: 'setup',
      doc: `The name of the snapshot in place ${i + 1}.`,
    }),
  ),
  number({
    id: 'snapshot.time',
    group: 'snapshots',
    max: 60,
    default: 2,
    unit: 's',
    slew: 0,
    keep: 'setup',
    doc: 'How long a recall takes; 0 cuts.',
  }),
  text({ id: 'prompt.queue', group: 'prompt', doc: 'Ask for a new preset that looks like these words.' }),
  trigger({ id: 'prompt.cancel', group: 'prompt', doc: 'Stop the prompt that is being worked on.' }),
  trigger({ id: 'prompt.clear', group: 'prompt', doc: 'Drop the prompts that wait.' }),
];

const byId = new Map(REGISTRY.map((spec) => [spec.id, spec]));

/** Find a parameter by id. */
export function findParam(id: string): ParamSpec | undefined {
  return byId.get(id);
}
