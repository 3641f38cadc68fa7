/**
 * The preset grid: a click crossfades to a preset; what plays is marked by its share of the picture. Sifted by words, tags and bank;
 * the presets of the bank that controllers' pads play have their pad's number.
 */

import { BANK_SIZE, MIX_SLOTS } from '../../engine/control/registry.ts';
import type { PresetInfo } from '../../engine/wire/protocol.ts';
import { element, write } from '../element.ts';
import { sharesOf } from '../mirror.ts';
import type { MovingPictures } from '../moving-pictures.ts';
import { bankOf, sifted, tagsOf } from '../sift.ts';
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
  /** The number of its pad, while its bank is the one that plays. */
  readonly pad: HTMLElement;
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
  const banks = element('select', { 'aria-label': 'bank', title: 'What preset numbers and pads count from' });
  banks.addEventListener('change', () => {
    isOneBank = banks.value !== 'all';
    if (isOneBank) desk.mirror.wish('preset.bank', Number(banks.value));
    sift();
  });
  const chips = element('div', { class: 'tags', role: 'group', 'aria-label': 'tags' });
  const head = element('div', { class: 'library-head' }, element('h2', {}, 'presets'), search);
  root.append(head, element('div', { class: 'library-head' }, banks, chips), grid, empty);
  const tiles = new Map<string, Tile>();
  const tags = new Set<string>();
  let isOneBank = false;

  const bank = () => Number(desk.mirror.shown('preset.bank') ?? 1);

  /** Show the presets that have all that is looked for, and the numbers of the pads. */
  function sift(): void {
    const passing = sifted(desk.presets, { words: search.value, tags, bank: isOneBank ? bank() : 0 });
    desk.presets.forEach(({ slug }, i) => {
      const tile = tiles.get(slug);
      if (!tile) return;
      tile.button.hidden = !passing.has(slug);
      write(tile.pad, bankOf(i) === bank() ? String(1 + (i % BANK_SIZE)) : '');
    });
    banks.value = isOneBank ? String(bank()) : 'all';
  }

  function listBanks(): void {
    const count = Math.max(1, bank(), bankOf(desk.presets.length - 1));
    if (banks.options.length !== count + 1) {
      const options = Array.from({ length: count }, (_, i) => element('option', { value: i + 1 }, `bank ${i + 1}`));
      banks.replaceChildren(element('option', { value: 'all' }, 'all banks'), ...options);
    }
  }

  function listTags(): void {
    const all = tagsOf(desk.presets);
    for (const tag of tags) if (!all.includes(tag)) tags.delete(tag);
    if (chips.dataset.key === all.join()) return;
    chips.dataset.key = all.join();
    chips.replaceChildren(...all.map(chip));
  }

  function chip(tag: string): HTMLButtonElement {
    const button = element('button', { type: 'button', 'aria-pressed': tags.has(tag) ? 'true' : 'false' }, tag);
    button.addEventListener('click', () => {
      if (!tags.delete(tag)) tags.add(tag);
      button.setAttribute('aria-pressed', String(tags.has(tag)));
      sift();
    });
    return button;
  }

  function makeTile(preset: PresetInfo): Tile {
    const share = element('b', { class: 'share' });
    const bar = element('i', { class: 'share-bar' });
    const pad = element('b', { class: 'number' });
    const src = thumbnailOf(preset) || false;
    const image = element('img', { src, alt: '', decoding: 'async', draggable: 'false' });
    const picture = element('span', { class: 'picture' }, image);
    const button = element(
      'button',
      { class: 'tile', type: 'button', draggable: 'true', title: preset.prompt, 'data-preset': preset.slug },
      picture,
      element('span', { class: 'name' }, preset.name),
      pad,
      share,
      bar,
    );
    button.addEventListener('click', () => desk.mirror.wish('preset.go', preset.slug));
    const move = () => moving.preset(picture, preset);
    // One that is being made has no still: it moves all the time.
    const still = preset.revision ? moveWhilePointedAt(button, move) : move();
    button.addEventListener('dragstart', (event) => event.dataTransfer?.setData(DRAGGED_PRESET, preset.slug));
    return { button, share, bar, pad, preset, still };
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
      listBanks();
      listTags();
      sift();
      this.paint(new Set(['mix.']));
    },
    paint(changed) {
      if (changed.has('preset.bank')) {
        listBanks();
        sift();
      }
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
