/**
 * The stage page: frames in, the newest one on the whole screen, an acknowledgement out for each.
 *
 *   socket → newest-frame → (each animation frame) stage picture → 'drawn'
 *
 * Once a picture was shown there is always one: whatever breaks, the last frame stays. For tests the root element's data
 * attributes say connection, drawn and sequence.
 */

import type { Meters, Status } from '../engine/wire/protocol.ts';
import { browserPorts } from './browser-ports.ts';
import { connect } from './connection.ts';
import { query } from './element.ts';
import type { StageFigures } from './figures.ts';
import { parseFit } from './fit.ts';
import { parseWay, stagePicture } from './frame-view.ts';
import { stageHud } from './hud.ts';
import { newestFrame } from './newest-frame.ts';
import { keepAwake } from './wake-lock.ts';

const address = new URL(location.href);
const marks = document.documentElement.dataset;
const asked = address.searchParams;
const picture = stagePicture(query('#picture'), parseFit(asked.get('fit')), parseWay(asked.get('draw')));
const newest = newestFrame();
const isAwake = keepAwake();

let drawn = 0;
let size: StageFigures['picture'];
let status: Status | undefined;
let meters: Meters | undefined;
let problem = '';

const connection = connect(
  browserPorts(),
  { role: 'stage', format: asked.get('format') === 'rgba' ? 'rgba' : 'i420' },
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
        newest.put(bytes);
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
  replaced: newest.replaced,
  skipped: newest.skipped,
  picture: size,
  screen: { width: Math.round(innerWidth * devicePixelRatio), height: Math.round(innerHeight * devicePixelRatio) },
  way: picture.way,
  fit: picture.fit,
  awake: isAwake(),
  status,
  meters,
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
  const frame = newest.take();
  if (!frame) return;
  picture.show(frame);
  // Replaced frames are acknowledged with the drawn one: the engine then sends what this screen can draw, and no more.
  for (const sequence of newest.takeUnacknowledged()) connection.send({ type: 'drawn', sequence });
  size = frame.header;
  marks.drawn = String(++drawn);
  marks.sequence = String(frame.header.sequence);
  if (drawn === 1) marks.showing = '';
}

function toggleFit(): void {
  picture.fit = picture.fit === 'fill' ? 'fit' : 'fill';
  asked.set('fit', picture.fit);
  history.replaceState(null, '', address);
  picture.redraw();
}

function toggleFullscreen(): void {
  const change = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  change.catch((error: unknown) => say(`no fullscreen: ${String(error)}`));
}

function say(text: string): void {
  if (text !== problem) console.warn(text);
  problem = text;
}
