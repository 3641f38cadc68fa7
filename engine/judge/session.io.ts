/**
 * Runs models of graph.ts with ONNX Runtime, on the CPU, WebGPU or CUDA. The runtime is loaded when the first model is opened, so
 * that a show without a judge never pays for it.
 * @see onnxruntime.ai
 */

import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { describeError, EngineError } from '../errors.ts';
import type { Model, Node } from './graph.ts';
import { inOrder } from './graph.ts';
import { writeOnnx } from './onnx.ts';
import type { Session, SessionOptions } from './session.ts';

/**
 * Make a model ready.
 * @param file where the model lies, if its weights lie beside it; else it is written here, in memory
 * @throws EngineError 'judge' if the runtime cannot be loaded or the backend cannot be had
 */
export async function openSession(model: Model, options: SessionOptions = {}, file?: string): Promise<Session> {
  const { backend = 'cpu', threads = 0, memoryArena = true } = options;
  const runtime = await loadRuntime();
  const settings: InferenceSession.SessionOptions = {
    executionProviders: backend === 'cpu' ? ['cpu'] : [backend, 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: memoryArena,
    // 3: errors alone. Below it the runtime writes about every device that it does not find.
    logSeverityLevel: 3,
  };
  const session = await (file === undefined
    ? runtime.InferenceSession.create(writeOnnx(model), settings)
    : runtime.InferenceSession.create(file, settings)
  ).catch((error: unknown) => {
    throw new EngineError('judge', `the model cannot be opened on ${backend}: ${describeError(error)}`);
  });
  const nodes = inputsOf(model);
  return {
    async run(inputs) {
      const feeds: Record<string, Tensor> = {};
      for (const { name = '', shape, type } of nodes) {
        const values = inputs[name];
        const size = shape.reduce((product, n) => product * n, 1);
        if (values?.length !== size) {
          throw new EngineError(
            'judge',
            `input "${name}": expected ${size} numbers of shape [${shape}], got ${values?.length ?? 'none'}`,
          );
        }
        feeds[name] = new runtime.Tensor(type as 'float32', values as Float32Array, [...shape]);
      }
      const results = await session.run(feeds);
      return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
    },
    close: () => session.release(),
  };
}

// Implementation

async function loadRuntime(): Promise<typeof import('onnxruntime-node')> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    throw new EngineError(
      'judge',
      `ONNX Runtime cannot be loaded: ${describeError(error)}`,
      'run npm ci again; without it the show runs, but no picture can be judged',
    );
  }
}

function inputsOf({ outputs }: Model): Node[] {
  return inOrder(Object.values(outputs)).filter((node) => node.op.name === 'input');
}
