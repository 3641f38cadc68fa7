/**
 * What of a show is remembered from night to night: everything that was set, the snapshots, and routes changed by hand. Text in, values
 * out; values that the registry no longer has, or that are out of range, are left out, so that an old session always starts. Pure.
 */

import { z } from 'zod';
import { coerce, type ParamValue } from './control/parameter.ts';
import { findParam } from './control/registry.ts';
import { MOST_ROUTES, routeSchema } from './cppn/route-schema.ts';
import { EngineError } from './errors.ts';
import type { RouteEdits } from './route-edits.ts';
import type { Remembered } from './show.ts';
import type { Seconds } from './units.ts';

/** A session as the show takes it. */
export type Session = Remembered;

const values = z.record(z.string(), z.union([z.number(), z.boolean(), z.string()]));
const file = z.object({
  version: z.literal(1),
  /** Unix time. */
  saved: z.number(),
  values,
  snapshots: z.record(z.string().regex(/^\d+$/), values),
  /** By the preset's slug, with the revision of it that they were made for. */
  routes: z
    .record(z.string(), z.object({ revision: z.string(), routes: z.unknown() }))
    .catch({})
    .default({}),
});
const routesOfOne = z.array(routeSchema).max(MOST_ROUTES);

/** What a hand holds for a moment: a show that is started again at once goes on with it, the next night's must not. */
const HELD = ['master.blackout', 'master.freeze'];
const HELD_SECONDS: Seconds = 3600;

/** Give the part of the parameters that a session keeps. */
export function keptValues(targets: Readonly<Record<string, ParamValue>>): Record<string, ParamValue> {
  return Object.fromEntries(Object.entries(targets).filter(([id]) => (findParam(id)?.keep ?? 'never') !== 'never'));
}

/** Write a session. @param now Unix time */
export function writeSession(
  { values: targets, snapshots, routes: edits = {}, revisions = {} }: Session,
  now: Seconds,
): string {
  const routes = Object.fromEntries(
    Object.entries(edits).map(([slug, changed]) => [slug, { revision: revisions[slug] ?? '', routes: changed }]),
  );
  const session = { version: 1, saved: Math.round(now), values: keptValues(targets), snapshots, routes };
  return `${JSON.stringify(session, null, 1)}\n`;
}

/**
 * Read a session. Blackout and freeze come back only within an hour: after a crash the stage stays dark, the next night it is not.
 * @param now Unix time
 * @throws EngineError 'bad-session' naming the file and what is wrong with it
 */
export function parseSession(text: string, where: string, now: Seconds): Session {
  const result = file.safeParse(jsonOf(text, where));
  if (!result.success) {
    const issue = result.error.issues[0];
    throw damaged(where, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
  }
  const { saved, values: kept, snapshots, routes } = result.data;
  const isFresh = now - saved < HELD_SECONDS;
  const restored = known(kept);
  const held = Object.entries(restored).filter(([id]) => isFresh || !HELD.includes(id));
  return {
    values: Object.fromEntries(held),
    snapshots: Object.fromEntries(Object.entries(snapshots).map(([place, one]) => [place, known(one)])),
    routes: knownRoutes(routes),
    revisions: Object.fromEntries(Object.entries(routes).map(([slug, { revision }]) => [slug, revision])),
  };
}

// Implementation

function known(all: Readonly<Record<string, ParamValue>>): Record<string, ParamValue> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([id, value]) => {
      const spec = findParam(id);
      const good = spec && spec.keep !== 'never' ? coerce(spec, value) : undefined;
      return good === undefined ? [] : [[id, good] as const];
    }),
  );
}

function knownRoutes(all: Readonly<Record<string, { readonly routes?: unknown }>>): RouteEdits {
  return Object.fromEntries(
    Object.entries(all).flatMap(([slug, { routes }]) => {
      const { data } = routesOfOne.safeParse(routes);
      return data ? [[slug, data] as const] : [];
    }),
  );
}

function jsonOf(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(where, error instanceof Error ? error.message : String(error));
  }
}

function damaged(where: string, why: string): EngineError {
  return new EngineError(
    'bad-session',
    `${where}: ${why}`,
    'it is kept aside; start with --safe to go without any session',
  );
}
