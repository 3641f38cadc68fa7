/**
 * What an OSC message means: events for the show, questions to answer, a subscription, a beat. Pure.
 *
 *   /view/zoom 2            set, in the parameter's own unit         /view/zoom "?"        what is it?
 *   /view/zoom "+" 0.1      a tenth of its travel more; "-" less     /norm/view/zoom 0.5   set as a place on its travel
 *   /master/blackout "!"    the other way                            /view/pan 0.1 0.2     x and y at once
 *   /preset/next            fire; with a number only above 0         /mix/{1,2}/weight 0   patterns
 */

import { addressOf, type ControlEvent, coerce, type ParamSpec, type ParamValue, valueAt } from '../parameter.ts';
import { REGISTRY } from '../registry.ts';
import type { OscMessage, OscValue } from './codec.ts';
import { isPattern, patternMatcher } from './pattern.ts';

/** What is to be done for one message. */
export type OscAct =
  | { readonly act: 'control'; readonly event: ControlEvent }
  | { readonly act: 'query'; readonly spec: ParamSpec }
  /** Feedback is wanted, or no longer, at the sender's host and this port; null for the usual one. */
  | { readonly act: 'subscribe' | 'unsubscribe'; readonly port: number | null }
  /** A clock outside says its tempo, its beat, or whether it runs. */
  | { readonly act: 'tempo'; readonly bpm?: number; readonly beat?: number; readonly isRunning?: boolean };

/** Prefix for values that are places on the travel, 0…1. */
const NORMALISED = '/norm';

/** Names that others use for the same. */
const OTHER_NAMES: Readonly<Record<string, string>> = { '/prompt/add': '/prompt/queue' };

/** Give what a message asks for; nothing for one that means nothing here. @param params what is set now, for toggling */
export function interpretOsc(message: OscMessage, params: Readonly<Record<string, ParamValue>>): OscAct[] {
  const { address, args } = message;
  const special = specialAct(address, args);
  if (special) return [special];
  const isNormalised = address.startsWith(`${NORMALISED}/`);
  const plain = isNormalised ? address.slice(NORMALISED.length) : address;
  return targetsOf(OTHER_NAMES[plain] ?? plain, args.length).flatMap(({ spec, place }): OscAct[] => {
    if (args[0] === '?') return [{ act: 'query', spec }];
    const event = eventOf(spec, place === 0 ? args : args.slice(place), isNormalised, params);
    return event ? [{ act: 'control', event }] : [];
  });
}

// Implementation

const byAddress = new Map(REGISTRY.map((spec) => [addressOf(spec), spec]));
/** Patterns repeat: a controller that sends one sends it all night. */
const patterns = new Map<string, readonly ParamSpec[]>();
const MOST_PATTERNS = 256;

/** The parameters that an address means, each with the place of its argument. */
function targetsOf(address: string, count: number): { spec: ParamSpec; place: number }[] {
  const spec = byAddress.get(address);
  if (spec) return [{ spec, place: 0 }];
  if (isPattern(address)) return matching(address).map((one) => ({ spec: one, place: 0 }));
  const pad = ['x', 'y'].map((axis) => byAddress.get(`${address}/${axis}`));
  return count < 2 ? [] : pad.flatMap((axis, place) => (axis ? [{ spec: axis, place }] : []));
}

function matching(address: string): readonly ParamSpec[] {
  const known = patterns.get(address);
  if (known) return known;
  const isMatch = patternMatcher(address);
  const found = REGISTRY.filter((spec) => isMatch(addressOf(spec)));
  if (patterns.size >= MOST_PATTERNS) patterns.clear();
  patterns.set(address, found);
  return found;
}

function eventOf(
  spec: ParamSpec,
  [first, second]: readonly OscValue[],
  isNormalised: boolean,
  params: Readonly<Record<string, ParamValue>>,
): ControlEvent | undefined {
  const made = (op: ControlEvent['op'], value: ParamValue): ControlEvent => ({
    param: spec.id,
    op,
    value,
    origin: 'osc',
  });
  // A patch that divides by zero says NaN: that is no wish, and no place on a travel.
  if (Number.isNaN(first)) return undefined;
  if ((first === '+' || first === '-') && typeof second === 'number') {
    return made('delta', first === '+' ? second : -second);
  }
  if (spec.kind === 'trigger') return isPressed(first) ? made('trigger', true) : undefined;
  if (spec.kind === 'toggle' && (first === undefined || first === null || first === '!')) {
    return made('set', params[spec.id] !== true);
  }
  if (first === undefined || first === null) return undefined;
  const value = isNormalised && typeof first === 'number' ? valueAt(spec, first) : coerce(spec, first);
  return value === undefined ? undefined : made('set', value);
}

/** A button that is let go says 0; one that says nothing, or anything else, is pressed. */
function isPressed(value: OscValue | undefined): boolean {
  return value !== 0 && value !== false;
}

function specialAct(address: string, [first]: readonly OscValue[]): OscAct | undefined {
  switch (address) {
    case '/subscribe':
    case '/unsubscribe': {
      const port = typeof first === 'number' && first >= 1 && first <= 65535 ? Math.round(first) : null;
      return { act: address === '/subscribe' ? 'subscribe' : 'unsubscribe', port };
    }
    // A beat from anywhere, and AbletonOSC's names for the same.
    case '/tempo/beat':
    case '/live/song/get/beat':
    case '/live/song/beat':
      return Number.isFinite(first) ? { act: 'tempo', beat: Number(first) } : undefined;
    case '/live/song/get/tempo':
      return Number.isFinite(first) ? { act: 'tempo', bpm: Number(first) } : undefined;
    case '/tempo/running':
    case '/live/song/get/is_playing':
      return { act: 'tempo', isRunning: first === true || (typeof first === 'number' && first > 0) };
    default:
      return undefined;
  }
}
