/**
 * What was detected in a run of frames, as lists of times: the form that scorers and other tools read. Every time is that
 * of the frame that told it, so an offline file is stamped exactly as the live engine would have stamped it.
 */

import type { Bpm, Seconds, Unit } from '../units.ts';
import type { FeatureFrame } from './features.ts';

/** Detections of a whole sound. */
export interface Events {
  readonly onsets: Seconds[];
  readonly beats: Seconds[];
  /** [time, tempo known from then on]. */
  readonly tempo: [Seconds, Bpm][];
  readonly drums: { readonly kick: Seconds[]; readonly snare: Seconds[]; readonly hat: Seconds[] };
}

/** Collects events from frames. */
export interface EventCollector {
  readonly events: Events;
  /** Take the next frame. */
  take(frame: Readonly<FeatureFrame>): void;
}

/** Beats are claimed from this confidence on: below it the clock runs, but nobody should cut on it. */
export const BEAT_CONFIDENCE: Unit = 0.3;
/** A tempo is told again when it has changed by this share. */
const TEMPO_STEP = 0.003;

/** Start collecting. */
export function collectEvents(): EventCollector {
  const events: Events = { onsets: [], beats: [], tempo: [], drums: { kick: [], snare: [], hat: [] } };
  let beat = 0;
  return {
    events,
    take(frame) {
      if (frame.isOnset) events.onsets.push(frame.time);
      if (frame.isKick) events.drums.kick.push(frame.time);
      if (frame.isSnare) events.drums.snare.push(frame.time);
      if (frame.isHat) events.drums.hat.push(frame.time);
      const now = Math.floor(frame.beat);
      if (now > beat && frame.tempoConfidence >= BEAT_CONFIDENCE) events.beats.push(frame.time);
      beat = now;
      const told = events.tempo.at(-1);
      if (frame.bpm > 0 && (told === undefined || Math.abs(frame.bpm / told[1] - 1) > TEMPO_STEP)) {
        events.tempo.push([frame.time, frame.bpm]);
      }
    },
  };
}

/** Collect the events of a sequence of frames. */
export function eventsOf(frames: Iterable<Readonly<FeatureFrame>>): Events {
  const collector = collectEvents();
  for (const frame of frames) collector.take(frame);
  return collector.events;
}
