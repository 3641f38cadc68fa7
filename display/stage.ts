/**
 * The stage page: frames in, the newest one on the whole screen, an acknowledgement out for each.
 *
 *   socket → newest-frame → (each animation frame) stage picture → 'drawn'
 *
 * With `?mode=weights` it draws by itself: nets and scenes in, see `own-drawing.ts`.
 *
 * Once a picture was shown there is always one: whatever breaks, the last frame stays. For tests the root element's data
 * attributes say connection, drawn and sequence.
 */

import { byteKind, type Meters, type Status } from '../engine/wire/protocol.ts';
import { browserPorts } from './browser-ports.ts';
import { connect } from './connection.ts';
import { query } from './element.ts';
import type { StageFigures } from './figures.ts';
import { parseFit } from './fit.ts';
import { parseWay, stagePicture } from './frame-view.ts';
import { stageHud } from './hud.ts';
import { newestFrame } from './newest-frame.ts';
import { ownCanvas } from './own-canvas.ts';
import { keepAwake } from './wake-lock.ts';

const address = new URL(location.href);
const marks = document.documentElement.dataset;
const asked = address.searchParams;
const picture = stagePicture(query('#picture'), parseFit(asked.get('fit')), parseWay(asked.get('draw')));
const own =
  asked.get('mode') === 'weights'
    ? ownCanvas(query('#figures'), asked.get('scale'), (takes, why) => {
        marks.takes = takes;
        if (why) say(why);
        connection.send({ type: 'take', takes, why });
      })
    : undefined;
const newest = newestFrame();
const isAwake = keepAwake();

let drawn = 0;
let size: StageFigures['picture'];
let status: Status | undefined;
let meters: Meters | undefined;
let problem = '';

const connection = connect(
  browserPorts(),
  {
    role: 'stage',
    format: asked.get('format') === 'rgba' ? 'rgba' : 'i420',
    get takes() {
      return own?.takes ?? 'frames';
    },
  },
  {
    onState(state) {
      marks.connection = state;
      newest.reset();
      if (state === 'lost') meters = undefined;
    },
    onMessage(message) {
      if (message.type === 'status') status = message.status;
      if (message.type === 'meters') meters = message.meters;
    },
    onFrame(bytes) {
      try {
        if (own && byteKind(bytes) !== 'frame') own.take(bytes);
        else newest.put(bytes);
      } catch (error) {
        say(String(error));
      }
    },
    onProblem: say,
  },
);

const toggleHud = stageHud(query('#figures'), () => ({
  connection: connection.state,
  drawn,
  replaced: newest.replaced + (own?.replaced ?? 0),
  skipped: newest.skipped,
  picture: size,
  screen: { width: Math.round(innerWidth * devicePixelRatio), height: Math.round(innerHeight * devicePixelRatio) },
  way: own?.takes === 'scenes' ? 'own drawing' : picture.way,
  fit: picture.fit,
  awake: isAwake(),
  status,
  meters,
  own: own?.line ?? '',
  problem,
}));

document.addEventListener('dblclick', toggleFullscreen);
document.addEventListener('keydown', (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'f') toggleFullscreen();
  if (event.key === 'a') toggleFit();
  if (event.key === 'h') toggleHud();
});
requestAnimationFrame(drawNewest);

// Implementation

function drawNewest(): void {
  requestAnimationFrame(drawNewest);
  const scenes = own?.drawNewest(picture.fit) ?? [];
  for (const sequence of scenes) connection.send({ type: 'drawn', sequence });
  const [newestScene] = scenes.slice(-1);
  if (newestScene !== undefined && own?.inner) drew({ ...own.inner, format: 'own drawing' }, newestScene);
  const frame = newest.take();
  if (!frame) return;
  // Frames that were on their way when the stage began to draw by itself are not shown any more.
  if (own?.takes !== 'scenes') {
    picture.show(frame);
    own?.hide();
    drew(frame.header, frame.header.sequence);
  }
  // Replaced frames are acknowledged with the drawn one: the engine then sends what this screen can draw, and no more.
  for (const sequence of newest.takeUnacknowledged()) connection.send({ type: 'drawn', sequence });
}

function drew(picture: StageFigures['picture'], sequence: number): void {
  size = picture;
  marks.drawn = String(++drawn);
  marks.sequence = String(sequence);
  if (drawn === 1) marks.showing = '';
}

function toggleFit(): void {
  picture.fit = picture.fit === 'fill' ? 'fit' : 'fill';
  asked.set('fit', picture.fit);
  history.replaceState(null, '', address);
  picture.redraw();
  own?.redraw(picture.fit);
}

function toggleFullscreen(): void {
  const change = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  change.catch((error: unknown) => say(`no fullscreen: ${String(error)}`));
}

function say(text: string): void {
  if (text !== problem) console.warn(text);
  problem = text;
}
