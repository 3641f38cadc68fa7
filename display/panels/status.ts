/** How the show stands: the line at the top, the loud line when something is lost, and the engine's notices at the foot. */

import type { Status } from '../../engine/wire/protocol.ts';
import { element, write } from '../element.ts';
import { frameCost } from '../figures.ts';

/** The status lines. */
export interface StatusPanel {
  show(status: Status): void;
  /** The line to the engine opened or broke. */
  connection(isOpen: boolean): void;
  /** Say one line that came from this page, not from the engine. */
  problem(text: string): void;
}

const NOTICES_SHOWN = 3;

/** Make the lines in the page's header and footer. An alarm lies over the figures: nothing moves when it comes. */
export function statusPanel(header: HTMLElement, footer: HTMLElement, buttons: Node): StatusPanel {
  const alarm = element('div', { id: 'alarm', role: 'alert' });
  const link = element('b', { class: 'lamp' }, 'connecting');
  const audio = figure('sound', 'wide');
  const picture = figure('picture', 'wide widest');
  const fps = figure('fps');
  const latency = figure('latency');
  const late = figure('late');
  const dropped = figure('dropped');
  const displays = figure('stages');
  const memory = figure('memory');
  const optimizer = figure('optimizer');
  header.append(
    element('h1', {}, 'neonfern'),
    link,
    buttons,
    element(
      'div',
      { class: 'figures', role: 'group', 'aria-label': 'status', tabindex: 0 },
      ...[audio, fps, latency, late, dropped, displays, optimizer, memory, picture].map(({ root }) => root),
      alarm,
    ),
  );
  let isOpen = false;
  let wasOpen = false;
  let status: Status | undefined;
  let said = '';

  function raise(): void {
    write(alarm, isOpen ? soundAlarm(status) : wasOpen ? ENGINE_LOST : '');
    alarm.className = isOpen ? 'warning' : 'lost';
  }

  return {
    connection(open) {
      isOpen = open;
      wasOpen ||= open;
      if (!open) status = undefined;
      write(link, open ? 'connected' : 'ENGINE LOST');
      link.classList.toggle('on', open);
      raise();
    },
    problem(text) {
      said = text;
      write(footer, text);
    },
    show(next) {
      status = next;
      const { audio: sound } = next;
      audio.write(sound.state === 'running' ? sound.source : `${sound.state}: ${sound.source}`, sound.detail);
      audio.root.classList.toggle('bad', sound.state !== 'running');
      picture.write(`${next.width}×${next.height} ${next.renderer}, ${next.rendererDetail}`, next.rendererDetail);
      fps.write(next.fps.toFixed(1), frameCost(next));
      latency.write(next.latency === null ? '–' : `${Math.round(1000 * next.latency)} ms`, 'from sound to picture');
      late.write(String(next.late), 'frames that began late, since the start');
      dropped.write(String(next.dropped), 'frames that a display had no room for, since the start');
      memory.write(next.memory ? `${Math.round(next.memory / 1e6)} MB` : '–', "of the engine's process");
      optimizer.write(next.optimizer ?? '–', 'the process that makes presets from prompts');
      displays.write(String(next.displays), `stages, ${next.drawing} of them draw by themselves`);
      displays.root.classList.toggle('bad', next.displays === 0);
      const lines = next.notices.slice(-NOTICES_SHOWN);
      const key = `${said}\n${lines.map(({ text }) => text).join('\n')}`;
      if (footer.dataset.key !== key) {
        footer.dataset.key = key;
        const notices = lines.map(({ level, text }) => element('p', { class: level }, text));
        footer.replaceChildren(...(said ? [element('p', { class: 'warning' }, said)] : []), ...notices.reverse());
      }
      raise();
    },
  };
}

// Implementation

const ENGINE_LOST = 'ENGINE LOST, reconnecting. Nothing here acts; values are the last known.';

function soundAlarm(status: Status | undefined): string {
  const { state, source, detail } = status?.audio ?? {};
  if (state === 'lost') return `LINE-IN LOST: ${source}: ${detail}. The picture goes on; looking for it.`;
  if (state === 'ended') return `SOUND ENDED: ${source}`;
  return '';
}

function figure(name: string, className = ''): { root: HTMLElement; write: (text: string, title: string) => void } {
  const value = element('b', {}, '–');
  const root = element('span', { class: `figure ${className}` }, element('small', {}, name), value);
  return {
    root,
    write(text, title) {
      write(value, text);
      if (root.title !== title) root.title = title;
    },
  };
}
