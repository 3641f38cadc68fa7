/**
 * Which input is listened to, how it stands, and the choice of another. What plays is the engine's word; a choice that fails comes
 * back to what is heard, with one line among the notices.
 */

import type { InputsNews, Meters, Status } from '../../engine/wire/protocol.ts';
import { element, write } from '../element.ts';
import { soundStateOf } from '../sound-state.ts';
import type { Desk, Panel } from './panel.ts';

/** The parameter that this panel has the control of. */
export const SOUND_PARAM = 'audio.input';

/** The sound's line. */
export interface SoundPanel extends Panel {
  show(status: Status): void;
  hear(meters: Meters): void;
  /** Take in the inputs that the machine has. */
  list(news: InputsNews): void;
  /** Forget what was said: the line broke. */
  clear(): void;
}

/** Make the line at the top of `root`; `look` asks the engine to look for inputs anew. */
export function soundPanel(root: HTMLElement, { mirror }: Desk, look: () => void): SoundPanel {
  const state = element('b', { class: 'lamp' }, '–');
  const source = element('span', { class: 'source' });
  const choice = element('select', { 'data-param': SOUND_PARAM, 'aria-label': 'audio input' });
  const again = element('button', { type: 'button', title: 'Look for inputs that were plugged in' }, 'look again');
  const head = element(
    'div',
    { class: 'sound' },
    element('h2', {}, 'sound'),
    state,
    source,
    element('label', { class: 'asked' }, element('small', {}, 'input'), choice),
    again,
  );
  root.prepend(head);
  choice.addEventListener('change', () => mirror.wish(SOUND_PARAM, choice.value));
  again.addEventListener('click', () => {
    again.disabled = true;
    look();
  });
  let news: InputsNews = { inputs: [], reason: '' };
  let audio: Status['audio'] | undefined;
  let lastHeard: number | undefined;
  let quiet = 0;

  function paintState(): void {
    if (!audio) return;
    const word = soundStateOf(audio, quiet);
    write(state, word);
    state.classList.toggle('on', word === 'running' || word === 'demo');
    write(source, [audio.source, audio.detail].filter(Boolean).join(', '));
    if (source.title !== source.textContent) source.title = source.textContent ?? '';
  }

  function paintChoice(): void {
    const chosen = String(mirror.shown(SOUND_PARAM) ?? '');
    const named = [
      { value: '', text: 'as the settings say' },
      { value: 'demo', text: 'demo track' },
      ...news.inputs.map(({ label, detail, isDefault }) => {
        return { value: label, text: `${label} · ${detail}${isDefault ? ', the default' : ''}` };
      }),
    ];
    const away = named.some(({ value }) => value === chosen) ? [] : [{ value: chosen, text: `${chosen} · not here` }];
    const options = [...named, ...away];
    const key = options.map(({ value, text }) => `${value}\t${text}`).join('\n');
    if (choice.dataset.key !== key) {
      choice.dataset.key = key;
      choice.replaceChildren(...options.map(({ value, text }) => element('option', { value }, text)));
    }
    choice.value = chosen;
    choice.title = news.reason || 'Listen to another input; the one that plays stays until the other sounds';
  }

  return {
    root: head,
    show(status) {
      audio = status.audio;
      paintState();
    },
    hear({ time, gateOpen }) {
      if (gateOpen || lastHeard === undefined || time < lastHeard) lastHeard = time;
      const before = quiet;
      quiet = time - lastHeard;
      if (Math.floor(before) !== Math.floor(quiet)) paintState();
    },
    list(next) {
      news = next;
      again.disabled = false;
      paintChoice();
    },
    clear() {
      audio = undefined;
      lastHeard = undefined;
      quiet = 0;
      again.disabled = false;
      write(state, '–');
      state.classList.remove('on');
    },
    paint(changed) {
      if (changed.has(SOUND_PARAM)) paintChoice();
    },
  };
}
