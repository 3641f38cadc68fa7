/** A model ready to run, as judges and optimizer hold it; session.io.ts makes one. */

/** What models can run on. */
export type Backend = 'cpu' | 'webgpu' | 'cuda';

/** How a model is run. */
export interface SessionOptions {
  readonly backend?: Backend;
  /** Threads inside an operation; by default one a core. */
  readonly threads?: number;
  /** Keep freed memory for the next run: faster, larger. By default true. */
  readonly memoryArena?: boolean;
}

/** Numbers by name. */
export type Tensors = Readonly<Record<string, Float32Array | Int32Array>>;

/** A model ready to run. */
export interface Session {
  /** Compute all outputs from all inputs, by name, row-major. @throws EngineError 'judge' naming a missing or wrong input */
  run(inputs: Tensors): Promise<Record<string, Float32Array>>;
  close(): Promise<void>;
}
