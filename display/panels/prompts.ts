/**
 * Prompts mid-set: a box to ask in, and the queue as the engine tells it. Nothing here guesses: a row says what the last message
 * said, and what was typed stays in the box until the engine has it. Rows keep their place and their buttons; nothing reflows.
 */

import type { PromptShow } from '../../engine/wire/prompt-message.ts';
import type { ClientMessage, JobInfo } from '../../engine/wire/protocol.ts';
import { element, write } from '../element.ts';
import type { MovingPictures } from '../moving-pictures.ts';
import { actsOn, canBeTimed, isOpen, type JobAct, jobBefore, standingOf } from '../prompt-job.ts';
import { toggleButton } from './groups.ts';
import { imageField } from './image-field.ts';
import { type Desk, type Panel, thumbnailOf } from './panel.ts';
import { param, triggerButton } from './parts.ts';
import { promptPlaces } from './prompt-places.ts';

/** The prompts. */
export interface PromptsPanel extends Panel {
  /** Show the queue as it is now. */
  show(jobs: readonly JobInfo[]): void;
  /** Take in a new list of presets: a job that is done has its picture there. */
  list(): void;
  /** Put the cursor into the box. */
  write(): void;
}

/** Tell whether this panel has the control of a parameter. */
export function isInPrompts(id: string): boolean {
  return /^prompt\.(pause|cue|undo|show|ask|\d+\.words)$/.test(id);
}

type PromptWish = Extract<ClientMessage, { type: 'prompt' }>;

interface Row {
  readonly root: HTMLElement;
  paint(job: JobInfo): void;
  /** Let nothing move any more. */
  end(): void;
}

const ACTS: Readonly<Record<JobAct, { text: string; title: string }>> = {
  play: { text: 'play', title: 'Crossfade to it; on the beat or bar that sync.quantise says' },
  earlier: { text: 'earlier', title: 'Let it run before the one above' },
  pause: { text: 'pause', title: 'Stop working on it and keep what is done' },
  resume: { text: 'resume', title: 'Work on it again from where it was' },
  cancel: { text: 'cancel', title: 'Drop it; "again" asks anew' },
  discard: { text: 'discard', title: 'Move its preset into the trash; undo brings it back' },
  restore: { text: 'undo', title: 'Bring it back' },
  again: { text: 'again', title: 'Ask for the same once more, from the start' },
  forget: { text: 'keep', title: 'Take it off this list; a preset that is done stays in the library' },
  vary: { text: 'vary', title: 'The same words from another seed' },
  more: { text: 'more like this', title: 'Go on from this preset with another seed' },
};

/** Buttons that are never needed at once share a seat, so that nothing moves when one takes the other's place. */
const SEATS: readonly (readonly JobAct[])[] = [
  ['play'],
  ['earlier'],
  ['pause', 'resume'],
  ['cancel', 'discard', 'restore'],
  ['again'],
  ['forget'],
  ['vary'],
  ['more'],
];
/** Acts that ask for one more. */
const ASKING: readonly JobAct[] = ['again', 'vary', 'more'];
const SHOWS: Readonly<Record<PromptShow, string>> = {
  first: 'first picture',
  done: 'done: now',
  bar: 'done: next bar',
  cue: 'done: on cue',
};

