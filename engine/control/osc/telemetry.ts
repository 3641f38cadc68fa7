/**
 * What the engine tells over OSC of what it hears: one table of addresses, from which the messages, the OSCQuery tree and the
 * docs are made. Pure.
 */

import type { Transport } from '../transport.ts';
import type { OscArgument } from './codec.ts';

/** What a telemetry address reads; the features of sound, of which the table needs these. */
export interface Heard {
  readonly level: number;
  readonly rms: number;
  readonly gateOpen: boolean;
  readonly bands: ArrayLike<number>;
  readonly hits: ArrayLike<number>;
  readonly presence: ArrayLike<number>;
  readonly onset: number;
  readonly kick: number;
  readonly snare: number;
  readonly hat: number;
  readonly centroid: number;
  readonly novelty: number;
}

export interface TelemetrySpec {
  readonly address: string;
  readonly min: number;
  readonly max: number;
  readonly doc: string;
  readonly read: (heard: Heard, transport: Transport) => number;
}

const BANDS = ['sub', 'bass', 'mid', 'highmid', 'high'];

/** Every address, told at the chosen rate. Beat and bar numbers are told once each, when they come. */
export const TELEMETRY: readonly TelemetrySpec[] = [
  unit('/audio/level', 'Loudness.', ({ level }) => level),
  { address: '/audio/rms', min: -120, max: 0, doc: 'RMS, dBFS.', read: ({ rms }) => rms },
  ...BANDS.flatMap((band, i) => [
    unit(`/audio/${band}/level`, `Energy of the ${band} band.`, ({ bands }) => bands[i] ?? 0),
    unit(`/audio/${band}/hit`, `Hits in the ${band} band: 1 at the hit, then falling.`, ({ hits }) => hits[i] ?? 0),
    unit(`/audio/${band}/presence`, `Slow average of the ${band} band.`, ({ presence }) => presence[i] ?? 0),
  ]),
  unit('/audio/onset', 'Onset strength.', ({ onset }) => onset),
  unit('/audio/kick', 'Kick drum: 1 at the hit, then falling.', ({ kick }) => kick),
  unit('/audio/snare', 'Snare drum likewise.', ({ snare }) => snare),
  unit('/audio/hat', 'Hi-hat likewise.', ({ hat }) => hat),
  {
    address: '/audio/centroid',
    min: 0,
    max: 24000,
    doc: 'Centre of the spectrum, Hz.',
    read: ({ centroid }) => centroid,
  },
  { address: '/audio/novelty', min: -1, max: 1, doc: '−1 breakdown … 1 drop.', read: ({ novelty }) => novelty },
  unit('/beat/phase', 'From one beat to the next.', (_, { beatPhase }) => beatPhase),
  unit('/beat/bar', 'From one bar to the next.', (_, { barPhase }) => barPhase),
  { address: '/beat/bpm', min: 0, max: 400, doc: 'Beats a minute.', read: (_, { bpm }) => bpm },
  unit('/beat/confidence', 'How sure the tempo is.', (_, { confidence }) => confidence),
];

/** Told at each beat: its number since the start, and its place in the bar from 1. */
export const BEAT_ADDRESS = '/beat';

/** Give the messages of one telling. */
export function telemetryMessages(
  heard: Heard,
  transport: Transport,
): { address: string; args: readonly OscArgument[] }[] {
  return TELEMETRY.map(({ address, read }) => ({ address, args: [read(heard, transport)] }));
}

/** Give the beat's message when a beat lies between two transports, else nothing. */
export function beatMessage(before: Transport | null, now: Transport, meter: number) {
  const beat = Math.floor(now.beat);
  if (before && beat <= Math.floor(before.beat)) return undefined;
  const place = 1 + (Math.round(now.bar * meter - (now.beat - beat)) % meter);
  const args: OscArgument[] = [
    { type: 'integer', value: beat },
    { type: 'integer', value: place },
  ];
  return { address: BEAT_ADDRESS, args };
}

// Implementation

function unit(address: string, doc: string, read: TelemetrySpec['read']): TelemetrySpec {
  return { address, min: 0, max: 1, doc, read };
}
