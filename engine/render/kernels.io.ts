/**
 * The compiled frame kernels of a device, by the set of architectures that each serves. Compiling runs on Dawn's own threads:
 * nothing here ever makes a frame wait but asking for a kernel that it cannot do without.
 */

import type { CppnSpec } from '../cppn/cppn.ts';
import { architectureKey } from '../cppn/net-layout.ts';
import type { KernelShape } from '../cppn/wgsl.ts';
import { EngineError } from '../errors.ts';
import { frameKernel } from './frame-kernel.ts';

/** Compiled kernels, found by their architectures and shape. All of one memory kind share a bind group layout. */
export interface Kernels {
  /** Compile a kernel unless that was done or begun. @throws EngineError 'renderer' when the driver refuses it */
  compile(specs: readonly CppnSpec[], shape: KernelShape): Promise<GPUComputePipeline>;
  /** Give a kernel when it is ready; when not, begin to compile it and give undefined. */
  whenReady(specs: readonly CppnSpec[], shape: KernelShape): GPUComputePipeline | undefined;
  layout(memory: KernelShape['memory']): GPUBindGroupLayout;
}

/** Make the empty cache of a device. */
export function createKernels(device: GPUDevice): Kernels {
  const layouts = {
    uniform: bindGroupLayout(device, 'uniform'),
    storage: bindGroupLayout(device, 'read-only-storage'),
  };
  const started = new Map<string, Promise<GPUComputePipeline>>();
  const ready = new Map<string, GPUComputePipeline>();

  function compile(specs: readonly CppnSpec[], shape: KernelShape): Promise<GPUComputePipeline> {
    const key = kernelKey(specs, shape);
    const known = started.get(key);
    if (known) return known;
    const pipeline = device
      .createComputePipelineAsync({
        layout: device.createPipelineLayout({ bindGroupLayouts: [layouts[shape.memory]] }),
        compute: { module: device.createShaderModule({ code: frameKernel(specs, shape) }), entryPoint: 'render' },
      })
      .catch((error: unknown) => {
        throw new EngineError(
          'renderer',
          `the GPU's driver refused the kernel of ${key}: ${error}`,
          'try --renderer cpu',
        );
      });
    started.set(key, pipeline);
    void pipeline.then(
      (compiled) => ready.set(key, compiled),
      // A set that the driver refuses is drawn net by net for good; whoever asked by `compile` has the error.
      () => {},
    );
    return pipeline;
  }

  return {
    compile,
    whenReady(specs, shape) {
      const pipeline = ready.get(kernelKey(specs, shape));
      if (!pipeline) void compile(specs, shape).catch(() => {});
      return pipeline;
    },
    layout: (memory) => layouts[memory],
  };
}

// Implementation

function kernelKey(specs: readonly CppnSpec[], { pixels, unrolled, memory, precision }: KernelShape): string {
  return [specs.map(architectureKey).join(' / '), pixels, unrolled, memory, precision].join(', ');
}

function bindGroupLayout(device: GPUDevice, nets: 'uniform' | 'read-only-storage'): GPUBindGroupLayout {
  const types = ['uniform', nets, nets, 'storage', 'storage'] as const;
  return device.createBindGroupLayout({
    entries: types.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
  });
}
