/**
 * The operator page: every control and meter of the show. What it shows is what the engine says; what a hand does goes out as
 * wishes, at once, and of many the newest once an animation frame.
 *
 *   socket → mirror, meters, status → (each animation frame) wishes out, changed controls painted, meters drawn
 *
 * When the line breaks the desk goes grey and inert until the engine has told everything anew.
 */

import type { Meters } from '../engine/wire/protocol.ts';
import { browserPorts } from './browser-ports.ts';
import { connect } from './connection.ts';
import { element, query } from './element.ts';
import { makeMirror } from './mirror.ts';
import { movingPictures } from './moving-pictures.ts';
import { decksPanel, isInDecks } from './panels/decks.ts';
import { groupsPanel } from './panels/groups.ts';
import { libraryPanel } from './panels/library.ts';
import { listeningPanel } from './panels/listening.ts';
import { MASTER_TOGGLES, masterPanel } from './panels/master.ts';
import { metersPanel } from './panels/meters.ts';
import { midiPanel } from './panels/midi.ts';
import { isInMix, mixPanel } from './panels/mix.ts';
import type { Desk } from './panels/panel.ts';
import { isInPrompts, promptsPanel } from './panels/prompts.ts';
import { routesPanel } from './panels/routes.ts';
import { shortcuts } from './panels/shortcuts.ts';
import { isInSnapshots, snapshotsPanel } from './panels/snapshots.ts';
import { SOUND_PARAM, soundPanel } from './panels/sound.ts';
import { statusPanel } from './panels/status.ts';
import { undoOffer } from './panels/undo.ts';
import { openPreviews } from './preview-canvas.ts';
import { makeShowFeed } from './show-feed.ts';

const ports = browserPorts();
const mirror = makeMirror(ports.now, (message) => connection.send(message));
const desk: { -readonly [K in keyof Desk]: Desk[K] } = { mirror, presets: [] };
const main = query<HTMLElement>('#desk');
const side = query<HTMLElement>('#side');
const isOpen = () => connection.state === 'open';

/** `?previews=own` draws moving pictures without a GPU too, `?previews=frames` none. */
const previewsAsked = new URL(location.href).searchParams.get('previews');

let heard: Meters | undefined;
const feed = makeShowFeed();
const previews = openPreviews(previewsAsked, () => {
  decks.clear();
  wantPreviews();
});
const decks = decksPanel(query('#decks'), desk, previews, feed);
const moving = movingPictures(previews, () => heard);

const stageLink = element('a', { class: 'button', href: '/', target: 'neonfern-stage' }, 'open stage');
const prompts = promptsPanel(query('#prompts'), desk, moving, (message) => connection.send(message));
const snapshots = snapshotsPanel(query('#snapshots'), desk, (message) => connection.send(message));
const routes = routesPanel(query('#routes'), desk, (message) => connection.send(message));
const undo = undoOffer(desk);
const keys = shortcuts(desk, isOpen, {
  openStage: () => stageLink.click(),
  writePrompt: prompts.write,
  recall: snapshots.recall,
  armStore: snapshots.armStore,
});
const buttons = element('span', { class: 'buttons' }, stageLink, keys);
const status = statusPanel(query('#status'), query('#notices'), buttons);
const library = libraryPanel(query('#library'), desk, moving);
const mix = mixPanel(query('#mix'), desk, moving);
const master = masterPanel(side, desk);
const meters = metersPanel(side);
const listening = listeningPanel(query('#heard'));
const sound = soundPanel(query('#heard'), desk, () => connection.send({ type: 'inputs' }));
const isPlaced = [
  isInMix,
  isInDecks,
  isInSnapshots,
  isInPrompts,
  (id: string) => [...MASTER_TOGGLES, SOUND_PARAM].includes(id),
];
const groups = groupsPanel(query('#groups'), desk, ({ id }) => isPlaced.some((isIn) => isIn(id)));
const midi = midiPanel(query('#midi'), (message) => connection.send(message));
const panels = [decks, library, mix, master, prompts, sound, snapshots, routes, groups];

const connection = connect(
  ports,
  { role: 'control', format: 'i420' },
  {
    onState(state) {
      document.documentElement.dataset.connection = state;
      main.inert = state !== 'open';
      status.connection(state === 'open');
      meters.clear();
      midi.clear();
      listening.clear();
      sound.clear();
      undo.clear();
      routes.clear();
      mirror.forgetWishes();
      feed.clear();
      decks.clear();
      wantPreviews();
    },
    onMessage(message) {
      if (message.type === 'params') mirror.hear(message.values);
      if (message.type === 'meters') {
        heard = message.meters;
        meters.hear(message.meters);
        listening.hear(message.meters);
        sound.hear(message.meters);
      }
      if (message.type === 'midi') midi.show(message.midi);
      if (message.type === 'jobs') prompts.show(message.jobs);
      if (message.type === 'ghosts') midi.ghosts(message.ghosts);
      if (message.type === 'routes') routes.show(message.routes);
      if (message.type === 'driven') routes.hear(message.envelopes, message.given);
      if (message.type === 'memory') {
        snapshots.show(message.memory);
        undo.show(message.memory.undo);
      }
      if (message.type === 'inputs') sound.list(message.inputs);
      if (message.type === 'status') {
        status.show(message.status);
        sound.show(message.status);
        snapshots.tick();
      }
      if (message.type === 'presets') {
        desk.presets = message.presets;
        library.list();
        decks.list();
        mix.list();
        groups.list();
        snapshots.list();
        prompts.list();
        mix.paint(new Set(['mix.']));
      }
    },
    onFrame(bytes) {
      try {
        const frame = feed.take(bytes);
        if (frame && previews.why) decks.frame(frame);
      } catch (error) {
        status.problem(String(error));
      }
    },
    onProblem: (text) => status.problem(text),
  },
);
main.inert = true;
document.addEventListener('visibilitychange', wantPreviews);
requestAnimationFrame(paint);

// Implementation

/** A page that nobody looks at gets none; one that draws nothing gets small frames of the output. */
function wantPreviews(): void {
  connection.send({ type: 'preview', way: document.hidden ? 'none' : previews.why ? 'frames' : 'scenes' });
}

function paint(): void {
  requestAnimationFrame(paint);
  const changed = mirror.flush();
  if (changed.size > 0) for (const panel of panels) panel.paint(changed);
  listening.draw();
  routes.draw();
  previews.draw();
  meters.draw(Number(mirror.shown('audio.gate') ?? -120));
}
