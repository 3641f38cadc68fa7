/**
 * What the engine tells its displays: parameters when they change, meters thirty times a second, status twice. It also keeps
 * the last notices, so that a page that comes late still reads what went wrong.
 */

import { clearHits, type FeatureFrame, gatherFeatures, restingFeatures } from './audio/features.ts';
import type { ParamValue } from './control/parameter.ts';
import type { Transport } from './control/transport.ts';
import type { Clock, FeedbackPort, FrameSink } from './ports.ts';
import type { Seconds } from './units.ts';
import type { Status } from './wire/protocol.ts';

/** What a status says beside what the news knows itself. */
export type StatusFacts = Omit<Status, 'displays' | 'drawing' | 'dropped' | 'latency' | 'fps' | 'notices'>;

export interface News {
  /** Say something to the performer, once: to the terminal now, to every page with the next status. */
  notice(level: 'info' | 'warning', text: string): void;
  /** Count a frame that was sent. */
  countFrame(): void;
  /** Tell what is due. @param facts asked for only when a status is */
  tell(
    targets: Readonly<Record<string, ParamValue>>,
    features: Readonly<FeatureFrame>,
    transport: Transport,
    facts: () => StatusFacts,
  ): void;
}

const METERS_EVERY: Seconds = 1 / 30;
const STATUS_EVERY: Seconds = 0.5;
const NOTICES_KEPT = 20;

/** Start telling. */
export function createNews(sink: FrameSink, clock: Clock, feedback: readonly FeedbackPort[] = []): News {
  const notices: Status['notices'] = [];
  // Meters are told less often than frames are made: no hit may fall between two of them.
  const gathered = restingFeatures();
  let told: Readonly<Record<string, ParamValue>> = {};
  let nextMeters = 0;
  let nextStatus = 0;
  let frames = 0;
  let countedSince = clock();
  let fps = 0;

  function countedFps(now: Seconds): number {
    // A notice may call for a status early; a rate over a shorter time would only flicker.
    if (now - countedSince >= STATUS_EVERY / 2) {
      fps = frames / (now - countedSince);
      frames = 0;
      countedSince = now;
    }
    return fps;
  }

  return {
    notice(level, text) {
      notices.push({ time: clock(), level, text });
      if (notices.length > NOTICES_KEPT) notices.shift();
      nextStatus = 0;
      sink.log(level, text);
    },
    countFrame() {
      frames++;
    },
    tell(targets, features, transport, facts) {
      const now = clock();
      if (targets !== told) {
        const changed = Object.fromEntries(Object.entries(targets).filter(([id, value]) => told[id] !== value));
        if (Object.keys(changed).length > 0) for (const port of [sink, ...feedback]) port.sendParams(changed);
        told = targets;
      }
      for (const port of feedback) port.sendBeat(transport, features);
      gatherFeatures(features, gathered);
      if (now >= nextMeters) {
        nextMeters = now + METERS_EVERY;
        sink.sendMeters(gathered, transport);
        clearHits(gathered);
      }
      if (now >= nextStatus) {
        nextStatus = now + STATUS_EVERY;
        sink.sendStatus({ ...facts(), fps: countedFps(now), notices });
      }
    },
  };
}
