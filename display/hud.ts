/** The stage's figures on key `h`: a few lines of text in a box of fixed size, rewritten five times a second while shown. */

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
  readonly problem: string;
}

const REWRITE_EVERY_MILLISECONDS = 200;
/** Frames a second are counted over this many rewrites. */
const FPS_WINDOW = 5;

/** Give the figures' text. Pure; `fps` is frames drawn a second. */
export function hudText(figures: StageFigures, fps: number): string {
  const { picture, screen, status, meters } = figures;
  const size = picture ? `${picture.width}×${picture.height} ${picture.format}` : 'no frame yet';
  const latency = status?.latency == null ? '–' : `${Math.round(1000 * status.latency)} ms`;
  const lines = [
    figures.connection === 'open' ? 'engine    connected' : 'engine    LOST, last picture held, reconnecting',
    `frames    ${fps.toFixed(1)} /s drawn, ${figures.replaced} replaced, ${figures.skipped} skipped`,
    `latency   ${latency} from sound to picture`,
    `picture   ${size} on ${screen.width}×${screen.height}, ${figures.fit}, ${figures.way}`,
    status
      ? `engine    ${status.fps.toFixed(1)} /s, ${status.renderer}, ${(1000 * status.renderSeconds).toFixed(1)} ms a frame`
      : '',
    status ? `sound     ${status.audio.state}: ${status.audio.source}` : '',
    meters ? `hears     ${meters.bands.map(block).join('')} ${Math.round(meters.rms)} dBFS, ${tempo(meters)}` : '',
    figures.awake ? '' : 'screen    may go to sleep: this browser holds no wake lock',
    figures.problem,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** Show figures in `box` while they are switched on. @returns the switch */
export function stageHud(box: HTMLElement, read: () => StageFigures): () => void {
  let timer = 0;
  let counts: { drawn: number; time: number }[] = [];

  function rewrite(): void {
    const figures = read();
    counts = [...counts, { drawn: figures.drawn, time: performance.now() / 1000 }].slice(-1 - FPS_WINDOW);
    const [first] = counts;
    const newest = counts.at(-1);
    const span = first && newest ? newest.time - first.time : 0;
    box.textContent = hudText(figures, first && newest && span > 0 ? (newest.drawn - first.drawn) / span : 0);
  }

  return () => {
    box.hidden = !box.hidden;
    clearInterval(timer);
    counts = [];
    if (!box.hidden) {
      timer = window.setInterval(rewrite, REWRITE_EVERY_MILLISECONDS);
      rewrite();
    }
  };
}

// Implementation

function block(level: number): string {
  return '▁▂▃▄▅▆▇█'.charAt(Math.round(7 * Math.min(1, Math.max(0, level))));
}

function tempo({ bpm, tempoConfidence }: Meters): string {
  return bpm > 0 ? `${bpm.toFixed(1)} bpm (${Math.round(100 * tempoConfidence)} %)` : 'no tempo yet';
}
