/** The text of the stage's figures. Pure. */

import type { Meters, Status } from '../engine/wire/protocol.ts';
import type { ConnectionState } from './connection.ts';

/** What the stage knows. Counts since the page was opened. */
export interface StageFigures {
  readonly connection: ConnectionState;
  readonly drawn: number;
  readonly replaced: number;
  readonly skipped: number;
  readonly picture: { readonly width: number; readonly height: number; readonly format: string } | undefined;
  readonly screen: { readonly width: number; readonly height: number };
  readonly way: string;
  readonly fit: string;
  readonly awake: boolean;
  readonly status: Status | undefined;
  readonly meters: Meters | undefined;
  /** How the stage's own drawing stands; empty when it shows frames as asked. */
  readonly own: string;
  readonly problem: string;
}

/** Give the figures' text. `fps` is frames drawn a second. */
export function figuresText(figures: StageFigures, fps: number): string {
  const { picture, screen, status, meters } = figures;
  const size = picture ? `${picture.width}×${picture.height} ${picture.format}` : 'no frame yet';
  const latency = status?.latency == null ? '–' : `${Math.round(1000 * status.latency)} ms`;
  const lines = [
    figures.connection === 'open' ? 'engine    connected' : 'engine    LOST, last picture held, reconnecting',
    `frames    ${fps.toFixed(1)} /s drawn, ${figures.replaced} replaced, ${figures.skipped} skipped`,
    `latency   ${latency} from sound to picture`,
    `picture   ${size} on ${screen.width}×${screen.height}, ${figures.fit}, ${figures.way}`,
    figures.own,
    status ? `engine    ${status.fps.toFixed(1)} /s, ${status.renderer}, ${frameCost(status)}` : '',
    status ? `sound     ${status.audio.state}: ${status.audio.source}` : '',
    meters ? `hears     ${meters.bands.map(block).join('')} ${Math.round(meters.rms)} dBFS, ${tempo(meters)}` : '',
    figures.awake ? '' : 'screen    may go to sleep: this browser holds no wake lock',
    figures.problem,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** Say what a frame costs the engine. */
export function frameCost({ renderSeconds }: Pick<Status, 'renderSeconds'>): string {
  return renderSeconds > 0 ? `${(1000 * renderSeconds).toFixed(1)} ms a frame` : 'no pixels asked for';
}

// Implementation

function block(level: number): string {
  return '▁▂▃▄▅▆▇█'.charAt(Math.round(7 * Math.min(1, Math.max(0, level))));
}

function tempo({ bpm, tempoConfidence, tempoSource }: Meters): string {
  const source = tempoSource === 'audio' ? `${Math.round(100 * tempoConfidence)} %` : tempoSource;
  return bpm > 0 ? `${bpm.toFixed(1)} bpm (${source})` : 'no tempo yet';
}
