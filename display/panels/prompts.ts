/**
 * Prompts mid-set: a box to ask in, and the queue as the engine tells it. Nothing here guesses: a row says what the last message
 * said, and what was typed stays in the box until the engine has it. Rows keep their place and their buttons; nothing reflows.
 */

import type { ClientMessage, JobInfo } from '../../engine/wire/protocol.ts';
import { element, write } from '../element.ts';
import type { MovingPictures } from '../moving-pictures.ts';
import { actsOn, isOpen, type JobAct, jobBefore, standingOf } from '../prompt-job.ts';
import { type Desk, thumbnailOf } from './panel.ts';

/** The prompts. */
export interface PromptsPanel {
  /** Show the queue as it is now. */
  show(jobs: readonly JobInfo[]): void;
  /** Take in a new list of presets: a job that is done has its picture there. */
  list(): void;
  /** Put the cursor into the box. */
  write(): void;
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
  again: { text: 'again', title: 'Ask for the same once more, from the start' },
  vary: { text: 'vary', title: 'The same words from another seed' },
  more: { text: 'more like this', title: 'Go on from this preset with another seed' },
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
  const priority = select('priority', { '0': 'in turn', '1': 'next' });
  const show = select('goes on stage', { first: 'with its first picture', done: 'when it is done', never: 'on cue' });
  const form = element(
    'form',
    { class: 'ask', autocomplete: 'off' },
    element('h2', {}, 'prompts'),
    ...[prompt, negative, priority, show].map(({ root: label }) => label),
    element('button', {}, 'add'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const words = prompt.control.value.trim();
    if (!words) return;
    const wish = {
      prompt: words,
      negative: negative.control.value.trim(),
      priority: Number(priority.control.value),
      show: show.control.value as PromptWish['show'],
    };
    asked = ask(wish) ?? asked;
  });
  const list = element('ol', { class: 'jobs' });
  const empty = element('li', { class: 'empty' }, 'No prompts. Say what the picture shall show, then Enter.');
  root.append(form, list);
  list.append(empty);

  function ask(wish: Omit<PromptWish, 'type' | 'id'>): string | undefined {
    const id = newId();
    return send({ type: 'prompt', id, ...wish }) ? id : undefined;
  }

  const acts = (job: JobInfo) =>
    actsOn(
      job,
      jobs,
      desk.presets.some(({ slug }) => slug === job.slug),
    );

  function act(id: string, what: JobAct): void {
    const job = jobs.find((candidate) => candidate.id === id);
    if (!job || !acts(job).has(what)) return;
    const { prompt: words, negative: without, priority: rank, seed, steps, slug, from } = job;
    const same = { prompt: words, negative: without, priority: rank, steps, show: 'never' as const };
    if (what === 'play') desk.mirror.wish('preset.go', slug);
    else if (what === 'earlier') send({ type: 'job-move', id, before: jobBefore(job, jobs)?.id });
    else if (what === 'again') ask({ ...same, seed, ...(from ? { from } : {}) });
    else if (what === 'vary') ask({ ...same, seed: newSeed() });
    else if (what === 'more') ask({ ...same, seed: newSeed(), from: slug });
    else send({ type: 'job', act: what, id });
  }

  return {
    show(next) {
      jobs = next;
      for (const [id, row] of rows) {
        if (jobs.some((job) => job.id === id)) continue;
        row.end();
        row.root.remove();
        rows.delete(id);
      }
      jobs.forEach((job, i) => {
        let row = rows.get(job.id);
        if (!row) {
          row = makeRow(job, desk, moving, (what) => act(job.id, what));
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

function makeRow(first: JobInfo, desk: Desk, moving: MovingPictures, act: (what: JobAct) => void): Row {
  const image = element('img', { alt: '', decoding: 'async' });
  const picture = element('span', { class: 'picture' }, image);
  const standing = element('span', { class: 'standing' });
  const bar = element('i', { class: 'progress' });
  const curve = element('canvas', { class: 'curve', width: 128, height: 36, role: 'img' });
  const aside = [first.negative && `without ${first.negative}`, first.from && `from ${first.from}`].filter(Boolean);
  const buttons = (Object.keys(ACTS) as JobAct[]).map((what) => {
    const { text, title } = ACTS[what];
    const attributes = { type: 'button', title, 'data-act': what, 'aria-label': `${text}: ${first.prompt}` };
    const button = element('button', attributes, text);
    button.addEventListener('click', () => act(what));
    return button;
  });
  const words = element(
    'span',
    { class: 'words' },
    element('b', { title: first.prompt }, first.prompt),
    element('small', {}, aside.join(', ')),
    standing,
  );
  const acts = element('span', { class: 'acts' }, ...buttons);
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
      bar.style.transform = `scaleX(${job.progress})`;
      const preset = desk.presets.find(({ slug }) => slug === job.slug);
      // Under way it is in the library already, and moves; once it is saved it has its still.
      if (preset && isOpen(job)) end ??= moving.underWay(picture, job.slug);
      else still();
      const source = preset && job.status === 'done' ? thumbnailOf(preset) : '';
      if (source && image.getAttribute('src') !== source) image.src = source;
      drawCurve(curve, job.curve);
    },
  };
}

function setActs(row: HTMLElement, acts: ReadonlySet<JobAct>): void {
  for (const button of row.querySelectorAll<HTMLButtonElement>('[data-act]')) {
    button.disabled = !acts.has(button.dataset.act as JobAct);
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
