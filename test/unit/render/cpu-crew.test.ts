/** The crew against workers that do as they are told: a job ends when its state says so, whatever a message was meant for. */

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { type CrewMember, createCrew } from '../../../engine/render/cpu-crew.io.ts';
import { OPEN, WORD } from '../../../engine/render/wasm/layout.ts';
import { type WasmModule, wasm } from '../../../engine/render/webassembly.io.ts';

async function open() {
  const memory = new wasm.Memory({ initial: 1, maximum: 1, shared: true });
  const job = new Int32Array(memory.buffer, 0, 256);
  const workers: EventEmitter[] = [];
  const spawn = (_: CrewMember) => {
    const worker = Object.assign(new EventEmitter(), { postMessage() {}, terminate: async () => 0 });
    workers.push(worker);
    setImmediate(() => worker.emit('message', 'ready'));
    return worker as unknown as Worker;
  };
  const crew = await createCrew(memory, {} as WasmModule, 2, spawn);
  return { crew, job, workers };
}

const isSettled = async (promise: Promise<void>): Promise<boolean> => {
  const later = new Promise<'later'>((done) => setImmediate(() => done('later')));
  return (await Promise.race([promise.then(() => 'settled' as const), later])) === 'settled';
};

test('a job that a worker ended which had overslept the one before is at its end', async () => {
  const { crew, job, workers } = await open();
  const first = crew.run();
  job[WORD.state] = 0;
  workers[0]?.emit('message', 'ended');
  await first;
  // The second worker woke for the first job and found the second one open.
  const second = crew.run();
  job[WORD.state] = 0;
  workers[1]?.emit('message', 'ended');
  assert.ok(await isSettled(second));
});

test('a message that comes late ends no job that is under way', async () => {
  const { crew, job, workers } = await open();
  const running = crew.run();
  workers[0]?.emit('message', 'ended');
  assert.ok(!(await isSettled(running)));
  job[WORD.state] = OPEN | 1;
  workers[1]?.emit('message', 'ended');
  assert.ok(!(await isSettled(running)));
  job[WORD.state] = 0;
  workers[0]?.emit('message', 'ended');
  assert.ok(await isSettled(running));
});