/** Make the panel; `send` says whether the line was open. */
export function promptsPanel(
  root: HTMLElement,
  desk: Desk,
  moving: MovingPictures,
  send: (message: ClientMessage) => boolean,
): PromptsPanel {
  const rows = new Map<string, Row>();
  let jobs: readonly JobInfo[] = [];
  let asked = '';

  const prompt = field('prompt', 'neon jellyfish:1.2 coral reef:0.5');
  const negative = field('without', 'lettering');
  const image = imageField(root);
  /** Images that this page has sent, by job: whoever has one may ask with it again. */
  const images = new Map<string, NonNullable<PromptWish['image']>>();
  const priority = select('priority', { '0': 'in turn', '1': 'next' });
  const show = select('goes on stage', SHOWS);
  show.control.dataset.param = 'prompt.show';
  show.control.addEventListener('change', () => desk.mirror.wish('prompt.show', show.control.value));
  const places = promptPlaces(desk, prompt.control);
  const form = element(
    'form',
    { class: 'ask', autocomplete: 'off' },
    element('h2', {}, 'prompts'),
    ...[prompt, negative, image, priority, show].map(({ root: label }) => label),
    element('button', {}, 'add'),
  );
  const pause = toggleButton(param('prompt.pause'), desk, 'toggle', element('i', { class: 'light' }), 'pause all');
  const cue = triggerButton('prompt.cue', 'cue', desk);
  const all = element('div', { class: 'queue-acts' }, pause.root, cue, triggerButton('prompt.undo', 'undo', desk));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const words = prompt.control.value.trim();
    if (!words && !image.image) return;
    const wish = {
      prompt: words,
      ...(image.image && { image: image.image }),
      negative: negative.control.value.trim(),
      priority: Number(priority.control.value),
      show: show.control.value as PromptWish['show'],
    };
    asked = ask(wish) ?? asked;
  });
  const list = element('ol', { class: 'jobs' });
  const empty = element('li', { class: 'empty' }, 'No prompts. Say what the picture shall show, then Enter.');
  root.append(element('div', { class: 'prompts-head' }, form, all), places.root, list);
  list.append(empty);

  function ask(wish: Omit<PromptWish, 'type' | 'id'>): string | undefined {
    const id = newId();
    if (wish.image) images.set(id, wish.image);
    return send({ type: 'prompt', id, ...wish }) ? id : undefined;
  }

  function acts(job: JobInfo): ReadonlySet<JobAct> {
    const hasPicture = desk.presets.some(({ slug }) => slug === job.slug);
    const all = actsOn(job, jobs, hasPicture);
    // An image that another page sent is not here to be sent again.
    const isLost = job.image !== undefined && !images.has(job.id);
    return isLost ? new Set([...all].filter((what) => !ASKING.includes(what))) : all;
  }

  function act(id: string, what: JobAct): void {
    const job = jobs.find((candidate) => candidate.id === id);
    if (!job || !acts(job).has(what)) return;
    const { prompt: words, negative: without, priority: rank, seed, steps, slug, from } = job;
    const sent = images.get(id);
    const shown = { priority: rank, steps, show: 'cue' as const };
    const same = { prompt: words, negative: without, ...(sent && { image: sent }), ...shown };
    if (what === 'earlier') send({ type: 'job-move', id, before: jobBefore(job, jobs)?.id });
    else if (what === 'again') ask({ ...same, seed, ...(from ? { from } : {}) });
    else if (what === 'vary') ask({ ...same, seed: newSeed() });
    else if (what === 'more') ask({ ...same, seed: newSeed(), from: slug });
    else send({ type: 'job', act: what, id });
  }

  return {
    root,
    paint(changed) {
      if (changed.has('prompt.pause')) pause.paint();
      if (changed.has('prompt.show')) show.control.value = String(desk.mirror.shown('prompt.show'));
      places.paint(changed);
    },
    show(next) {
      jobs = next;
      cue.classList.toggle(
        'waits',
        jobs.some((job) => job.show === 'cue' && !job.isShown && job.status === 'done'),
      );
      for (const [id, row] of rows) {
        if (jobs.some((job) => job.id === id)) continue;
        images.delete(id);
        row.end();
        row.root.remove();
        rows.delete(id);
      }
      jobs.forEach((job, i) => {
        let row = rows.get(job.id);
        if (!row) {
          row = makeRow(job, desk, moving, {
            act: (what) => act(job.id, what),
            time: (when) => send({ type: 'job-show', id: job.id, show: when }),
          });
          rows.set(job.id, row);
        }
        // Only what changed its place is moved: moving takes the focus from a button in it.
        if (list.children[i] !== row.root) list.insertBefore(row.root, list.children[i] ?? null);
        row.paint(job);
        setActs(row.root, acts(job));
      });
      empty.hidden = jobs.length > 0;
      if (asked && jobs.some(({ id }) => id === asked)) {
        asked = '';
        prompt.control.value = '';
        image.clear();
      }
    },
    list() {
      for (const job of jobs) {
        const row = rows.get(job.id);
        row?.paint(job);
        if (row) setActs(row.root, acts(job));
      }
    },
    write: () => prompt.control.focus(),
  };
}

// Implementation

/** What a row asks for. */
interface RowWishes {
  act(what: JobAct): void;
  time(when: PromptShow): void;
}

