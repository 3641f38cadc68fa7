/**
 * A controller's map: which control of a device steers which parameter, and how. Text in, checked controls out; errors name
 * the file and the path in it. A control whose parameter does not exist is left out with a line, and the rest works.
 */

import type { z } from 'zod';
import { EngineError, nearestWord } from '../errors.ts';
import { type ControlType, keyOf } from './midi-input.ts';
import { type ControlMode, type ControlText, type Curve, type MapText, mapSchema } from './midi-map-schema.ts';
import type { ParamSpec, ParamValue } from './parameter.ts';
import { findParam, REGISTRY } from './registry.ts';
import type { Takeover } from './takeover.ts';

/** What a control does: it steers a parameter, or it turns its device's pages. */
export type MapTarget = { readonly spec: ParamSpec } | { readonly page: string };

/** How a light or motor answers. */
export interface MapFeedback {
  readonly kind: 'light' | 'bar' | 'position' | 'none';
  readonly type: 'note' | 'cc' | 'bend';
  readonly channel: number;
  readonly number: number;
  readonly fine: boolean;
  readonly on: number;
  readonly off: number;
}

/** One physical control, its lists spread out and its defaults filled in. */
export interface MapControl {
  readonly name: string;
  readonly type: ControlType;
  /** undefined: any. */
  readonly channel: number | undefined;
  /** undefined: any, for programs. */
  readonly number: number | undefined;
  readonly mode: ControlMode;
  readonly target: MapTarget;
  readonly page: string | undefined;
  readonly value: ParamValue | undefined;
  readonly off: ParamValue | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly curve: Curve;
  readonly takeover: Takeover;
  readonly sensitivity: number;
  readonly feedback: MapFeedback;
}

/** A map that can be used. */
export interface MidiMap {
  /** The file's name, for messages. */
  readonly file: string;
  readonly name: string;
  readonly match: RegExp;
  readonly init: readonly (readonly number[])[];
  readonly exit: readonly (readonly number[])[];
  readonly pages: readonly string[];
  readonly controls: readonly MapControl[];
  /** One line for each control that was left out. */
  readonly warnings: readonly string[];
}

/**
 * Read a map.
 * @param file its name, for messages
 * @throws EngineError 'bad-map': `FILE: PATH: what was expected`
 */
export function parseMidiMap(file: string, text: string): MidiMap {
  const raw = checked(file, text);
  const match = compiled(file, raw.match);
  const warnings: string[] = [];
  const controls = raw.controls.flatMap((control, i) => spread(file, raw, control, i, warnings));
  const bytes = (key: 'init' | 'exit') => (raw[key] ?? []).map((hex, i) => hexBytes(file, `${key}[${i}]`, hex));
  const { name, pages = [] } = raw;
  return { file, name, match, init: bytes('init'), exit: bytes('exit'), pages, controls, warnings };
}

/** Find the map for a device by its name: the first that matches, in the order given. */
export function mapFor(maps: readonly MidiMap[], device: string): MidiMap | undefined {
  return maps.find(({ match }) => match.test(device));
}

/** Whether a mode reads steps instead of a place. */
export function isRelative(mode: ControlMode): mode is Extract<ControlMode, `relative-${string}`> {
  return mode.startsWith('relative-');
}

/** Whether a mode reads presses instead of a place. */
export function isButton(mode: ControlMode): boolean {
  return ['toggle', 'momentary', 'trigger', 'set', 'step'].includes(mode);
}

/** Give a control's place in the map, for lookups; undefined channel or number stands for all. */
export function keysOf({ type, channel, number }: Pick<MapControl, 'type' | 'channel' | 'number'>): string[] {
  const channels = channel === undefined ? Array.from({ length: 16 }, (_, i) => i + 1) : [channel];
  const numbers = number === undefined ? Array.from({ length: 128 }, (_, i) => i) : [number];
  return channels.flatMap((ch) => numbers.map((n) => keyOf(type, ch, n)));
}

// Implementation

function bad(file: string, path: string, message: string, hint = ''): EngineError {
  return new EngineError('bad-map', `midi-maps/${file}: ${path ? `${path}: ` : ''}${message}`, hint);
}

