/**
 * The whole way from cable to picture on one machine: a private sound server, the real engine listening to it through
 * PortAudio, and a stage in headless Chromium whose pixels are watched. All times are on the system's monotonic clock.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RouteSource } from '../../engine/cppn/inputs.ts';
import type { Status } from '../../engine/wire/protocol.ts';
import { openBarePage } from './bare-chromium.ts';
import { chromiumMissing } from './chromium.ts';
import { connectWire, eventually, startEngineProcess } from './engine-process.ts';
import { saveFlashPreset } from './flash-preset.ts';
import { pulseMissing, startPulse } from './pulse.ts';
import { listenToSink, type Recording } from './sink-listener.ts';
import { PROBE, type SeenFrame, watchStage } from './stage-probe.ts';

export interface LiveOptions {
  /** What makes the picture flash, and how fast it falls, Seconds. */
  readonly from: RouteSource;
  readonly release: number;
  readonly curve?: number;
  /** The screen, CSS pixels. */
  readonly screen: { readonly width: number; readonly height: number };
  /** Flags of the engine beside what the rig needs. */
  readonly flags: readonly string[];
}

/** What was seen and heard while a sound was played. */
export interface LiveRun {
  readonly frames: readonly SeenFrame[];
  readonly recording: Recording;
  /** The page's clock against the system's is sure to this. */
  readonly clockError: number;
  /** The engine's status twice a second. */
  readonly statuses: readonly Status[];
  /** How the stage draws. */
  readonly renderer: string;
}

/** Say why the rig cannot run here, or undefined when it can. */
export function liveMissing(): string | undefined {
  return pulseMissing() ?? chromiumMissing();
}

/** Play a sound file into the line and watch the stage until it ended. */
export async function playLive(file: (folder: string) => string, options: LiveOptions): Promise<LiveRun> {
  const folder = mkdtempSync(join(tmpdir(), 'neonfern-live-'));
  const endings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    await saveFlashPreset(join(folder, 'presets'), options.from, options.release, options.curve);
    const path = file(folder);
    const pulse = await startPulse();
    endings.push(() => pulse.stop());
    const listener = listenToSink(pulse.env);
    const engine = await startEngineProcess(
      [
        ...['--audio', 'line', '--device', 'pulse', '--presets', join(folder, 'presets'), '--port', '0'],
        ...options.flags,
      ],
      { env: pulse.env },
    );
    endings.push(() => engine.stop());
    const control = await connectWire(engine.url, 'control');
    endings.push(() => control.close());
    // The flash alone: nothing moves, so that only sound changes the picture.
    for (const param of ['motion.speed', 'latent.drift']) {
      control.say({ type: 'control', param, op: 'set', value: 0 });
    }
    const statuses: Status[] = [];
    control.socket.on('message', () => {
      const newest = control.last('status')?.status;
      if (newest && newest !== statuses.at(-1)) statuses.push(newest);
    });
    const page = await openBarePage(engine.url, { ...options.screen, before: PROBE });
    endings.push(() => page.close());
    await eventually('the page opens', () => page.evaluate('globalThis.__probe !== undefined'));
    const before = await watchStage(page);
    await eventually('the stage draws', async () => (await before.frames()).length > 60);
    const statusesBefore = statuses.length;
    await pulse.play(path);
    const recording = listener.stop();
    const after = await watchStage(page);
    return {
      frames: await after.frames(),
      recording,
      clockError: Math.max(before.clockError, after.clockError),
      statuses: statuses.slice(statusesBefore + 4),
      renderer: /^renderer +(.+)$/m.exec(engine.printed)?.[1] ?? '',
    };
  } finally {
    for (const close of endings.reverse()) await close();
  }
}
