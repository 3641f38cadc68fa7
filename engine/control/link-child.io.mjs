/**
 * Ableton Link in a process of its own: joins the session and sends what it says to the parent, twenty times a second. Apart, because
 * the package aborts its process when that ends; here it takes nothing with it. The parent kills it.
 */

import { createRequire } from 'node:module';

const EVERY_MILLISECONDS = 50;

try {
  const AbletonLink = createRequire(import.meta.url)('abletonlink');
  const link = new AbletonLink(120, 4, true);
  link.startUpdate(EVERY_MILLISECONDS, (beat, _phase, bpm) => {
    process.send?.({ beat, bpm, peers: link.getNumPeers() });
  });
} catch (error) {
  process.send?.({ reason: String(error?.message ?? error).split('\n')[0] });
}
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