function checked(file: string, text: string): MapText {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw bad(file, '', `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = mapSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = innermost(result.error.issues[0], json);
  const path = pathText(issue?.path ?? []);
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const near = nearestWord(key, [...Object.keys(mapSchema.shape), ...CONTROL_KEYS]);
    throw bad(file, path, `unknown key "${key}"`, near ? `did you mean "${near}"?` : 'see midi-maps/map.schema.json');
  }
  const came = valueAtPath(json, issue?.path ?? []);
  const got = came === undefined ? '' : `, got ${JSON.stringify(came)?.slice(0, 60)}`;
  throw bad(file, path, `${issue?.message ?? 'not understood'}${got}`, 'see docs/controllers.md');
}

const CONTROL_KEYS = Object.keys(mapSchema.shape.controls.element.shape);

type Issue = z.core.$ZodIssue;

/** A union's own issue says nothing: take the branch that came furthest. */
function innermost(issue: Issue | undefined, json: unknown): Issue | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  const isList = Array.isArray(valueAtPath(json, issue.path));
  const branches = issue.errors.map((errors) => errors[0]).filter((error) => error !== undefined);
  const best =
    branches.find(
      (error) => !(error.code === 'invalid_type' && error.path.length === 0) && isList === error.path.length > 0,
    ) ??
    branches.find((error) => error.code !== 'invalid_type') ??
    branches[0];
  return best ? innermost({ ...best, path: [...issue.path, ...best.path] }, json) : issue;
}

function valueAtPath(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], json);
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function compiled(file: string, pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'i');
  } catch (error) {
    throw bad(file, 'match', error instanceof Error ? error.message : String(error));
  }
}

function hexBytes(file: string, path: string, hex: string): number[] {
  const words = hex.trim().split(/\s+/);
  const bytes = words.map((word) => (/^[0-9a-f]{2}$/i.test(word) ? Number.parseInt(word, 16) : -1));
  const wrong = words[bytes.indexOf(-1)];
  if (wrong !== undefined) throw bad(file, path, `expected bytes in hex such as "B0 07 7F", got "${wrong}"`);
  const [status = 0, ...rest] = bytes;
  if (status < 0x80) throw bad(file, path, `expected a message, which begins with 80 to FF, got "${words[0]}"`);
  const isSysex = status === 0xf0;
  if (isSysex && rest.at(-1) !== 0xf7) throw bad(file, path, 'a SysEx message begins with F0 and ends with F7');
  if ((isSysex ? rest.slice(0, -1) : rest).some((byte) => byte > 0x7f)) {
    throw bad(file, path, 'bytes after the first must be 00 to 7F', 'write one message a line');
  }
  return bytes;
}

/** Make a map's control into as many as its lists say. */
function spread(file: string, map: MapText, text: ControlText, i: number, warnings: string[]): MapControl[] {
  const at = `controls[${i}]`;
  const fail = (key: string, message: string, hint = '') => bad(file, key ? `${at}.${key}` : at, message, hint);
  const lists = (['number', 'ch', 'target', 'value'] as const).filter((key) => Array.isArray(text[key]));
  const lengthOf = (key: (typeof lists)[number]) => [text[key]].flat().length;
  const count = Math.max(1, ...lists.map(lengthOf));
  const pick = <T>(list: T | T[] | undefined, k: number): T | undefined => (Array.isArray(list) ? list[k] : list);
  for (const key of lists) {
    if (lengthOf(key) !== count) throw fail(key, `expected ${count} in the list, got ${lengthOf(key)}`);
  }
  if (text.page !== undefined && !map.pages?.includes(text.page)) {
    throw fail('page', `no page "${text.page}"`, `pages: ${map.pages?.join(', ') ?? 'none'}`);
  }
  const controls: MapControl[] = [];
  for (let k = 0; k < count; k++) {
    const place = (value: string) => value.replaceAll('{n}', String(k + 1));
    const number = numberOf(fail, text.type, pick(text.number, k));
    const channel = pick(text.ch, k) ?? map.ch;
    const target = targetOf(fail, map, place(pick(text.target, k) ?? ''), warnings);
    if (!target) continue;
    const mode = modeOf(fail, text, target);
    controls.push({
      name: place(text.name ?? '') || nameOf(text.type, channel, number),
      type: text.type,
      channel,
      number,
      mode,
      target,
      page: text.page,
      value: placedValue(pick(text.value, k), k),
      off: text.off,
      min: text.min,
      max: text.max,
      curve: text.curve ?? 'linear',
      takeover: text.takeover ?? map.takeover ?? 'pickup',
      sensitivity: text.sensitivity ?? 1,
      feedback: feedbackOf(map, text, { channel, number, mode, place: k }),
    });
  }
  return controls;
}

type Fail = (key: string, message: string, hint?: string) => EngineError;

function numberOf(fail: Fail, type: ControlType, number: number | undefined): number | undefined {
  if (type === 'bend' || type === 'pressure') return 0;
  if (number === undefined) {
    if (type === 'program') return undefined;
    throw fail('number', 'expected a number or a list of numbers');
  }
  const most = type === 'nrpn' || type === 'rpn' ? 16383 : 127;
  if (number > most) throw fail('number', `expected 0–${most}, got ${number}`);
  return number;
}

function targetOf(fail: Fail, map: MapText, id: string, warnings: string[]): MapTarget | undefined {
  if (id.startsWith('page:')) {
    const page = id.slice('page:'.length);
    const known = ['next', 'previous', ...(map.pages ?? [])];
    if (!known.includes(page)) throw fail('target', `no page "${page}"`, `known: ${known.join(', ')}`);
    return { page };
  }
  const spec = findParam(id);
  if (spec) return { spec };
  const near = nearestWord(
    id,
    REGISTRY.map((one) => one.id),
  );
  const error = fail(
    'target',
    `no parameter "${id}"; left out`,
    near ? `did you mean "${near}"?` : 'see docs/parameters.md',
  );
  warnings.push(error.hint ? `${error.message} — ${error.hint}` : error.message);
  return undefined;
}

function modeOf(fail: Fail, text: ControlText, target: MapTarget): ControlMode {
  const mode = text.mode ?? defaultMode(text, target);
  if (mode === '14-bit' && (text.type !== 'cc' || [text.number].flat().some((n) => (n ?? 0) > 31))) {
    throw fail('mode', '14-bit needs a cc of number 0–31; its lower half is number + 32');
  }
  if (isRelative(mode) && text.type !== 'cc') throw fail('mode', `${mode} needs a cc, got ${text.type}`);
  if (mode === 'select' && text.type !== 'program') throw fail('mode', `select needs a program, got ${text.type}`);
  if (mode === 'set' && text.value === undefined) throw fail('value', 'mode set needs a value');
  if (mode === 'step' && [text.value].flat().some((value) => typeof value !== 'number'))
    throw fail('value', 'mode step needs a number, −1…1');
  return mode;
}

/** What a control does when its map does not say: by what it is, and what it steers. */
function defaultMode(text: ControlText, target: MapTarget): ControlMode {
  if (text.value !== undefined && text.off === undefined) return 'set';
  if (text.type === 'program' && text.number === undefined) return 'select';
  if ('page' in target) return 'trigger';
  const { kind } = target.spec;
  if (kind === 'trigger') return 'trigger';
  if (text.type === 'note' || text.type === 'program') return kind === 'toggle' ? 'toggle' : 'momentary';
  return 'absolute';
}

function placedValue(value: ParamValue | undefined, place: number): ParamValue | undefined {
  if (value === '{n}') return place + 1;
  return typeof value === 'string' ? value.replaceAll('{n}', String(place + 1)) : value;
}

function feedbackOf(
  map: MapText,
  { type, feedback = {} }: ControlText,
  control: { channel: number | undefined; number: number | undefined; mode: ControlMode; place: number },
): MapFeedback {
  const at = <T>(list: T | T[] | undefined): T | undefined => (Array.isArray(list) ? list[control.place] : list);
  const own = type === 'note' || type === 'cc' || type === 'bend' ? type : undefined;
  const answer = feedback.type ?? own;
  const explicit = Object.keys(feedback).length > 0;
  const kind = feedback.kind ?? (isButton(control.mode) && (type === 'note' || explicit) ? 'light' : 'none');
  return {
    kind: answer === undefined ? 'none' : kind,
    type: answer ?? 'cc',
    channel: at(feedback.ch) ?? control.channel ?? 1,
    number: at(feedback.number) ?? control.number ?? 0,
    fine: control.mode === '14-bit' || answer === 'bend',
    on: feedback.on ?? map.feedback?.on ?? 127,
    off: feedback.off ?? map.feedback?.off ?? 0,
  };
}

function nameOf(type: ControlType, channel: number | undefined, number: number | undefined): string {
  const where = channel === undefined ? '' : ` ch ${channel}`;
  return `${type === 'cc' ? 'CC' : type}${number === undefined || type === 'bend' ? '' : ` ${number}`}${where}`;
}
