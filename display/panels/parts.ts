/** Small controls that several panels have, each of one parameter. */

import type { ParamSpec } from '../../engine/control/parameter.ts';
import { findParam } from '../../engine/control/registry.ts';
import { element } from '../element.ts';
import type { Desk } from './panel.ts';

/** What a dragged tile carries to a slot of the mix or a deck. */
export const DRAGGED_PRESET = 'text/x-neonfern-preset';

/** Find a parameter that a panel is made for. @throws Error when the registry lacks it */
export function param(id: string): ParamSpec {
  const spec = findParam(id);
  if (!spec) throw new Error(`the registry has no ${id}`);
  return spec;
}

/** Make a button that fires a trigger. */
export function triggerButton(id: string, text: string, { mirror }: Desk): HTMLButtonElement {
  const button = element('button', { type: 'button', title: param(id).doc, 'data-param': id }, text);
  button.addEventListener('click', () => mirror.fire(id));
  return button;
}

/** Make a list to choose a parameter's value from; the options of a choice are in it already. */
export function selectOf(id: string, name: string, { mirror }: Desk): { root: HTMLSelectElement; paint: () => void } {
  const spec = param(id);
  const root = element('select', { 'data-param': id, 'aria-label': name, title: spec.doc });
  root.append(...spec.options.map((option) => element('option', {}, option)));
  root.addEventListener('change', () => mirror.wish(id, root.value));
  const paint = () => {
    root.value = String(mirror.shown(id) ?? spec.default);
  };
  return { root, paint };
}

/** Let a preset be dropped on an element. */
export function takesPreset(root: HTMLElement, take: (slug: string) => void): void {
  root.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes(DRAGGED_PRESET)) return;
    event.preventDefault();
    root.classList.add('target');
  });
  root.addEventListener('dragleave', () => root.classList.remove('target'));
  root.addEventListener('drop', (event) => {
    event.preventDefault();
    root.classList.remove('target');
    const slug = event.dataTransfer?.getData(DRAGGED_PRESET);
    if (slug) take(slug);
  });
}
