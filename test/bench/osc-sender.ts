/**
 * The other program of bench:control: sends OSC at a rate over many addresses from a process of its own. Over IPC: `{ port, addresses, rate }` starts,
 * 'stop' stops; the answer is the last value of each address.
 */

import { createSocket } from 'node:dgram';
import { encodeOsc } from '../../engine/control/osc/codec.ts';

interface Order {
  readonly port: number;
  /** Address, and the range that its values are drawn from. */
  readonly addresses: readonly (readonly [string, number, number])[];
  /** Messages a second. */
  readonly rate: number;
  /** Its value is the second's fraction at which it was sent. */
  readonly clock: string;
}

const TICK_MILLISECONDS = 4;
const socket = createSocket('udp4');
let timer: NodeJS.Timeout | undefined;
let last: Record<string, number> = {};

process.on('message', (message: Order | 'stop') => {
  clearInterval(timer);
  if (message === 'stop') {
    process.send?.(last);
    return;
  }
  const { port, addresses, rate, clock } = message;
  last = {};
  let at = 0;
  let owed = 0;
  let before = performance.now();
  timer = setInterval(() => {
    const now = performance.now();
    owed += ((now - before) * rate) / 1000;
    before = now;
    for (; owed >= 1; owed--) {
      const [address, low, high] = addresses[at++ % addresses.length] ?? ['/', 0, 0];
      const drawn = Math.fround(low + Math.random() * (high - low));
      const value = address === clock ? ((performance.timeOrigin + performance.now()) / 1000) % 1 : drawn;
      delete last[address];
      last[address] = value;
      socket.send(encodeOsc(address, value), port, '127.0.0.1');
    }
  }, TICK_MILLISECONDS);
});