function makeRow(first: JobInfo, desk: Desk, moving: MovingPictures, { act, time }: RowWishes): Row {
  const image = element('img', { alt: '', decoding: 'async' });
  const picture = element('span', { class: 'picture' }, image);
  const standing = element('span', { class: 'standing' });
  const bar = element('i', { class: 'progress' });
  const curve = element('canvas', { class: 'curve', width: 128, height: 36, role: 'img' });
  const like = first.image === undefined ? '' : `like ${first.image}`;
  const aside = [
    first.prompt && like,
    first.negative && `without ${first.negative}`,
    first.from && `from ${first.from}`,
  ];
  const title = first.prompt || like;
  const when = select('goes on stage', SHOWS);
  when.control.setAttribute('aria-label', `goes on stage: ${first.prompt || first.image}`);
  when.control.addEventListener('change', () => time(when.control.value as PromptShow));
  const makeButton = (what: JobAct) => {
    const { text, title } = ACTS[what];
    const attributes = {
      type: 'button',
      title,
      'data-act': what,
      'aria-label': `${text}: ${first.prompt || first.image}`,
    };
    const button = element('button', attributes, text);
    button.addEventListener('click', () => act(what));
    return button;
  };
  const words = element(
    'span',
    { class: 'words' },
    element('b', { title }, title),
    element('small', {}, aside.filter(Boolean).join(', ')),
    standing,
  );
  const seats = SEATS.map((seat) => element('span', { class: 'seat' }, ...seat.map(makeButton)));
  const acts = element('span', { class: 'acts' }, when.control, ...seats);
  const root = element('li', { class: 'job', 'data-job': first.id }, picture, words, curve, acts, bar);
  let end: (() => void) | undefined;
  function still(): void {
    end?.();
    end = undefined;
  }
  return {
    root,
    end: still,
    paint(job) {
      root.dataset.status = job.status;
      write(standing, standingOf(job));
      when.control.value = job.show;
      when.control.disabled = !canBeTimed(job);
      bar.style.transform = `scaleX(${job.progress})`;
      const preset = desk.presets.find(({ slug }) => slug === job.slug);
      // Under way it is in the library already, and moves; once it is saved it has its still.
      if (preset && isOpen(job)) end ??= moving.preset(picture, { slug: job.slug, revision: '' });
      else still();
      const source = preset && job.status === 'done' ? thumbnailOf(preset) : '';
      if (source && image.getAttribute('src') !== source) image.src = source;
      drawCurve(curve, job.curve);
    },
  };
}

/** A seat shows the button that acts, or its first one, dark. */
function setActs(row: HTMLElement, acts: ReadonlySet<JobAct>): void {
  for (const seat of row.querySelectorAll('.seat')) {
    const buttons = [...seat.querySelectorAll('button')];
    const isActing = (button: HTMLButtonElement) => acts.has(button.dataset.act as JobAct);
    const shown = buttons.find(isActing) ?? buttons[0];
    for (const button of buttons) {
      button.disabled = !isActing(button);
      button.classList.toggle('off', button !== shown);
    }
  }
}

/** Likeness from 0 at the bottom to 1 at the top, oldest left. */
function drawCurve(canvas: HTMLCanvasElement, curve: readonly number[]): void {
  const pen = canvas.getContext('2d');
  if (!pen) return;
  const { width, height } = canvas;
  const newest = curve.at(-1);
  canvas.setAttribute('aria-label', newest === undefined ? 'no likeness yet' : `likeness ${newest.toFixed(2)}`);
  pen.clearRect(0, 0, width, height);
  pen.strokeStyle = '#6ee7a0';
  pen.lineWidth = 2;
  pen.beginPath();
  curve.forEach((value, i) => {
    const x = curve.length > 1 ? (i / (curve.length - 1)) * width : width;
    pen.lineTo(x, 1 + (1 - value) * (height - 2));
  });
  pen.stroke();
}

function field(name: string, placeholder: string) {
  const control = element('input', { type: 'text', name, placeholder, maxlength: 1000, 'aria-label': name });
  return { root: element('label', { class: `asked ${name}` }, element('small', {}, name), control), control };
}

function select(name: string, options: Readonly<Record<string, string>>) {
  const control = element(
    'select',
    { name, 'aria-label': name },
    ...Object.entries(options).map(([value, text]) => element('option', { value }, text)),
  );
  return { root: element('label', { class: 'asked' }, element('small', {}, name), control), control };
}

/** A page on another machine is no secure context, so crypto.randomUUID is not there. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `page-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
}
