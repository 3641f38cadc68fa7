/**
 * The decks: what deck A, the output and deck B look like now, and the crossfader between. Where no moving picture can be drawn the
 * decks show stills and the output is the engine's own, a few times a second; the line below says so.
 */

import { element, write } from '../element.ts';
import type { ReceivedFrame } from '../newest-frame.ts';
import { plainView } from '../plain-view.ts';
import { type PagePreviews, previewCanvas } from '../preview-canvas.ts';
import { PREVIEW_SIZE } from '../previews.ts';
import type { ShowFeed } from '../show-feed.ts';
import { makeFader } from './fader.ts';
import { type Desk, type Panel, thumbnailOf } from './panel.ts';
import { param, selectOf, takesPreset, triggerButton } from './parts.ts';

/** The decks also take a new list of presets to choose from, and frames where the page draws nothing. */
export interface DecksPanel extends Panel {
  list(): void;
  /** Show a frame of the output. */
  frame(frame: ReceivedFrame): void;
  /** The line broke, or moving pictures were given up: what is drawn is not of now. */
  clear(): void;
}

const DECKS = ['a', 'b'] as const;
type Deck = (typeof DECKS)[number];
const CHOICES = ['crossfader.curve', 'crossfader.blend'] as const;
const FADERS = { 'crossfader.position': 'A – B', 'fade.beats': 'beats' } as const;

/** Tell whether this panel has the control of a parameter. */
export function isInDecks(id: string): boolean {
  return /^(deck\.[ab]|crossfader)\./.test(id) || id === 'fade.beats';
}

/** Make the panel. */
export function decksPanel(root: HTMLElement, desk: Desk, previews: PagePreviews, feed: ShowFeed): DecksPanel {
  const decks = DECKS.map((deck) => makeDeck(deck, desk));
  const output = makePicture('output', 'output');
  const said = element('small', { class: 'way' });
  const faders = Object.entries(FADERS).map(([id, label]) => ({
    id,
    fader: makeFader(param(id), desk.mirror, { name: id.replace('.', ' '), label }),
  }));
  const choices = CHOICES.map((id) => ({ id, ...selectOf(id, id.replace('.', ' '), desk) }));
  const auto = triggerButton('crossfader.auto', 'auto', desk);
  const [crossfader, beats] = faders.map(({ fader }) => fader.root);
  const middle = element(
    'div',
    { class: 'crossing' },
    crossfader ?? '',
    element('div', { class: 'row' }, auto, ...choices.map(({ root: choice }) => choice), beats ?? ''),
    said,
  );
  const [a, b] = decks.map((deck) => deck.root);
  root.append(a ?? '', element('div', { class: 'output' }, output.root, middle), b ?? '');
  previews.show(output.canvas, () => feed.next('scene'));
  decks.forEach(({ canvas, deck }) => {
    previews.show(canvas, () => feed.next(`deck-${deck}`));
  });
  let frames: ReturnType<typeof plainView> | undefined;

  function sayWay(): void {
    const { why } = previews;
    write(said, why ? `stills, and the output from the engine: ${why}` : '');
  }
  sayWay();

  return {
    root,
    list() {
      for (const deck of decks) deck.list();
    },
    frame(frame) {
      frames ??= plainView(output.canvas);
      frames.show(frame);
      frames.draw('fit');
      output.canvas.dataset.drawn = String(Number(output.canvas.dataset.drawn ?? 0) + 1);
    },
    clear() {
      for (const { canvas } of [output, ...decks]) delete canvas.dataset.drawn;
      sayWay();
    },
    paint(changed) {
      for (const { id, fader } of faders) if (changed.has(id)) fader.paint();
      for (const { id, paint } of choices) if (changed.has(id)) paint();
      const isHeld = DECKS.some((deck) => desk.mirror.shown(`deck.${deck}.preset`));
      const position = Number(desk.mirror.shown('crossfader.position') ?? 0);
      decks.forEach((deck) => {
        if (changed.has(`deck.${deck.deck}.preset`)) deck.paint();
        // A deck that the output no longer has anything of keeps its last picture, and none when no deck is in use.
        deck.root.classList.toggle('idle', !isHeld);
        deck.root.classList.toggle('seen', isHeld && (deck.deck === 'a' ? position < 1 : position > 0));
        if (!isHeld) delete deck.canvas.dataset.drawn;
      });
    },
  };
}

// Implementation

interface DeckBox {
  readonly deck: Deck;
  readonly root: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  list(): void;
  paint(): void;
}

function makePicture(name: string, className: string) {
  const canvas = previewCanvas();
  const still = element('img', { alt: '', decoding: 'async', draggable: 'false' });
  const badge = element('b', { class: 'badge' }, name);
  const root = element('div', { class: `preview of-${className}`, 'data-preview': name }, still, canvas, badge);
  root.style.aspectRatio = `${PREVIEW_SIZE.width} / ${PREVIEW_SIZE.height}`;
  return { root, canvas, still };
}

function makeDeck(deck: Deck, desk: Desk): DeckBox {
  const { mirror } = desk;
  const id = `deck.${deck}.preset`;
  const name = deck.toUpperCase();
  const { root: picture, canvas, still } = makePicture(name, 'deck');
  const holds = element('span', { class: 'empty' });
  picture.append(holds);
  const choice = selectOf(id, `preset on deck ${name}`, desk);
  const go = triggerButton(`deck.${deck}.go`, `go to ${name}`, desk);
  const root = element(
    'div',
    { class: 'deck-box', role: 'group', 'aria-label': `deck ${name}`, 'data-deck': deck },
    picture,
    element('div', { class: 'deck-controls' }, choice.root, go),
  );
  takesPreset(root, (slug) => mirror.wish(id, slug));
  function paint(): void {
    const slug = String(mirror.shown(id) ?? '');
    const preset = desk.presets.find((candidate) => candidate.slug === slug);
    choice.paint();
    const source = preset ? thumbnailOf(preset) : '';
    if ((still.getAttribute('src') ?? '') === source && still.dataset.of === slug) return;
    still.dataset.of = slug;
    if (source) still.src = source;
    else still.removeAttribute('src');
    write(holds, slug ? '' : 'the mix');
    // What was drawn was the preset before.
    delete canvas.dataset.drawn;
  }
  return {
    deck,
    root,
    canvas,
    list() {
      const options = desk.presets.map(({ slug, name: text }) => element('option', { value: slug }, text));
      choice.root.replaceChildren(element('option', { value: '' }, 'the mix'), ...options);
      paint();
    },
    paint,
  };
}
