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
import { type Connection, connect } from './connection.ts';
import { query } from './element.ts';
import { parseFit } from './fit.ts';
import { stagePicture } from './frame-view.ts';
import { type StageFigures, stageHud } from './hud.ts';
import { newestFrame } from './newest-frame.ts';
import { keepAwake } from './wake-lock.ts';

const address = new URL(location.href);
const marks = document.documentElement.dataset;
const picture = stagePicture(query('#picture'), parseFit(address.searchParams.get('fit')));
const newest = newestFrame();
const isAwake = keepAwake();
const mayBeSilent = () => document.visibilityState === 'hidden';

let drawn = 0;
let size: StageFigures['picture'];
let status: Status | undefined;
let meters: Meters | undefined;
let problem = '';
let listener: Connection | undefined;

const connection = connect(
  browserPorts(),
  { role: 'stage', format: address.searchParams.get('format') === 'rgba' ? 'rgba' : 'i420', mayBeSilent },
  {
    onState(state) {
      marks.connection = state;
      newest.reset();
    },
    onMessage: () => {},
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
  if (event.key === 'h') listen(toggleHud());
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

/** While the figures are shown the page also listens as a control page does, for status and meters. */
function listen(wanted: boolean): void {
  listener?.close();
  listener = undefined;
  if (!wanted) return;
  listener = connect(
    browserPorts(),
    { role: 'control', format: 'i420', mayBeSilent },
    {
      onState: () => {},
      onMessage(message) {
        if (message.type === 'status') status = message.status;
        if (message.type === 'meters') meters = message.meters;
      },
      onFrame: () => {},
      onProblem: say,
    },
  );
}

function toggleFit(): void {
  picture.fit = picture.fit === 'fill' ? 'fit' : 'fill';
  address.searchParams.set('fit', picture.fit);
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
