/** The connection's ports in a real browser: WebSocket, fetch and timers, on the page's own origin. */

import type { ConnectionPorts } from './connection.ts';

const PROBE_TIMEOUT_MILLISECONDS = 1000;

/** Give the ports of this page. */
export function browserPorts(): ConnectionPorts {
  return {
    openSocket(events) {
      const url = new URL('/ws', location.href);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => events.onOpen();
      socket.onclose = () => events.onClose();
      socket.onmessage = ({ data }) => {
        if (typeof data === 'string') events.onText(data);
        else events.onBytes(new Uint8Array(data));
      };
      return {
        send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
        close: () => socket.close(),
      };
    },
    async probe() {
      try {
        // Any answer will do: what counts is that someone is listening again.
        await fetch('/', {
          method: 'HEAD',
          cache: 'no-store',
          signal: AbortSignal.timeout(PROBE_TIMEOUT_MILLISECONDS),
        });
        return true;
      } catch {
        return false;
      }
    },
    after(delay, run) {
      const timer = setTimeout(run, 1000 * delay);
      return () => clearTimeout(timer);
    },
    now: () => performance.now() / 1000,
  };
}
