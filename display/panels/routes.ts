/**
 * Modulation: which feature moves which input of the net that plays on a deck or in a slot, how much, and how far it is up now. What
 * is changed plays at once; "save to preset" writes it into the file, "back" goes to the file's own, and undo takes either back.
 * Bars move by transforms only.
 */

import type { ParamSpec } from '../../engine/control/parameter.ts';
import { MIX_SLOTS } from '../../engine/control/registry.ts';
import { ROUTE_SOURCES } from '../../engine/cppn/inputs.ts';
import type { ClientMessage, RoutesNews } from '../../engine/wire/protocol.ts';
import { element, write } from '../element.ts';
import { placeInFront } from '../place-in-front.ts';
import { makeFader } from './fader.ts';
import type { Desk, Panel } from './panel.ts';

type Route = RoutesNews['routes'][number];

/** The panel. */
export interface RoutesPanel extends Panel {
  show(news: RoutesNews): void;
  /** Take in how far each route is up and what each input gets. */
  hear(envelopes: readonly number[], given: readonly number[]): void;
  /** The line opened or broke: it watches anew, and shows nothing meanwhile. */
  clear(): void;
  /** Draw what is new, send what was changed. Once an animation frame. */
  draw(): void;
}

interface Row {
  readonly root: HTMLElement;
  paint(route: Route, inputs: number): void;
  drive(now: number): void;
}

/** Make the panel; `send` says whether the line was open. */
export function routesPanel(root: HTMLElement, desk: Desk, send: (message: ClientMessage) => boolean): RoutesPanel {
  const places = ['plays', 'a', 'b', ...Array.from({ length: MIX_SLOTS }, (_, i) => String(i + 1))];
  const choice = element(
    'select',
    { 'aria-label': 'routes of' },
    ...places.map((place) => element('option', { value: place }, nameOf(place))),
  );
  choice.addEventListener('change', follow);
  const name = element('b', { class: 'source' });
  const standing = element('span', { class: 'standing', role: 'status' });
  const add = button('add', 'One more route', () => change((routes) => [...routes, NEW_ROUTE]));
  const back = button('back', "Play the preset's own routes again", () => send({ type: 'routes-back', slug: slug() }));
  const save = button('save to preset', "Write them into the preset's file", () =>
    send({ type: 'routes-save', slug: slug() }),
  );
  const inputs = element('div', { class: 'given', role: 'img', 'aria-label': 'what each input of the net gets' });
  const list = element('ul', { class: 'routes' });
  root.append(
    element(
      'div',
      { class: 'routes-head' },
      element('h2', {}, 'routes'),
      choice,
      name,
      inputs,
      standing,
      add,
      back,
      save,
    ),
    list,
  );
  let watched = '';
  let news: RoutesNews | undefined;
  let routes: readonly Route[] = [];
  let held = 0;
  let isUnsent = false;
  const rows: Row[] = [];
  let meters: HTMLElement[] = [];
  let driven: { envelopes: readonly number[]; given: readonly number[] } | undefined;

  const slug = () => news?.slug ?? '';

  function follow(): void {
    const wanted = choice.value === 'plays' ? placeInFront((id) => desk.mirror.shown(id)) : choice.value;
    if (wanted === watched) return;
    watched = wanted;
    send({ type: 'watch', place: wanted });
  }

  function change(make: (routes: readonly Route[]) => readonly Route[]): void {
    if (!news || news.slug === '') return;
    routes = make(routes);
    isUnsent = true;
    paintRows();
  }

  function paintRows(): void {
    const count = news?.inputs ?? 0;
    while (rows.length > routes.length) rows.pop()?.root.remove();
    while (rows.length < routes.length) {
      const row = makeRow(rows.length, {
        now: (i) => routes[i] ?? NEW_ROUTE,
        put: (i, part) => change((all) => all.map((route, k) => (k === i ? { ...route, ...part } : route))),
        remove: (i) => change((all) => all.filter((_, k) => k !== i)),
        hold: (by) => {
          held += by;
        },
      });
      rows.push(row);
      list.append(row.root);
    }
    rows.forEach((row, i) => {
      row.paint(routes[i] ?? NEW_ROUTE, count);
    });
    if (meters.length !== count) {
      meters = Array.from({ length: count }, (_, i) => element('i', { title: `input ${i + 1}` }, element('b')));
      inputs.replaceChildren(...meters);
    }
  }

  return {
    root,
    show(next) {
      if (next.place !== watched) return;
      const isOther = next.slug !== news?.slug;
      news = next;
      // While a finger holds a fader, echoes of what it sent do not pull it.
      if (isOther || (held === 0 && !isUnsent)) routes = next.routes;
      if (isOther) isUnsent = false;
      write(name, next.name || `${nameOf(next.place)} holds no preset of its own`);
      write(standing, next.isEdited ? 'changed, not saved' : '');
      add.disabled = next.slug === '' || next.inputs === 0 || next.routes.length >= MOST_ROUTES;
      back.disabled = save.disabled = !next.isEdited;
      paintRows();
    },
    hear(envelopes, given) {
      driven = { envelopes, given };
    },
    clear() {
      watched = '';
      news = undefined;
      driven = undefined;
      routes = [];
      held = 0;
      isUnsent = false;
      write(name, '');
      write(standing, '');
      for (const one of [add, back, save]) one.disabled = true;
      paintRows();
    },
    paint(changed) {
      if (watched === '' || [...changed].some((id) => /^(mix|deck|crossfader)\./.test(id))) follow();
    },
    draw() {
      if (isUnsent && news) {
        isUnsent = false;
        send({ type: 'routes', slug: news.slug, routes: [...routes] });
      }
      if (!driven) return;
      rows.forEach((row, i) => {
        row.drive((driven?.envelopes[i] ?? 0) * Math.abs(routes[i]?.amount ?? 0));
      });
      meters.forEach((meter, i) => {
        (meter.firstElementChild as HTMLElement).style.transform = `scaleY(${driven?.given[i] ?? 0})`;
      });
      driven = undefined;
    },
  };
}

