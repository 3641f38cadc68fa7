/**
 * Words kept for the night: eight places, which pads of a controller ask for as well. A touch asks for a place's words; with "keep"
 * armed it keeps there what stands in the box, as with snapshots.
 */

import { element, write } from '../element.ts';
import type { Desk } from './panel.ts';
import { param } from './parts.ts';

/** The places. */
export interface PromptPlaces {
  readonly root: HTMLElement;
  paint(changed: ReadonlySet<string>): void;
}

const wordsParam = (place: number) => `prompt.${place}.words`;

/** Make them; `box` is where words are typed. */
export function promptPlaces({ mirror }: Desk, box: HTMLInputElement): PromptPlaces {
  const keep = element(
    'button',
    { type: 'button', title: 'The next touch on a place keeps the words of the box there; an empty box empties it' },
    'keep',
  );
  let isKeeping = false;
  const wordsOf = (place: number) => String(mirror.shown(wordsParam(place)) ?? '');

  function arm(next: boolean): void {
    isKeeping = next;
    keep.setAttribute('aria-pressed', String(next));
    paint();
  }

  function touch(place: number): void {
    if (isKeeping) mirror.wish(wordsParam(place), box.value.trim());
    else if (wordsOf(place)) mirror.wish('prompt.ask', place);
    arm(false);
  }

  const places = Array.from({ length: param('prompt.ask').max }, (_, i) => {
    const words = element('span', {});
    const button = element(
      'button',
      { type: 'button', class: 'kept', 'data-kept': i + 1, 'data-param': 'prompt.ask' },
      element('b', {}, String(i + 1)),
      ' ',
      words,
    );
    button.addEventListener('click', () => touch(i + 1));
    return { root: element('span', { 'data-param': wordsParam(i + 1) }, button), button, words };
  });

  function paint(): void {
    places.forEach(({ button, words }, i) => {
      const text = wordsOf(i + 1);
      write(words, text || 'empty');
      button.title = text || param(wordsParam(i + 1)).doc;
      button.classList.toggle('filled', text !== '');
      button.setAttribute('aria-label', `${i + 1} ${text || 'empty'}: ${isKeeping ? 'keep words here' : 'ask'}`);
      button.setAttribute('aria-disabled', String(!isKeeping && text === ''));
    });
  }

  keep.addEventListener('click', () => arm(!isKeeping));
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && arm(false));
  arm(false);
  return {
    root: element(
      'div',
      { class: 'places', role: 'group', 'aria-label': 'kept words' },
      keep,
      ...places.map((place) => place.root),
    ),
    paint(changed) {
      if ([...changed].some((id) => id.endsWith('.words'))) paint();
    },
  };
}
