/**
 * The controllers: which are there, what was moved last, and learn: touch a control of the page, then move the knob. It also draws
 * each knob's own place as a ghost on the page's faders, where hand and value have parted.
 */

import { CONTROL_MODES } from '../../engine/control/midi-map-schema.ts';
import type { ClientMessage, Ghost, MidiNews } from '../../engine/wire/protocol.ts';
import { element, write } from '../element.ts';

/** The panel of the controllers. */
export interface MidiPanel {
  readonly root: HTMLElement;
  show(midi: MidiNews): void;
  ghosts(ghosts: readonly Ghost[]): void;
  /** The line broke: nothing is being learned, and no knob's place is known. */
  clear(): void;
}

type Wish = Extract<ClientMessage, { type: 'midi' }>;

/** Make the panel, and let it take the page's next touch while the learn button is pressed. */
export function midiPanel(root: HTMLElement, send: (message: Wish) => void): MidiPanel {
  const devices = element('div', { class: 'devices' });
  const last = element('span', { class: 'last' });
  const learn = element(
    'button',
    { type: 'button', 'aria-pressed': 'false', title: 'Put a knob on a control' },
    'learn',
  );
  const said = element('span', { class: 'said', role: 'status' });
  const modes = CONTROL_MODES.filter((mode) => mode !== 'set' && mode !== 'step' && mode !== 'select');
  const mode = element(
    'select',
    { 'aria-label': 'what the control is', title: 'What the control is' },
    ...modes.map((name) => element('option', { value: name }, name.replaceAll('-', ' '))),
  );
  const forget = element('button', { type: 'button' }, 'forget');
  const done = element('button', { type: 'button' }, 'done');
  root.append(element('h2', {}, 'controllers'), devices, last, said, mode, forget, done, learn);
  const wish = (action: Wish['action'], value = '') => send({ type: 'midi', action, value });
  let midi: MidiNews | undefined;
  let isChoosing = false;
  let shown = new Map<string, HTMLElement[]>();

  function paint(): void {
    const { phase = 'off', param = '', text = '', device = '', mode: found = '' } = midi?.learn ?? {};
    learn.setAttribute('aria-pressed', String(isChoosing || phase === 'listening'));
    document.documentElement.toggleAttribute('data-learn', isChoosing);
    const isOver = phase === 'learned' || phase === 'refused';
    mode.hidden = !(phase === 'learned' && modes.some((known) => known === found));
    forget.hidden = phase !== 'learned';
    done.hidden = !isOver && !isChoosing && phase !== 'listening';
    write(done, isOver ? 'done' : 'cancel');
    mode.value = found;
    if (isChoosing) write(said, 'touch the control of the page');
    else if (phase === 'listening') write(said, `${param}: now move the knob, a little right and back`);
    else if (phase === 'learned') write(said, `${param} is on ${text} of ${device}`);
    else write(said, phase === 'refused' ? text : '');
  }

  function end(): void {
    isChoosing = false;
    wish('end');
    paint();
  }

  learn.addEventListener('click', () => {
    if (isChoosing || midi?.learn.phase === 'listening') return end();
    isChoosing = true;
    paint();
  });
  done.addEventListener('click', end);
  forget.addEventListener('click', () => wish('forget', midi?.learn.param));
  mode.addEventListener('change', () => wish('relearn', mode.value));
  // The touch that chooses must not also move what it touches: it is taken before the control sees it.
  for (const type of ['pointerdown', 'click'] as const) {
    document.addEventListener(
      type,
      (event) => {
        const param = isChoosing || type === 'click' ? paramAt(event.target) : undefined;
        if (param === undefined || (!isChoosing && midi?.learn.phase !== 'listening')) return;
        event.preventDefault();
        event.stopPropagation();
        if (!isChoosing) return;
        isChoosing = false;
        wish('learn', param);
        paint();
      },
      { capture: true },
    );
  }
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && (isChoosing || (midi && midi.learn.phase !== 'off'))) end();
  });
  paint();

  return {
    root,
    show(next) {
      midi = next;
      const lines = next.missing ? [missingLine(next.missing)] : next.devices.map(deviceLine);
      devices.replaceChildren(...(lines.length > 0 ? lines : [element('span', {}, 'plug a controller in')]));
      const parts = [next.last ? `${next.last.device}: ${next.last.text}` : '', next.timecode];
      write(last, parts.filter(Boolean).join('  ·  '));
      paint();
    },
    ghosts(ghosts) {
      const next = new Map<string, HTMLElement[]>();
      for (const { param, position, caught } of ghosts) {
        const marks = shown.get(param) ?? marksFor(param);
        for (const mark of marks) {
          const shift = `${100 * position}%`;
          mark.style.transform = isStanding(mark) ? `translateY(-${shift})` : `translateX(${shift})`;
          mark.classList.toggle('caught', caught);
        }
        next.set(param, marks);
      }
      for (const [param, marks] of shown) if (!next.has(param)) for (const mark of marks) mark.remove();
      shown = next;
    },
    clear() {
      isChoosing = false;
      midi = undefined;
      for (const marks of shown.values()) for (const mark of marks) mark.remove();
      shown = new Map();
      paint();
    },
  };
}

// Implementation

function missingLine(reason: string): HTMLElement {
  return element('span', { class: 'away', title: reason }, `no MIDI: ${reason}`);
}

function deviceLine({ name, map, page, connected, hasOutput }: MidiNews['devices'][number]): HTMLElement {
  const detail = [map || 'no map: learn', page].filter(Boolean).join(', ');
  const title = connected ? (hasOutput ? '' : 'It has no output: its lights stay as they are.') : 'It was unplugged.';
  const state = connected ? element('small', {}, detail) : element('small', {}, 'unplugged');
  return element(
    'span',
    { class: connected ? 'device' : 'device away', title },
    element('i', { class: 'light' }),
    name,
    state,
  );
}

/** The parameter of the control at a place of the page; a slot's head is its preset. */
function paramAt(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  const slot = target.closest('.slot')?.closest<HTMLElement>('[data-slot]');
  if (slot) return `mix.${slot.dataset.slot}.preset`;
  return target.closest<HTMLElement>('[data-param]')?.dataset.param;
}

function marksFor(param: string): HTMLElement[] {
  return [...document.querySelectorAll(`[data-param="${CSS.escape(param)}"] .track`)].map((track) => {
    const mark = element('i', { class: 'ghost' }, element('b'));
    track.append(mark);
    return mark;
  });
}

function isStanding(mark: HTMLElement): boolean {
  return mark.closest('.standing') !== null;
}
