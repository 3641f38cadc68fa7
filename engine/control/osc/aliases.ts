/**
 * Other programs' addresses for ours: a map from what they send to what it means here, so that Resolume's layers move our mix
 * without a setting in Resolume. Text in, a rewriting of messages out. Pure.
 *
 *   { "/composition/layers/{n}/video/opacity": "/mix/{n}/weight" }
 */

import { z } from 'zod';
import { EngineError } from '../../errors.ts';
import type { OscMessage } from './codec.ts';

/** Gives a message under the address that it means here; one that the map does not know is given back as it is. */
export type Aliases = (message: OscMessage) => OscMessage;

const file = z.record(z.string().regex(/^\//, 'expected an address, beginning with /'), z.string().regex(/^\//));
const PLACE = '{n}';

/**
 * Read a map of addresses. `{n}` stands for any number, the same on both sides.
 * @throws EngineError 'bad-map' naming the file, the address and what is wrong with it
 */
export function parseAliases(where: string, text: string): Aliases {
  const bad = (why: string) => new EngineError('bad-map', `${where}: ${why}`, 'see docs/osc.md for the form');
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
  const result = file.safeParse(raw);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw bad(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
  }
  const plain = new Map<string, string>();
  const counted: { before: string; after: string; to: string }[] = [];
  for (const [from, to] of Object.entries(result.data)) {
    const [before = '', after, more] = from.split(PLACE);
    if (more !== undefined) throw bad(`${from}: expected one {n} at most`);
    if (after === undefined) plain.set(from, to);
    else counted.push({ before, after, to });
  }
  return (message) => {
    const { address } = message;
    const known = plain.get(address);
    if (known !== undefined) return { ...message, address: known };
    for (const { before, after, to } of counted) {
      if (!address.startsWith(before) || !address.endsWith(after)) continue;
      const number = address.slice(before.length, address.length - after.length);
      if (/^\d{1,3}$/.test(number)) return { ...message, address: to.replace(PLACE, number) };
    }
    return message;
  };
}
