/** The kinds of parameters as the registry's tables write them: what most of a kind have in common is said here. */

import type { ParamSpec } from './parameter.ts';

type Partially = Pick<ParamSpec, 'id' | 'group' | 'doc'> & Partial<ParamSpec>;

/** A number from 0 to 1 that the picture follows in 80 ms and snapshots keep, unless the spec says otherwise. */
export const number = (spec: Partially & Pick<ParamSpec, 'default'>): ParamSpec => ({
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
/** On or off; off unless the spec says otherwise. */
export const toggle = (spec: Partially): ParamSpec => number({ default: false, ...spec, kind: 'toggle' });
/** A preset's slug, or none. */
export const preset = (spec: Partially): ParamSpec => number({ default: '', slew: 0, ...spec, kind: 'preset' });
/** One word of several. */
export const choice = (spec: Partially & Pick<ParamSpec, 'options' | 'default'>): ParamSpec =>
  number({ slew: 0, ...spec, kind: 'choice' });
/** Nothing that is held: it fires. */
export const trigger = (spec: Partially): ParamSpec =>
  number({ default: false, slew: 0, acts: true, keep: 'never', ...spec, kind: 'trigger' });
/** Words that do something when they are set. */
export const text = (spec: Partially): ParamSpec =>
  number({ default: '', slew: 0, acts: true, keep: 'never', ...spec, kind: 'text' });
/** A number that does something when it is set: "recall snapshot 3". It reads as what was asked for last. */
export const action = (spec: Partially & Pick<ParamSpec, 'max'>): ParamSpec =>
  number({ min: 0, default: 0, step: 1, slew: 0, acts: true, keep: 'never', ...spec });
