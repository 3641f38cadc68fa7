/** The adapter's own multiply-add ceiling: what a kernel that does nothing else reaches. */

import { openDawnAdapter } from '../../engine/render/dawn.io.ts';

/** Eight chains of vec4 hide the latency of one another; `seed` is not known to the compiler, so that nothing folds away. */
const CHAINS = 8;
const ROUNDS = 64;
const KERNEL = `
@group(0) @binding(0) var<storage, read_write> result: array<vec4f>;
@compute @workgroup_size(64)
fn run(@builtin(global_invocation_id) id: vec3u) {
  let seed = result[0];
  ${chains((k) => `var a${k} = seed + ${k}.0;`)}
  for (var i = 0u; i < ${ROUNDS}u; i++) {
    ${chains((k) => `a${k} = a${k} * seed + seed;`)}
    ${chains((k) => `a${k} = a${k} * seed + seed;`)}
    ${chains((k) => `a${k} = a${k} * seed + seed;`)}
    ${chains((k) => `a${k} = a${k} * seed + seed;`)}
  }
  if (id.x == 0xffffffffu) { result[0] = ${Array.from({ length: CHAINS }, (_, k) => `a${k}`).join(' + ')}; }
}`;
const FLOPS_A_THREAD = ROUNDS * 4 * CHAINS * 4 * 2;

/** Measure floating-point operations a second, a multiply-add being two: best of five dispatches of 0.1 s or more. */
export async function multiplyAddCeiling(): Promise<number> {
  const found = await openDawnAdapter();
  if (!found) throw new Error('no adapter');
  const device = await found.adapter.requestDevice();
  const module = device.createShaderModule({ code: KERNEL });
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'run' } });
  const buffer = device.createBuffer({ size: 16, usage: GPUBufferUsage.STORAGE });
  const entries = [{ binding: 0, resource: { buffer } }];
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  async function seconds(workgroups: number, dispatches: number): Promise<number> {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    for (let i = 0; i < dispatches; i++) pass.dispatchWorkgroups(workgroups);
    pass.end();
    const start = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return (performance.now() - start) / 1000;
  }
  let workgroups = 16;
  let dispatches = 1;
  while ((await seconds(workgroups, dispatches)) < 0.1) {
    if (workgroups < 32768) workgroups *= 2;
    else dispatches *= 2;
  }
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) best = Math.min(best, await seconds(workgroups, dispatches));
  device.destroy();
  return (workgroups * dispatches * 64 * FLOPS_A_THREAD) / best;
}

function chains(write: (k: number) => string): string {
  return Array.from({ length: CHAINS }, (_, k) => write(k)).join(' ');
}
