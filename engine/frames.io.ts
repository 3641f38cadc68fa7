/**
 * `neonfern frames`: the show as a plain stream of pictures for other programs, such as ffmpeg and through it a virtual camera.
 * Speaks the wire as a stage does. The rate is kept whatever happens: the newest picture is repeated while none comes, and while
 * the engine is away; what the reader does not take in time is left out.
 *
 * YUV4MPEG2, 4:2:0, full range, BT.709 as the stage shows it; every picture has the size of the first.
 * @see https://wiki.multimedia.cx/index.php/YUV4MPEG2
 */

import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { EngineError } from './errors.ts';
import { resizeI420 } from './render/pixel-format.ts';
import type { Seconds } from './units.ts';
import { byteKind, type ClientMessage, PROTOCOL_VERSION, readFrame } from './wire/protocol.ts';

export interface FramesOptions {
  readonly url: string;
  /** Pictures a second. */
  readonly fps: number;
  /** Where they go; the command ends when nobody reads any more. */
  readonly out: NodeJS.WritableStream & { readonly writableNeedDrain?: boolean };
  /** Where a line for the person goes. */
  readonly say: (text: string) => void;
}

/** Pause until the engine is asked for again. */
const RETRY: Seconds = 0.5;

/**
 * Run the command until the reader is gone.
 * @throws EngineError 'not-found' when no engine answers at first; one that goes away later is waited for
 */
export async function runFrames({ url, fps, out, say }: FramesOptions): Promise<number> {
  let newest: { readonly width: number; readonly height: number; readonly pixels: Uint8Array } | undefined;
  let size: { readonly width: number; readonly height: number } | undefined;
  const gone = new AbortController();
  out.on('error', () => gone.abort());
  out.on('close', () => gone.abort());

  function begin(width: number, height: number): void {
    size = { width, height };
    out.write(`YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\n`);
    say(`frames     ${width}×${height}, ${fps} a second, from ${url}`);
  }

  /** Take frames until the line breaks. @returns whether there was one */
  function listen(): Promise<boolean> {
    return new Promise((done) => {
      const socket = new WebSocket(`${url.replace(/^http/, 'ws').replace(/\/$/, '')}/ws`);
      const send = (message: ClientMessage) => socket.send(JSON.stringify(message));
      let wasOpen = false;
      gone.signal.addEventListener('abort', () => socket.terminate());
      socket.on('error', () => {});
      socket.once('close', () => done(wasOpen));
      socket.once('open', () => {
        wasOpen = true;
        send({ type: 'hello', version: PROTOCOL_VERSION, role: 'stage', format: 'i420', takes: 'frames' });
      });
      socket.on('message', (data: Buffer, isBinary) => {
        if (!isBinary || byteKind(data) !== 'frame') return;
        const { header, pixels } = readFrame(data);
        send({ type: 'drawn', sequence: header.sequence });
        // In the minority the engine sends what most stages take.
        if (header.format !== 'i420') return;
        newest = { width: header.width, height: header.height, pixels };
        if (!size) begin(header.width, header.height);
      });
    });
  }

  let due = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    if (!newest || !size || now < due) return;
    due = now - due > 1000 ? now : due + 1000 / fps;
    if (out.writableNeedDrain) return;
    const { width, height, pixels } = newest;
    const isOfSize = width === size.width && height === size.height;
    out.write('FRAME\n');
    out.write(isOfSize ? pixels : resizeI420(pixels, width, height, size.width, size.height));
  }, 1);
  try {
    if (!(await listen())) {
      throw new EngineError(
        'not-found',
        `no engine answers at ${url}`,
        'start one with neonfern start, or name it with --url',
      );
    }
    while (!gone.signal.aborted) {
      await wait(1000 * RETRY);
      await listen();
    }
    return 0;
  } finally {
    clearInterval(timer);
  }
}
