/** What the engine lets the operator's page see: the newest scene of the output and of each deck, with the nets that they need. Pure. */

import type { Held } from '../engine/wire/glide-message.ts';
import { byteKind, readFrame } from '../engine/wire/protocol.ts';
import { readScene, type SceneKind, shelve } from '../engine/wire/scene-message.ts';
import type { ReceivedFrame } from './newest-frame.ts';
import type { Moment } from './previews.ts';

/** The newest of each. */
export interface ShowFeed {
  /** Take a message of bytes. @returns a small frame of the output, when it is one @throws EngineError 'bad-message' */
  take(bytes: Uint8Array): ReceivedFrame | undefined;
  /** Give what came since the last call, or undefined when nothing did. */
  next(of: SceneKind): Moment | undefined;
  /** The line broke: nothing that came is of now. */
  clear(): void;
}

/** Make an empty feed. */
export function makeShowFeed(): ShowFeed {
  const shelf: (Held | undefined)[] = [];
  const newest = new Map<SceneKind, Moment>();
  return {
    take(bytes) {
      const kind = byteKind(bytes);
      if (kind === 'net' || kind === 'glide') shelve(shelf, bytes);
      else if (kind === 'frame') return readFrame(bytes);
      else if (kind === 'scene' || kind === 'deck-a' || kind === 'deck-b') {
        const { scene, follow } = readScene(bytes, shelf, kind);
        // A scene that was not drawn would have gone part of the way already.
        const left = 1 - (newest.get(kind)?.follow ?? 0);
        newest.set(kind, { scene, follow: 1 - left * (1 - follow) });
      }
      return undefined;
    },
    next(of) {
      const moment = newest.get(of);
      newest.delete(of);
      return moment;
    },
    clear() {
      newest.clear();
      shelf.length = 0;
    },
  };
}
