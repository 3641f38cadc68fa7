/**
 * Snapshots and the session. Sixteen pads: a touch recalls; with "store", "rename" or "delete" armed the next touch does that, as on a
 * lighting desk. Beside them how long a recall glides, undo, and how the session stands on disk.
 */

import { SNAPSHOT_SLOTS } from '../../engine/control/registry.ts';
import type { ClientMessage, MemoryNews } from '../../engine/wire/protocol.ts';
import { element, write } from '../element.ts';
import { standingText } from '../session-text.ts';
import { makeFader } from './fader.ts';
import { type Desk, type Panel, thumbnailOf } from './panel.ts';
import { param } from './parts.ts';

/** The panel. */
export interface SnapshotsPanel extends Panel {
  show(memory: MemoryNews): void;
  /** Take in a new list of presets: the pads have their pictures. */
  list(): void;
  /** Let the time since the last save go on. A few times a second. */
  tick(): void;
  /** Recall a place, where it holds something. */
  recall(place: number): void;
  /** Arm "store", or disarm it. */
  armStore(): void;
}

/** Tell whether this panel has the control of a parameter. */
export function isInSnapshots(id: string): boolean {
  return id.startsWith('snapshot.') || id === 'master.undo';
}

const MODES = {
  recall: { param: 'snapshot.recall', title: 'A touch on a pad goes to that snapshot, gliding' },
  store: { param: 'snapshot.save', title: 'The next touch on a pad keeps the picture there, as it is set' },
  rename: { param: '', title: 'The next touch on a pad gives it a name' },
  delete: { param: 'snapshot.delete', title: 'The next touch on a pad empties it; undo brings it back' },
} as const;
type Mode = keyof typeof MODES;

interface Pad {
  readonly root: HTMLElement;
  paint(preset: string | undefined, mode: Mode): void;
  rename(): void;
}

/** Make the panel; `send` asks the engine to save. */
export function snapshotsPanel(root: HTMLElement, desk: Desk, send: (message: ClientMessage) => void): SnapshotsPanel {
  const { mirror } = desk;
  let memory: MemoryNews | undefined;
  let heardAt = 0;
  let mode: Mode = 'recall';
  const glide = makeFader(param('snapshot.time'), mirror, { name: 'glide time', label: 'glide' });
  const undo = element('button', { type: 'button', 'data-param': 'master.undo', disabled: true }, 'undo');
  undo.addEventListener('click', () => mirror.fire('master.undo'));
  const standing = element('span', { class: 'standing' });
  const save = element('button', { type: 'button', title: 'Write the session to disk now' }, 'save now');
  save.addEventListener('click', () => send({ type: 'save' }));
  const arms = (Object.keys(MODES) as Mode[]).map((name) => {
    const { param: id, title } = MODES[name];
    const button = element('button', { type: 'button', title, 'data-mode': name, 'data-param': id || false }, name);
    button.addEventListener('click', () => arm(mode === name ? 'recall' : name));
    return button;
  });
  const pads = Array.from({ length: SNAPSHOT_SLOTS }, (_, i) => makePad(i + 1, desk, () => touch(i + 1)));
  root.append(
    element(
      'div',
      { class: 'snapshot-head' },
      element('h2', {}, 'snapshots'),
      element('span', { class: 'modes', role: 'group', 'aria-label': 'what a touch on a pad does' }, ...arms),
      glide.root,
      undo,
      standing,
      save,
    ),
    element('div', { class: 'pads' }, ...pads.map(({ root: pad }) => pad)),
  );
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && arm('recall'));
  const held = (place: number) => memory?.snapshots.find((one) => one.place === place)?.preset;
  arm('recall');

  function arm(next: Mode): void {
    mode = next;
    root.dataset.mode = mode;
    for (const button of arms) button.setAttribute('aria-pressed', String(button.dataset.mode === mode));
    paintPads();
  }

  function touch(place: number): void {
    if (mode === 'rename') pads[place - 1]?.rename();
    else if (mode === 'store') mirror.wish(MODES.store.param, place);
    else if (held(place) !== undefined) mirror.wish(MODES[mode].param, place);
    arm('recall');
  }

  function paintPads(): void {
    pads.forEach((pad, i) => {
      pad.paint(held(i + 1), mode);
    });
  }

  function tick(): void {
    if (!memory) return;
    const { session } = memory;
    write(standing, standingText(session, (performance.now() - heardAt) / 1000));
    standing.classList.toggle('bad', session.state === 'failed');
    save.disabled = session.state === 'off';
  }

  return {
    root,
    show(next) {
      memory = next;
      heardAt = performance.now();
      undo.disabled = next.undo === null;
      undo.title = next.undo ? `Take back: ${next.undo.what}` : 'Nothing to take back';
      paintPads();
      tick();
    },
    list: paintPads,
    tick,
    recall(place) {
      if (held(place) !== undefined) mirror.wish(MODES.recall.param, place);
    },
    armStore: () => arm(mode === 'store' ? 'recall' : 'store'),
    paint(changed) {
      if (changed.has('snapshot.time')) glide.paint();
      if ([...changed].some((id) => id.endsWith('.name'))) paintPads();
    },
  };
}

// Implementation

function makePad(place: number, desk: Desk, touch: () => void): Pad {
  const nameId = `snapshot.${place}.name`;
  const image = element('img', { alt: '', decoding: 'async', draggable: 'false' });
  const name = element('span', { class: 'holds' });
  const button = element(
    'button',
    { type: 'button', class: 'pad', 'data-place': place },
    image,
    element('b', { class: 'number' }, String(place)),
    ' ',
    name,
  );
  button.addEventListener('click', touch);
  const input = element('input', {
    type: 'text',
    maxlength: 40,
    'data-param': nameId,
    'aria-label': `name of snapshot ${place}`,
    hidden: true,
  });
  input.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') desk.mirror.wish(nameId, input.value.trim());
    if (key === 'Enter' || key === 'Escape') {
      input.hidden = true;
      button.focus();
    }
  });
  input.addEventListener('blur', () => {
    input.hidden = true;
  });
  return {
    root: element('div', { class: 'place' }, button, input),
    paint(slug, mode) {
      const preset = desk.presets.find((candidate) => candidate.slug === slug);
      const source = preset ? thumbnailOf(preset) : '';
      if (!source) image.removeAttribute('src');
      else if (image.getAttribute('src') !== source) image.src = source;
      const own = String(desk.mirror.shown(nameId) ?? '');
      const text = own || (slug === undefined ? 'empty' : (preset?.name ?? slug));
      write(name, text);
      button.classList.toggle('filled', slug !== undefined);
      button.setAttribute('aria-label', `${place} ${text}: ${mode} snapshot`);
      button.setAttribute('aria-disabled', String(slug === undefined && (mode === 'recall' || mode === 'delete')));
    },
    rename() {
      input.hidden = false;
      input.value = String(desk.mirror.shown(nameId) ?? '');
      input.focus();
      input.select();
    },
  };
}
