/**
 * Watches a stage page from inside without touching it: when each frame came off the socket, when its animation frame began,
 * when the page had drawn it, and when a pixel read back from the canvas showed it. The read-back makes the browser do the
 * drawing that it would have put off until the end of the animation frame, so the pixel's time is that of real pixels.
 */

import type { Seconds } from '../../engine/units.ts';
import type { BarePage } from './bare-chromium.ts';

/** One frame, times in Seconds: the engine's as its header says, the page's on the clock that `watchStage` maps to. */
export interface SeenFrame {
  readonly sequence: number;
  readonly audioTime: Seconds;
  readonly begun: Seconds;
  readonly waited: Seconds;
  readonly made: Seconds;
  readonly received: Seconds;
  readonly animationFrame: Seconds;
  readonly drawn: Seconds;
  /** When the read-back returned, and what it gave: mean of red, green and blue of the canvas' middle, 0…255. */
  readonly seen: Seconds;
  readonly brightness: number;
}

/** A page being watched. */
export interface StageProbe {
  /** Half of the shortest round trip of the clocks' comparison: the page's times are sure to this. */
  readonly clockError: Seconds;
  /** Everything that the page drew since it was opened, oldest first. */
  frames(): Promise<SeenFrame[]>;
}

/** Map an opened page's clock to the system's monotonic one, which Node's hrtime reads. */
export async function watchStage(page: BarePage, rounds = 300): Promise<StageProbe> {
  let offset = 0;
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i++) {
    const before = now();
    const there = await page.evaluate<number>('performance.now() / 1000');
    const trip = now() - before;
    if (trip < shortest) {
      shortest = trip;
      offset = before + trip / 2 - there;
    }
  }
  return {
    clockError: shortest / 2,
    async frames() {
      const rows = await page.evaluate<number[][]>('__probe.frames');
      return rows.map((row) => {
        const [sequence = 0, audioTime = 0, begun = 0, waited = 0, made = 0, received = 0] = row;
        const [animationFrame = 0, drawn = 0, seen = 0, brightness = 0] = row.slice(6);
        const local = (milliseconds: number) => offset + milliseconds / 1000;
        return {
          ...{ sequence, audioTime, begun, waited, made, brightness },
          received: local(received),
          animationFrame: local(animationFrame),
          drawn: local(drawn),
          seen: local(seen),
        };
      });
    },
  };
}

/** To be run in the page before its own scripts. Text, because the page knows nothing of the tests' compiler. */
export const PROBE = `{
  const probe = (globalThis.__probe = { frames: [] });
  const came = new Map();
  const slot = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onmessage');
  Object.defineProperty(WebSocket.prototype, 'onmessage', {
    ...slot,
    set(take) {
      slot.set.call(this, (event) => {
        if (typeof event.data !== 'string') {
          const received = performance.now();
          const view = new DataView(event.data);
          const times = [view.getFloat64(24, true), view.getFloat64(16, true)];
          came.set(view.getUint32(4, true), [...times, view.getUint16(12, true) / 1e5, view.getUint16(14, true) / 1e5, received]);
        }
        take.call(this, event);
      });
    },
  });
  const animate = globalThis.requestAnimationFrame.bind(globalThis);
  let last = '';
  globalThis.requestAnimationFrame = (run) =>
    animate((time) => {
      const animationFrame = performance.now();
      run(time);
      const { sequence } = document.documentElement.dataset;
      if (sequence === undefined || sequence === last) return;
      last = sequence;
      const drawn = performance.now();
      const brightness = middle([...document.querySelectorAll('canvas')].at(-1));
      const row = came.get(Number(sequence)) ?? [];
      for (const key of came.keys()) if (key <= Number(sequence)) came.delete(key);
      probe.frames.push([Number(sequence), ...row, animationFrame, drawn, performance.now(), brightness]);
    });
  function middle(canvas) {
    const gl = canvas.getContext('webgl2');
    const [x, y] = [canvas.width >> 1, canvas.height >> 1];
    let pixel = new Uint8Array(4);
    if (gl) gl.readPixels(x, y, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    else pixel = canvas.getContext('2d').getImageData(x, y, 1, 1).data;
    return (pixel[0] + pixel[1] + pixel[2]) / 3;
  }
}`;

// Implementation

function now(): Seconds {
  return Number(process.hrtime.bigint()) / 1e9;
}
