/** The stage's figures on key `h`: a few lines of text in a box of fixed size, rewritten five times a second while shown. */

import { figuresText, type StageFigures } from './figures.ts';

const REWRITE_EVERY_MILLISECONDS = 200;
/** Frames a second are counted over this many rewrites. */
const FPS_WINDOW = 5;

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
    box.textContent = figuresText(figures, first && newest && span > 0 ? (newest.drawn - first.drawn) / span : 0);
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
