/**
 * The offer to take back what was just done, on every page, whoever did it: it lies over the foot of the page for a while, moves
 * nothing, and is gone. The undo button of the snapshots stays.
 */

import type { Seconds } from '../../engine/units.ts';
import type { MemoryNews } from '../../engine/wire/protocol.ts';
import { element, write } from '../element.ts';
import type { Desk } from './panel.ts';

/** The offer. */
export interface UndoOffer {
  show(undo: MemoryNews['undo']): void;
  /** Offer nothing: the line broke. */
  clear(): void;
}

/** How long it is offered. */
const OFFERED: Seconds = 12;

/** Make the offer; it is hidden until there is one. */
export function undoOffer({ mirror }: Desk): UndoOffer {
  const what = element('span', { role: 'status' });
  const button = element('button', { type: 'button' }, 'undo');
  button.addEventListener('click', () => mirror.fire('master.undo'));
  const root = element('div', { id: 'undo', hidden: true }, what, button);
  document.body.append(root);
  let timer = 0;
  /** The newest step that was seen: one that comes to light by an undo is not offered anew. */
  let newest = 0;

  function hide(): void {
    clearTimeout(timer);
    root.hidden = true;
  }

  return {
    show(undo) {
      if (undo && undo.id === newest) return;
      const left = undo && undo.id > newest ? OFFERED - undo.age : 0;
      newest = Math.max(newest, undo?.id ?? 0);
      hide();
      if (!undo || left <= 0) return;
      write(what, undo.what);
      root.hidden = false;
      timer = window.setTimeout(hide, 1000 * left);
    },
    clear() {
      newest = 0;
      hide();
    },
  };
}
