/** A display without a screen that draws by itself: takes nets, glides, scenes and patches, says `drawn`, and counts the bytes. */

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { applyPatch } from '../../engine/wire/patch.ts';
import {
  type ByteKind,
  byteKind,
  type ClientMessage,
  PROTOCOL_VERSION,
  parseEngineMessage,
  type Status,
} from '../../engine/wire/protocol.ts';

/** What it is asked. Counts are since the last `forget`. */
export interface SceneTaker {
  /** All that came, in order. */
  readonly kinds: (ByteKind | undefined)[];
  readonly status: Status | undefined;
  count(kind: ByteKind): number;
  /** All bytes, texts and the line's own included. */
  bytesASecond(seconds: number): number;
  bytesOf(kind: ByteKind, seconds: number): number;
  forget(): void;
  say(message: ClientMessage): void;
  close(): void;
}

/** Connect to an engine as a stage that takes scenes. */
export async function connectSceneTaker(url: string): Promise<SceneTaker> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
  const kinds: (ByteKind | undefined)[] = [];
  let got: { kind: ByteKind | undefined; bytes: number }[] = [];
  let scene = new Uint8Array();
  let status: Status | undefined;
  const say = (message: ClientMessage) => socket.send(JSON.stringify(message));
  socket.on('message', (data: Buffer, isBinary) => {
    const kind = isBinary ? byteKind(data) : undefined;
    got.push({ kind, bytes: data.length + 4 });
    if (!isBinary) {
      const message = parseEngineMessage(String(data));
      if (message.type === 'status') status = message.status;
      return;
    }
    kinds.push(kind);
    if (kind === 'scene') scene = Uint8Array.from(data);
    if (kind === 'patch') scene = Uint8Array.from(applyPatch(scene, data));
    if (kind !== 'scene' && kind !== 'patch') return;
    say({ type: 'drawn', sequence: new DataView(scene.buffer).getUint32(4, true) });
  });
  await once(socket, 'open');
  say({ type: 'hello', version: PROTOCOL_VERSION, role: 'stage', format: 'i420', takes: 'scenes' });
  const bytes = (all: typeof got) => all.reduce((sum, each) => sum + each.bytes, 0);
  return {
    kinds,
    get status() {
      return status;
    },
    count: (kind) => got.filter((each) => each.kind === kind).length,
    bytesASecond: (seconds) => bytes(got) / seconds,
    bytesOf: (kind, seconds) => bytes(got.filter((each) => each.kind === kind)) / seconds,
    forget() {
      got = [];
    },
    say,
    close: () => socket.terminate(),
  };
}