// Implementation

const NEW_ROUTE: Route = { from: 'level', input: 0, amount: 0.5, curve: 1, attack: 0.01, release: 0.2 };
const MOST_ROUTES = 32;
/** The amount's fader: it is no parameter of the registry. */
const AMOUNT: ParamSpec = {
  id: 'route',
  kind: 'number',
  group: 'routes',
  min: -1,
  max: 2,
  default: 1,
  curve: 'linear',
  step: 0,
  unit: '×',
  slew: 0,
  options: [],
  acts: false,
  keep: 'never',
  doc: 'How much the feature moves the input; below 0 it holds it down.',
};

interface RowActs {
  now(i: number): Route;
  put(i: number, part: Partial<Route>): void;
  remove(i: number): void;
  hold(by: number): void;
}

function makeRow(i: number, { now, put, remove, hold }: RowActs): Row {
  const from = element(
    'select',
    { 'aria-label': `feature of route ${i + 1}` },
    ...ROUTE_SOURCES.map((source) => element('option', { value: source }, source)),
  );
  from.addEventListener('change', () => put(i, { from: ROUTE_SOURCES[from.selectedIndex] ?? 'level' }));
  const input = element('select', { 'aria-label': `input of route ${i + 1}` });
  input.addEventListener('change', () => put(i, { input: Number(input.value) }));
  const amount = makeFader(
    AMOUNT,
    {
      shown: () => now(i).amount,
      wish: (_, value) => put(i, { amount: Number(value) }),
      grab: () => hold(1),
      release: () => hold(-1),
    },
    { name: `amount of route ${i + 1}`, label: 'amount' },
  );
  // A fader of the registry's can be learned by a knob; this one cannot.
  amount.root.removeAttribute('data-param');
  const bar = element('b');
  const root = element(
    'li',
    { class: 'route', 'data-route': i },
    from,
    element('span', { class: 'driven' }, bar),
    input,
    amount.root,
    button('×', 'Remove this route; undo brings it back', () => remove(i), `remove route ${i + 1}`),
  );
  return {
    root,
    paint(route, inputs) {
      from.value = route.from;
      if (input.options.length !== inputs) {
        input.replaceChildren(
          ...Array.from({ length: inputs }, (_, k) => element('option', { value: k }, `input ${k + 1}`)),
        );
      }
      input.value = String(route.input);
      root.title = `attack ${milliseconds(route.attack)}, release ${milliseconds(route.release)}, curve ${route.curve}`;
      amount.paint();
    },
    drive(value) {
      bar.style.transform = `scaleX(${Math.min(1, value)})`;
    },
  };
}

function button(text: string, title: string, act: () => void, label = text): HTMLButtonElement {
  const made = element('button', { type: 'button', title, 'aria-label': label }, text);
  made.addEventListener('click', act);
  return made;
}

function nameOf(place: string): string {
  if (place === 'plays') return 'what plays';
  return place === 'a' || place === 'b' ? `deck ${place.toUpperCase()}` : `slot ${place}`;
}

function milliseconds(seconds: number): string {
  return `${Math.round(1000 * seconds)} ms`;
}
