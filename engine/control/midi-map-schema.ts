/**
 * What a controller's map may say: the one schema of `midi-maps/*.json`. Its JSON Schema, for editors, is made from here by
 * `npm run docs`; what a parsed map means is in midi-map.ts.
 */

import { z } from 'zod';

const oneOrMany = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1).max(128)]);

export const CONTROL_TYPES = ['note', 'cc', 'bend', 'pressure', 'program', 'nrpn', 'rpn'] as const;

export const CONTROL_MODES = [
  'absolute',
  '14-bit',
  'relative-twos-complement',
  'relative-binary-offset',
  'relative-sign-magnitude',
  'toggle',
  'momentary',
  'trigger',
  'set',
  'step',
  'select',
] as const;

export const CURVES = ['linear', 'square', 'root', 's'] as const;
export const TAKEOVERS = ['jump', 'pickup', 'scale'] as const;

const channel = z.int().min(1).max(16);
const number = z.int().min(0).max(16383);
const light = z.int().min(0).max(127);
const value = z.union([z.number(), z.boolean(), z.string().max(200)]);
const takeover = z.enum(TAKEOVERS);

const feedback = z.strictObject({
  kind: z
    .enum(['light', 'bar', 'position', 'none'])
    .optional()
    .describe(
      'light: on or off; bar: lit from its value on, for columns of pads; position: 0–127 or 14 bits, for rings and motors. Buttons default to light, others to none.',
    ),
  type: z.enum(['note', 'cc', 'bend']).optional().describe('When it differs from the control’s own.'),
  ch: oneOrMany(channel).optional().describe('Likewise.'),
  number: oneOrMany(z.int().min(0).max(127)).optional().describe('Likewise.'),
  on: light.optional().describe('Velocity or value when lit; a colour on many devices. Default 127.'),
  off: light.optional().describe('When not lit; a dim colour shows that the button does something. Default 0.'),
});

const control = z.strictObject({
  name: z.string().max(60).optional().describe('What is printed on the device; {n} counts a list from 1.'),
  type: z.enum(CONTROL_TYPES),
  ch: oneOrMany(channel).optional().describe('Channel 1–16, or a list; without it the map’s channel, or any.'),
  number: oneOrMany(number)
    .optional()
    .describe(
      'Note, controller, program or parameter number. A list makes one control of each; {n} is its place from 1.',
    ),
  mode: z
    .enum(CONTROL_MODES)
    .optional()
    .describe('Buttons: toggle, momentary, trigger, set, step; knobs: absolute, 14-bit, relative-…; programs: select.'),
  target: oneOrMany(z.string().min(1).max(100)).describe(
    'A parameter’s id, or page:NAME, page:next, page:previous; {n} is the place in a list of numbers.',
  ),
  page: z.string().optional().describe('Works on this page only; without it on all.'),
  value: oneOrMany(value)
    .optional()
    .describe('What a press sets; for step the travel that it adds, −1…1. "{n}" is the place in a list.'),
  off: value.optional().describe('What momentary gives when let go; by default the minimum, or off.'),
  min: z.number().optional().describe('The parameter’s value at the control’s low end; above max it turns round.'),
  max: z.number().optional(),
  curve: z
    .enum(CURVES)
    .optional()
    .describe('linear; square: finer at the low end; root: finer at the high end; s: at both.'),
  takeover: takeover.optional(),
  sensitivity: z
    .number()
    .positive()
    .max(100)
    .optional()
    .describe('Relative: steps of 1/128 of the travel a click. Default 1.'),
  feedback: feedback.optional(),
});

/** The form of a map as it is written. */
export const mapSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).max(80),
  match: z.string().min(1).max(200).describe('Regular expression on the device’s name, whatever the case.'),
  about: z.string().max(2000).optional(),
  ch: channel.optional().describe('Channel of all controls that name none.'),
  takeover: takeover.optional().describe('Of all absolute controls that name none. Default pickup.'),
  feedback: feedback.pick({ on: true, off: true }).optional().describe('Lights of all controls that name none.'),
  init: z
    .array(z.string().max(3000))
    .max(64)
    .optional()
    .describe('Messages in hex, sent when the device is connected: modes, colours.'),
  exit: z.array(z.string().max(3000)).max(64).optional().describe('Messages in hex, sent when Neonfern stops.'),
  pages: z.array(z.string().min(1).max(40)).max(32).optional().describe('The first is where it starts.'),
  controls: z.array(control).max(1024),
});

export type MapText = z.infer<typeof mapSchema>;
export type ControlText = z.infer<typeof control>;
export type ControlMode = (typeof CONTROL_MODES)[number];
export type Curve = (typeof CURVES)[number];

/** Give the JSON Schema of a map file. */
export function mapJsonSchema(): unknown {
  return z.toJSONSchema(mapSchema, { io: 'input' });
}
