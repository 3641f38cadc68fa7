/**
 * A graph of tensor operations that knows its derivative, after Karpathy's micrograd: every operation holds its forward form and
 * its derivative side by side, and {@link gradients} walks the graph backwards with them. The gradient is a graph again, so both
 * are written as one ONNX model (onnx.ts) and run by the same runtime. Nothing is computed here. Shapes are known and fixed.
 *
 * @see Karpathy, "micrograd", 2020; Griewank and Walther, "Evaluating derivatives", 2008, ch. 3 (reverse mode)
 */

/** What a tensor's numbers are. Derivatives exist for float32 alone. */
export type NumberType = 'float32' | 'int32' | 'bool';

/** The numbers of an initializer: in memory, or a range of bytes of the file beside the model. */
export type Values = Float32Array | Int32Array | StoredValues;

/** A range of bytes of the weights' file. */
export interface StoredValues {
  readonly offset: number;
  readonly length: number;
}

/** An attribute of an ONNX operator. A float is told apart from an integer by its wrapping. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

/** One tensor: the result of an operation on others, an input or a parameter. Immutable. */
export interface Node {
  readonly op: Operation;
  readonly inputs: readonly Node[];
  readonly shape: readonly number[];
  readonly type: NumberType;
  /** Inputs and parameters alone. */
  readonly name?: string;
  /** Parameters alone. */
  readonly values?: Values;
}

/** Writes ONNX operators while a model is being written; gives the name of what an operator puts out. */
export interface Emitter {
  operator(type: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string;
  /** As {@link operator}, for an operator with several outputs. */
  outputs(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    count: number,
  ): readonly string[];
  /** A constant list of int64. */
  integers(values: readonly number[]): string;
  /** The name of a node's further output, 1 for the first after its own. */
  outputOf(node: Node, output: number): string;
}

/** What an operation is: how it is written, and its derivative. */
export interface Operation {
  readonly name: string;
  /** Write the operation; gives the names of its outputs, the node's own first. */
  emit(names: readonly string[], emitter: Emitter, node: Node): string | readonly string[];
  /**
   * Give the gradient with respect to input `k`, from the gradient `upstream` with respect to the node. Of the input's shape.
   * Missing, or undefined: constant almost everywhere, the gradient is zero.
   */
  derivative?(upstream: Node, node: Node, k: number): Node | undefined;
}

/** A picture of what one model computes. */
export interface Model {
  readonly outputs: Readonly<Record<string, Node>>;
}

/** Name a tensor that is given anew at every run. */
export function input(name: string, shape: readonly number[], type: NumberType = 'float32'): Node {
  return { op: INPUT, inputs: [], shape, type, name };
}

/** Name a tensor whose numbers are part of the model. Without a name it is a constant of the graph's own. */
export function parameter(name: string, shape: readonly number[], values: Values): Node {
  const type = values instanceof Int32Array ? 'int32' : 'float32';
  return { op: PARAMETER, inputs: [], shape, type, name, values };
}

/** Make a constant of one number and no dimension. */
export function scalar(value: number): Node {
  return parameter('', [], new Float32Array([value]));
}

/** Make a constant of a list of numbers. */
export function constant(values: Float32Array | Int32Array, shape: readonly number[] = [values.length]): Node {
  return parameter('', shape, values);
}

/** Apply an operation. What checks shapes is the function that calls this. */
export function apply(
  op: Operation,
  inputs: readonly Node[],
  shape: readonly number[],
  type: NumberType = 'float32',
): Node {
  return { op, inputs, shape, type };
}

/** Give the number of elements. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Give a graph's nodes in the order in which they can be computed, each once. */
export function inOrder(outputs: readonly Node[]): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  // An explicit stack: gradients of deep models are thousands of nodes deep.
  const stack: { node: Node; next: number }[] = [];
  const enter = (node: Node) => {
    if (seen.has(node)) return;
    seen.add(node);
    stack.push({ node, next: 0 });
  };
  for (const output of outputs) {
    enter(output);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const child = top.node.inputs[top.next++];
      if (child) enter(child);
      else order.push((stack.pop() ?? top).node);
    }
  }
  return order;
}

/**
 * Give the gradients of `of` with respect to nodes of its graph, each of that node's shape.
 * @param of a scalar; another shape stands for the sum of its elements
 * @param seed what to start from in place of ones, of the shape of `of`: gives the seed-weighted sum's gradient
 * @param add how two gradients are summed, and `zeros` what stands for none; operations.ts hands them in
 */
export function backward(
  of: Node,
  wrt: readonly Node[],
  seed: Node,
  add: (a: Node, b: Node) => Node,
  zeros: (shape: readonly number[]) => Node,
): Node[] {
  const order = inOrder([of]);
  const wanted = new Set<Node>(wrt);
  // Only what depends on the asked nodes gets a gradient: frozen weights cost nothing.
  for (const node of order) if (node.inputs.some((child) => wanted.has(child))) wanted.add(node);
  const gradient = new Map<Node, Node>([[of, seed]]);
  for (const node of order.reverse()) {
    const upstream = gradient.get(node);
    if (!upstream || !node.op.derivative) continue;
    for (const [k, child] of node.inputs.entries()) {
      if (!wanted.has(child) || child.type !== 'float32') continue;
      const part = node.op.derivative(upstream, node, k);
      if (!part) continue;
      if (part.shape.join() !== child.shape.join()) {
        throw new Error(
          `${node.op.name}: gradient of input ${k} has shape [${part.shape}], the input [${child.shape}]`,
        );
      }
      const sum = gradient.get(child);
      gradient.set(child, sum ? add(sum, part) : part);
    }
  }
  return wrt.map((node) => gradient.get(node) ?? zeros(node.shape));
}

// Implementation

const INPUT: Operation = { name: 'input', emit: (_, __, { name = '' }) => name };
const PARAMETER: Operation = { name: 'parameter', emit: (_, __, { name = '' }) => name };
