/**
 * The way to the GPU: Dawn, Chromium's WebGPU, from the optional package `webgpu`. Looking for a GPU is done in a child process:
 * drivers write to stderr what a performer need not read, and a broken one may take the process with it.
 */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeError } from '../errors.ts';

/** What was found when looking for a GPU. */
export interface WebgpuProbe {
  /** The adapter's name, when there is one. */
  readonly adapter?: string;
  /** The adapter is a program that plays GPU on the CPU (SwiftShader, llvmpipe, WARP): right pixels, no speed. */
  readonly software: boolean;
  /** Why there is none, or why it is not used unasked. */
  readonly reason?: string;
}

/** An adapter that can be used in this process. */
export interface DawnAdapter {
  readonly gpu: GPU;
  readonly adapter: GPUAdapter;
  readonly name: string;
  readonly software: boolean;
}

/** How long the child may look; a hung driver then counts as none. */
const PROBE_SECONDS = 20;

/** Look for a GPU without touching one in this process. Never rejects. */
export async function probeWebgpu(): Promise<WebgpuProbe> {
  try {
    const found = await askChild();
    if (!found) return { software: false, reason: 'no GPU adapter (Linux: a Vulkan driver and libvulkan1 are needed)' };
    const { name, software } = found;
    return software
      ? { adapter: name, software, reason: `${name} is no GPU but a program` }
      : { adapter: name, software };
  } catch (error) {
    return { software: false, reason: describeError(error) };
  }
}

/**
 * Open the best adapter in this process, or give undefined when there is none.
 *
 * Robustness, the clamping of every index in a kernel, is switched off: kernels here are the engine's own, their indices lie
 * within their arrays by construction, and the clamps stand in the innermost loop.
 */
export async function openDawnAdapter(): Promise<DawnAdapter | undefined> {
  // Without a session directory Mesa's device-select layer complains on stderr for every adapter; nothing here needs it.
  if (!process.env.XDG_RUNTIME_DIR) process.env.NODEVICE_SELECT ??= '1';
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  instance ??= create(['enable-dawn-features=disable_robustness']);
  const gpu = instance;
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  return adapter ? { gpu, adapter, ...describeAdapter(adapter.info) } : undefined;
}

// Implementation

/** One for the process, held for good: a collected instance takes its devices' threads with it, and the process aborts. */
let instance: GPU | undefined;

interface AdapterAnswer {
  readonly name: string;
  readonly software: boolean;
}

function describeAdapter(info: GPUAdapterInfo): AdapterAnswer {
  const words = [info.vendor, info.architecture, info.device, info.description].join(' ');
  const software = info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render|warp\b/i.test(words);
  return { name: (info.device || info.description || info.vendor).replace(/-+$/, ''), software };
}

/** Ask a child that runs `dawn-probe.io.mjs`; undefined when it found no adapter. */
function askChild(): Promise<AdapterAnswer | undefined> {
  const script = fileURLToPath(new URL('dawn-probe.io.mjs', import.meta.url));
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script], { timeout: PROBE_SECONDS * 1000 }, (error, stdout) => {
      try {
        const info = JSON.parse(stdout);
        if (info.error) reject(new Error(info.error));
        else resolve(info.adapter ? describeAdapter(info.adapter) : undefined);
      } catch {
        reject(new Error(`looking for a GPU ended without an answer${error?.signal ? ` (${error.signal})` : ''}`));
      }
    });
  });
}
