/** Every parameter that has no place of its own, by group, in the registry's order: generated, so that none is forgotten. */

import type { ParamSpec } from '../../engine/control/parameter.ts';
import { REGISTRY } from '../../engine/control/registry.ts';
import { element } from '../element.ts';
import { labelOf } from '../travel.ts';
import { makeFader } from './fader.ts';
import type { Desk, Panel } from './panel.ts';

/** The groups also take a new list of presets to choose from. */
export interface GroupsPanel extends Panel {
  list(): void;
}

/** Make a box for each group with the parameters that `isPlaced` does not claim. */
export function groupsPanel(root: HTMLElement, desk: Desk, isPlaced: (spec: ParamSpec) => boolean): GroupsPanel {
  const controls = new Map<string, Control>();
  const boxes = new Map<string, HTMLElement>();
  for (const spec of REGISTRY.filter((candidate) => !isPlaced(candidate))) {
    const control = makeControl(spec, desk);
    controls.set(spec.id, control);
    let box = boxes.get(spec.group);
    if (!box) {
      box = element('div', { class: 'controls' });
      boxes.set(spec.group, box);
      root.append(foldingGroup(spec.group, box));
    }
    box.append(control.root);
  }
  return {
    root,
    list() {
      for (const control of controls.values()) control.list?.();
    },
    paint(changed) {
      for (const id of changed) controls.get(id)?.paint();
    },
  };
}

/** Make a button that shows and switches a toggle. `body` is its text and light. */
export function toggleButton(
  spec: ParamSpec,
  { mirror }: Desk,
  className: string,
  ...body: (Node | string)[]
): { root: HTMLButtonElement; paint: () => void } {
  const root = element('button', { type: 'button', class: className, title: spec.doc, 'data-param': spec.id }, ...body);
  root.addEventListener('click', () => mirror.wish(spec.id, mirror.shown(spec.id) !== true));
  return { root, paint: () => root.setAttribute('aria-pressed', String(mirror.shown(spec.id) === true)) };
}

// Implementation

/** Folded groups stay folded on this machine; where a browser keeps nothing they are open at each start. */
function foldingGroup(name: string, controls: HTMLElement): HTMLElement {
  const key = `neonfern.folded.${name}`;
  const summary = element('summary', {}, element('h2', {}, name));
  const isFolded = kept(() => localStorage.getItem(key)) !== null;
  const attributes = { class: 'group', role: 'group', 'aria-label': name, open: !isFolded };
  const group = element('details', attributes, summary, controls);
  // At the click, before it folds: the toggle event comes a task later, which a reload does not wait for.
  summary.addEventListener('click', () => {
    kept(() => (group.open ? localStorage.setItem(key, '') : localStorage.removeItem(key)));
  });
  return group;
}

/** A browser may forbid its storage by throwing. */
function kept<T>(use: () => T): T | null {
  try {
    return use();
  } catch {
    return null;
  }
}

interface Control {
  readonly root: HTMLElement;
  paint(): void;
  /** Take in a new list of presets. */
  list?(): void;
}

function makeControl(spec: ParamSpec, desk: Desk): Control {
  const label = labelOf(spec);
  switch (spec.kind) {
    case 'number':
      if (spec.acts && spec.step > 0)
        return entry(spec, desk, { type: 'number', min: spec.min, max: spec.max, step: 1 });
      return makeFader(spec, desk.mirror, { name: `${spec.group} ${label}`, label });
    case 'toggle':
      return toggleButton(spec, desk, 'toggle', element('i', { class: 'light' }), label);
    case 'choice':
      return chooser(spec, desk);
    case 'text':
      return entry(spec, desk, { type: 'text', maxlength: 200 });
    case 'trigger': {
      const root = element('button', { type: 'button', title: spec.doc, 'data-param': spec.id }, label);
      root.addEventListener('click', () => desk.mirror.fire(spec.id));
      return { root, paint: () => {} };
    }
    case 'preset':
      return presetChooser(spec, desk);
  }
}

/** A choice among the library's presets, and none. */
function presetChooser(spec: ParamSpec, desk: Desk): Control {
  const { root, select, paint } = selector(spec, desk);
  return {
    root,
    paint,
    list() {
      const presets = desk.presets.map(({ slug, name }) => element('option', { value: slug }, name));
      select.replaceChildren(element('option', { value: '' }, '–'), ...presets);
      paint();
    },
  };
}

function chooser(spec: ParamSpec, desk: Desk): Control {
  const { root, select, paint } = selector(spec, desk);
  select.append(...spec.options.map((option) => element('option', {}, option)));
  return { root, paint };
}

function selector(spec: ParamSpec, { mirror }: Desk) {
  const select = element('select', { 'data-param': spec.id, 'aria-label': `${spec.group} ${labelOf(spec)}` });
  select.addEventListener('change', () => mirror.wish(spec.id, select.value));
  const root = element('label', { class: 'entry', title: spec.doc }, labelOf(spec), select);
  const paint = () => {
    select.value = String(mirror.shown(spec.id) ?? spec.default);
  };
  return { root, select, paint };
}

/** A field that asks for something when Enter is pressed: what acts must not act while one is still typing. */
function entry(
  spec: ParamSpec,
  { mirror }: Desk,
  attributes: Readonly<Record<string, string | number>>,
): { root: HTMLElement; paint: () => void } {
  const name = `${spec.group} ${labelOf(spec)}`;
  const input = element('input', { ...attributes, 'data-param': spec.id, 'aria-label': name });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || input.value === '') return;
    mirror.wish(spec.id, spec.kind === 'number' ? Number(input.value) : input.value);
    input.value = '';
  });
  const root = element('label', { class: 'entry', title: spec.doc }, labelOf(spec), input);
  return {
    root,
    paint() {
      input.placeholder = String(mirror.shown(spec.id) ?? '');
    },
  };
}
