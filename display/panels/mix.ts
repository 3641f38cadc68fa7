/** The mix: eight strips, each a preset and its fader, and above them what a crossfade takes and where it goes next. */

import { MIX_SLOTS } from '../../engine/control/registry.ts';
import { element, write } from '../element.ts';
import { sharesOf } from '../mirror.ts';
import type { MovingPictures } from '../moving-pictures.ts';
import { makeFader } from './fader.ts';
import { type Desk, type Panel, thumbnailOf } from './panel.ts';
import { param, takesPreset, triggerButton } from './parts.ts';

/** The mix also takes a new list of presets to choose from. */
export interface MixPanel extends Panel {
  list(): void;
}

/** Tell whether this panel, or the library beside it, has the control of a parameter. */
export function isInMix(id: string): boolean {
  return /^mix\.\d+\./.test(id) || ['fade.time', 'preset.go', 'preset.next', 'preset.previous'].includes(id);
}

/** Make the mix. */
export function mixPanel(root: HTMLElement, desk: Desk, moving: MovingPictures): MixPanel {
  const { mirror } = desk;
  const fade = makeFader(param('fade.time'), mirror, { name: 'fade time', label: 'fade time' });
  const strips = Array.from({ length: MIX_SLOTS }, (_, i) => makeStrip(i + 1, desk, moving));
  root.append(
    element(
      'div',
      { class: 'mix-head' },
      element('h2', {}, 'mix'),
      fade.root,
      triggerButton('preset.previous', '‹ previous', desk),
      triggerButton('preset.next', 'next ›', desk),
    ),
    element('div', { class: 'strips' }, ...strips.map(({ root: strip }) => strip)),
  );
  return {
    root,
    list() {
      for (const strip of strips) strip.list();
    },
    paint(changed) {
      if (changed.has('fade.time')) fade.paint();
      if (![...changed].some((id) => id.startsWith('mix.'))) return;
      const shares = sharesOf(strips.map((_, i) => Number(mirror.shown(`mix.${i + 1}.weight`) ?? 0)));
      strips.forEach((strip, i) => {
        strip.paint(shares[i] ?? 0);
      });
    },
  };
}

// Implementation

interface Strip {
  readonly root: HTMLElement;
  list(): void;
  paint(share: number): void;
}

function makeStrip(slot: number, desk: Desk, moving: MovingPictures): Strip {
  const { mirror } = desk;
  const presetId = `mix.${slot}.preset`;
  const fader = makeFader(param(`mix.${slot}.weight`), mirror, { name: `slot ${slot} weight`, standing: true });
  const image = element('img', { alt: '', decoding: 'async', draggable: 'false' });
  const picture = element('span', { class: 'picture' }, image);
  const name = element('span', { class: 'holds' });
  const choice = element('select', { 'aria-label': `preset in slot ${slot}`, title: 'Choose the preset of this slot' });
  choice.addEventListener('change', () => mirror.wish(presetId, choice.value));
  const root = element(
    'div',
    { class: 'strip', role: 'group', 'aria-label': `slot ${slot}`, 'data-slot': slot },
    element('div', { class: 'slot' }, picture, element('b', { class: 'number' }, String(slot)), name, choice),
    fader.root,
  );
  takesPreset(root, (slug) => mirror.wish(presetId, slug));

  let painted: string | undefined;
  let still = () => {};
  return {
    root,
    list() {
      choice.replaceChildren(
        element('option', { value: '' }, '–'),
        ...desk.presets.map((preset) => element('option', { value: preset.slug }, preset.name)),
      );
      choice.value = String(mirror.shown(presetId) ?? '');
    },
    paint(share) {
      const slug = String(mirror.shown(presetId) ?? '');
      const preset = desk.presets.find((candidate) => candidate.slug === slug);
      const key = `${slug} ${preset?.revision} ${preset?.name}`;
      if (painted !== key) {
        painted = key;
        const source = preset ? thumbnailOf(preset) : '';
        if (source) image.src = source;
        else image.removeAttribute('src');
        still();
        still = preset && !source ? moving.preset(picture, preset) : () => {};
        write(name, preset?.name ?? (slug || 'empty'));
        choice.value = slug;
      }
      fader.paint();
      root.classList.toggle('playing', share > 0);
    },
  };
}
