/** What a route may be: in a preset's file and on the wire. */

import { z } from 'zod';
import { ROUTE_SOURCES } from './inputs.ts';

/** Schema of one route; what is left out has its default. */
export const routeSchema = z.strictObject({
  from: z.enum(ROUTE_SOURCES),
  input: z.int().min(0).max(7),
  amount: z.number().min(-1).max(2).default(1),
  curve: z.number().min(0.2).max(5).default(1),
  attack: z.number().min(0).max(10).default(0.005),
  release: z.number().min(0).max(10).default(0.2),
});

/** Most routes of a preset. */
export const MOST_ROUTES = 32;
