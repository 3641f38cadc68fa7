/**
 * Chooses the renderer: a real GPU when there is one, else the CPU. Software that plays GPU is used only when asked for, for it
 * draws the same pixels as the CPU renderer many times slower.
 */

import { describeError, EngineError } from '../errors.ts';
import type { Renderer } from '../ports.ts';
import { createCpuRenderer } from './cpu.io.ts';
import { probeWebgpu } from './dawn.io.ts';
import { createTfjsRenderer } from './tfjs.io.ts';
import { createWebgpuRenderer } from './webgpu.io.ts';

/** What `--renderer` may say. */
export type RendererChoice = 'auto' | Renderer['name'];

/** A renderer, and why it is this one, for the person. */
export interface OpenedRenderer {
  readonly renderer: Renderer;
  readonly reason: string;
}

/**
 * Open a renderer.
 * @param options threads of the CPU renderer, 0 for one a core
 * @throws EngineError 'renderer' when the one asked for cannot be had; 'auto' falls back to the CPU and says why
 */
export async function openRenderer(
  wanted: RendererChoice,
  options: { readonly threads: number },
): Promise<OpenedRenderer> {
  const openCpu = () => createCpuRenderer(options.threads > 0 ? options : {});
  if (wanted === 'cpu') return { renderer: await openCpu(), reason: 'as asked' };
  if (wanted === 'tfjs') return { renderer: await createTfjsRenderer(), reason: 'as asked' };
  const probe = await probeWebgpu();
  if (wanted === 'webgpu') {
    const renderer = probe.adapter ? await createWebgpuRenderer() : undefined;
    if (!renderer) {
      const why = probe.reason ?? 'the adapter went away';
      throw new EngineError('renderer', `renderer webgpu: ${why}`, 'run without --renderer, or with --renderer cpu');
    }
    return { renderer, reason: probe.software ? 'as asked, though it is no GPU but software' : 'as asked' };
  }
  const gpu = await openGpu(probe);
  if (typeof gpu !== 'string') return { renderer: gpu, reason: 'a GPU was found' };
  return { renderer: await openCpu(), reason: gpu };
}

// Implementation

/** The GPU's renderer, or why there is none. */
async function openGpu(probe: Awaited<ReturnType<typeof probeWebgpu>>): Promise<Renderer | string> {
  if (!probe.adapter || probe.software) return probe.reason ?? 'no GPU was found';
  try {
    return (await createWebgpuRenderer()) ?? `${probe.adapter} went away`;
  } catch (error) {
    return describeError(error);
  }
}
