/**
 * The engine's end of the capture process: starts it, reads its pipe, ends it. Blocks and notices in; nothing of what
 * PortAudio prints or breaks comes through. `onEnd` is called exactly once, whatever happens.
 */

import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describeError } from '../errors.ts';
import { createBlockDecoder } from './block-stream.ts';
import { CaptureNotice, type CaptureRequest } from './capture-notice.ts';
import type { AudioBlock } from './features.ts';

/** Receives what a capture process hears and says. */
export interface CaptureReceiver {
  /** A block; time on the system's monotonic clock. Its samples are overwritten by the next. */
  onBlock(block: AudioBlock): void;
  onNotice(notice: CaptureNotice): void;
  /** The process has ended, or was ended because of what it sent; no call follows. */
  onEnd(reason: string): void;
}

/** A running capture process. */
export interface CaptureChild {
  /** End it at once. Resolves when it is gone; `onEnd` is not called any more. */
  kill(): Promise<void>;
}

/** Start a capture process for a request. Never throws: what goes wrong comes as `onEnd`. */
export function startCapture(request: CaptureRequest, receiver: CaptureReceiver): CaptureChild {
  const script = fileURLToPath(new URL('./capture.io.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, JSON.stringify(request)], {
    // Away from the user's folder: the binding's crash report would be written there.
    cwd: tmpdir(),
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    windowsHide: true,
  });
  const gone = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  let isOver = false;
  const end = (reason: string) => {
    if (isOver) return;
    isOver = true;
    child.kill('SIGKILL');
    receiver.onEnd(reason);
  };
  const decode = createBlockDecoder({
    onBlock: (block) => receiver.onBlock(block),
    onText: (text) => receiver.onNotice(CaptureNotice.parse(JSON.parse(text))),
  });
  child.stdio[3]?.on('error', () => {});
  child.stdin?.on('error', () => {});
  child.stdio[3]?.on('data', (bytes: Buffer) => {
    if (isOver) return;
    try {
      decode(bytes);
    } catch (error) {
      end(describeError(error));
    }
  });
  child.once('error', (error) => end(`the capture process does not start: ${error.message}`));
  // 'close', not 'exit': what the process said last is read first.
  child.once('close', (code, signal) => end(`the capture process ended (${signal ?? `code ${code}`})`));
  return {
    async kill() {
      isOver = true;
      child.kill('SIGKILL');
      await gone;
    },
  };
}
