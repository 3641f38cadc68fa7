/** The operator page's keys, in one table: what acts and what the list on `?` shows are the same. */

import { MIX_SLOTS } from '../../engine/control/registry.ts';
import { element } from '../element.ts';
import type { Desk } from './panel.ts';

interface Shortcut {
  readonly key: string;
  readonly does: string;
  run?(): void;
}

/** What keys do to the page rather than to the show. */
export interface PageActs {
  openStage(): void;
  writePrompt(): void;
  /** Recall the snapshot in this place, from 1. */
  recall(place: number): void;
  /** Let the next touch on a pad store. */
  armStore(): void;
}

/** The digits that there are keys for. */
const RECALL_KEYS = 9;

/** Listen for the page's keys while the line is open. @returns a button that opens their list */
export function shortcuts({ mirror }: Desk, isOpen: () => boolean, page: PageActs): HTMLButtonElement {
  const toggle = (id: string) => mirror.wish(id, mirror.shown(id) !== true);
  const table: Shortcut[] = [
    { key: 'b', does: 'blackout', run: () => toggle('master.blackout') },
    { key: 'f', does: 'freeze', run: () => toggle('master.freeze') },
    { key: 'n', does: 'crossfade to the next preset', run: () => mirror.fire('preset.next') },
    { key: 'p', does: 'crossfade to the previous preset', run: () => mirror.fire('preset.previous') },
    { key: `1 … ${MIX_SLOTS}`, does: "crossfade to that slot's preset" },
    { key: 'x', does: 'crossfade to the other deck', run: () => mirror.fire('crossfader.auto') },
    { key: 't', does: 'tap the tempo', run: () => mirror.fire('tempo.tap') },
    { key: `shift 1 … ${RECALL_KEYS}`, does: 'recall that snapshot' },
    { key: 's', does: 'store: the next touch on a snapshot keeps the picture there', run: page.armStore },
    {
      key: 'u',
      does: 'undo: a snapshot stored, named, deleted, recalled, words kept, routes changed, or panic',
      run: () => mirror.fire('master.undo'),
    },
    { key: 'c', does: 'crossfade to the prompt that waits for its cue', run: () => mirror.fire('prompt.cue') },
    { key: 'o', does: 'open the stage', run: page.openStage },
    { key: '/', does: 'write a prompt', run: page.writePrompt },
    { key: '↑ ↓ ← →', does: 'step the focused fader; with shift finely; page keys by ten' },
    { key: 'delete, double click', does: "a fader's default" },
    { key: 'esc', does: 'disarm, stop learning, close this list' },
    { key: '?', does: 'this list' },
  ];
  const list = element(
    'dialog',
    { class: 'keys', 'aria-label': 'Keyboard shortcuts' },
    element('h2', {}, 'keys'),
    element('dl', {}, ...table.flatMap(({ key, does }) => [element('dt', {}, key), element('dd', {}, does)])),
    element('form', { method: 'dialog' }, element('button', {}, 'close')),
  );
  document.body.append(list);
  const showList = () => (list.open ? list.close() : list.showModal());

  document.addEventListener('keydown', (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement) return;
    if (event.key === '?') showList();
    if (!isOpen() || list.open) return;
    // By the key's place: what shift makes of a digit depends on the keyboard.
    const digit = event.shiftKey ? /^Digit([1-9])$/.exec(event.code)?.[1] : undefined;
    if (digit) return page.recall(Number(digit));
    const slot = Number(event.key);
    if (Number.isInteger(slot) && slot >= 1 && slot <= MIX_SLOTS) {
      const slug = mirror.shown(`mix.${slot}.preset`);
      if (slug) mirror.wish('preset.go', slug);
    } else {
      const shortcut = table.find(({ key }) => key === event.key.toLowerCase());
      if (!shortcut?.run) return;
      // The key acts; it is not also typed into what it focuses.
      event.preventDefault();
      shortcut.run();
    }
  });
  const button = element('button', { type: 'button', class: 'quiet', 'aria-label': 'Keyboard shortcuts' }, '?');
  button.addEventListener('click', showList);
  return button;
}
