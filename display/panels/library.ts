/** The preset grid: a click crossfades to a preset; what plays is marked by its share of the picture. */

import { MIX_SLOTS } from '../../engine/control/registry.ts';
import type { PresetInfo } from '../../engine/wire/protocol.ts';
import { element, write } from '../element.ts';
import { sharesOf } from '../mirror.ts';
import type { MovingPictures } from '../moving-pictures.ts';
import { type Desk, type Panel, thumbnailOf } from './panel.ts';
import { DRAGGED_PRESET } from './parts.ts';

/** The grid also takes a new list of presets. */
export interface LibraryPanel extends Panel {
  list(): void;
}

interface Tile {
  readonly button: HTMLButtonElement;
  readonly share: HTMLElement;
  readonly bar: HTMLElement;
  /** What it was made from. */
  readonly preset: PresetInfo;
  /** Let nothing move any more. */
  still(): void;
}

/** Make the grid. */
export function libraryPanel(root: HTMLElement, desk: Desk, moving: MovingPictures): LibraryPanel {
  const grid = element('div', { class: 'tiles' });
  const empty = element('p', { class: 'empty' }, 'No presets: put some into the presets folder.');
  const search = element('input', {
    type: 'search',
    'aria-label': 'Search presets',
    placeholder: 'name, tag or prompt',
  });
  search.addEventListener('input', sift);
  const head = element('div', { class: 'library-head' }, element('h2', {}, 'presets'), search);
  root.append(head, grid, empty);
  const tiles = new Map<string, Tile>();

  /** Show the presets that have every word of the search. */
  function sift(): void {
    const words = search.value.toLowerCase().split(/\s+/);
    for (const { slug, name, prompt, tags } of desk.presets) {
      const text = [name, prompt, ...tags].join(' ').toLowerCase();
      const tile = tiles.get(slug);
      if (tile) tile.button.hidden = !words.every((word) => text.includes(word));
    }
  }

  function makeTile(preset: PresetInfo): Tile {
    const share = element('b', { class: 'share' });
    const bar = element('i', { class: 'share-bar' });
    const image = element('img', { src: thumbnailOf(preset), alt: '', decoding: 'async', draggable: 'false' });
    const picture = element('span', { class: 'picture' }, image);
    const button = element(
      'button',
      { class: 'tile', type: 'button', draggable: 'true', title: preset.prompt, 'data-preset': preset.slug },
      picture,
      element('span', { class: 'name' }, preset.name),
      share,
      bar,
    );
    button.addEventListener('click', () => desk.mirror.wish('preset.go', preset.slug));
    const still = moveWhilePointedAt(button, () => moving.preset(picture, preset));
    button.addEventListener('dragstart', (event) => event.dataTransfer?.setData(DRAGGED_PRESET, preset.slug));
    return { button, share, bar, preset, still };
  }

  return {
    root,
    list() {
      const before = new Map(tiles);
      tiles.clear();
      for (const preset of desk.presets) {
        const known = before.get(preset.slug);
        // One that did not change stays as it is: with the focus, and moving under the pointer.
        const isSame = known && JSON.stringify(known.preset) === JSON.stringify(preset);
        tiles.set(preset.slug, isSame ? known : makeTile(preset));
        if (isSame) before.delete(preset.slug);
      }
      for (const { still } of before.values()) still();
      [...tiles.values()].forEach(({ button }, i) => {
        // Moving a button takes the focus from it.
        if (grid.children[i] !== button) grid.insertBefore(button, grid.children[i] ?? null);
      });
      while (grid.children.length > tiles.size) grid.lastElementChild?.remove();
      empty.hidden = tiles.size > 0;
      sift();
      this.paint(new Set(['mix.']));
    },
    paint(changed) {
      if (![...changed].some((id) => id.startsWith('mix.'))) return;
      const shares = presetShares(desk);
      for (const [slug, { button, share, bar }] of tiles) {
        const amount = shares.get(slug) ?? 0;
        button.classList.toggle('playing', amount > 0);
        button.setAttribute('aria-pressed', String(amount > 0));
        write(share, amount > 0 ? `${Math.round(100 * amount)} %` : '');
        bar.style.transform = `scaleX(${amount})`;
      }
    },
  };
}

/** Let a picture move while the pointer or the focus is on its button; a grid in which all moves is no place to look at in the dark. */
function moveWhilePointedAt(button: HTMLButtonElement, begin: () => () => void): () => void {
  let end: (() => void) | undefined;
  const still = () => {
    end?.();
    end = undefined;
  };
  const change = () => {
    if (button.matches(':hover, :focus-visible')) end ??= begin();
    else still();
  };
  for (const event of ['pointerenter', 'pointerleave', 'focus', 'blur']) button.addEventListener(event, change);
  return still;
}

/** Give each playing preset's share of the picture, 0…1, by slug. A preset in two slots has both slots' shares. */
export function presetShares({ mirror }: Desk): Map<string, number> {
  const slots = Array.from({ length: MIX_SLOTS }, (_, i) => i + 1);
  const shares = sharesOf(slots.map((n) => Number(mirror.shown(`mix.${n}.weight`) ?? 0)));
  const bySlug = new Map<string, number>();
  slots.forEach((n, i) => {
    const slug = String(mirror.shown(`mix.${n}.preset`) ?? '');
    const share = shares[i] ?? 0;
    if (share > 0) bySlug.set(slug, (bySlug.get(slug) ?? 0) + share);
  });
  return bySlug;
}
