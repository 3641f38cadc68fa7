/**
 * Routes on the operator page: changes go to the show, saving goes to the preset's file, and what the routes do goes to the pages
 * that watch.
 */

import { findPreset, type PresetLibrary } from './cppn/preset.ts';
import { saveRoutes } from './cppn/preset-store.io.ts';
import type { Engine } from './engine.ts';
import { describeError, EngineError } from './errors.ts';
import type { FeedbackPort } from './ports.ts';
import type { RouteView } from './wire/route-feed.ts';
import type { RoutesMessage } from './wire/server.io.ts';

export interface RoutesParts {
  readonly show: Pick<Engine, 'editRoutes' | 'routes' | 'routesAt' | 'notice'>;
  readonly library: () => PresetLibrary;
  /** The folder of the presets. */
  readonly presets: string;
  readonly send: (view: RouteView) => void;
}

/** Tells the pages that watch, and does what pages say. */
export interface Routes extends FeedbackPort {
  /** @throws EngineError 'not-found' or 'bad-argument' for a preset or an input that is not there */
  take(message: RoutesMessage): void;
}

/** Begin. */
export function openRoutes({ show, library, presets, send }: RoutesParts): Routes {
  /** Waits for the frame that takes in what was changed just before. */
  const toSave = new Set<string>();
  const view: RouteView = (place) => {
    const { routes, ...at } = show.routesAt(place) ?? NOTHING;
    return { ...at, routes: [...routes] };
  };

  async function save(slug: string): Promise<void> {
    const routes = show.routes[slug];
    if (!routes) return;
    try {
      await saveRoutes(presets, slug, routes);
      show.notice('info', `routes of ${slug} saved into its preset`);
    } catch (error) {
      show.notice('warning', `routes of ${slug}: ${describeError(error)}`);
    }
  }

  return {
    take(message) {
      const { slug } = message;
      const { net } = findPreset(library(), slug);
      if (message.type === 'routes-back') {
        show.editRoutes({ slug, routes: null });
      } else if (message.type === 'routes-save') toSave.add(slug);
      else {
        const { routes } = message;
        const lost = routes.find(({ input }) => input >= net.spec.audioInputs);
        if (lost) {
          const what = `${slug}: input ${lost.input + 1} is not one of its ${net.spec.audioInputs}`;
          throw new EngineError('bad-argument', what);
        }
        show.editRoutes({ slug, routes });
      }
    },
    sendParams: () => {},
    sendBeat() {
      for (const slug of toSave) void save(slug);
      toSave.clear();
      send(view);
    },
  };
}

// Implementation

const NOTHING = { slug: '', name: '', inputs: 0, routes: [], isEdited: false, envelopes: [], given: [] };
