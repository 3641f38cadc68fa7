/**
 * Writes a graph as an ONNX model: the protobuf messages that are needed and no more. Pure: a graph in, bytes out.
 * Parameters lie in the model, or in a file beside it that the runtime maps into memory.
 * @see onnx.proto3, IR version 9, opset 18
 */

import { type Attribute, type Emitter, inOrder, type Model, type Node, type NumberType, type Values } from './graph.ts';

const OPSET = 18;
const IR_VERSION = 9;
const ELEMENT: Readonly<Record<NumberType, number>> = { float32: 1, int32: 6, bool: 9 };
const INT64 = 7;

/**
 * Write a model.
 * @param weightsFile the name of the file beside the model that {@link StoredValues} point into
 */
export function writeOnnx(model: Model, weightsFile = ''): Uint8Array {
  const results = Object.entries(model.outputs);
  const order = inOrder(results.map(([, node]) => node));
  const names = new Map<Node, readonly string[]>();
  const nameOf = (node: Node, output = 0): string => names.get(node)?.[output] ?? '';
  const operators: Bytes[] = [];
  const initializers: Bytes[] = [];
  const integerNames = new Map<string, string>();
  let count = 0;

  const emitter: Emitter = {
    operator: (type, inputs, attributes = {}) => emitter.outputs(type, inputs, attributes, 1)[0] ?? '',
    outputs(type, inputs, attributes, n) {
      const outputs = Array.from({ length: n }, (_, k) => `${type}.${count}${k > 0 ? `.${k}` : ''}`);
      operators.push(operatorProto(type, inputs, outputs, attributes, count++));
      return outputs;
    },
    integers(values) {
      const known = integerNames.get(values.join());
      if (known !== undefined) return known;
      const name = `integers.${integerNames.size}`;
      integerNames.set(values.join(), name);
      const bytes = new Uint8Array(new BigInt64Array(values.map(BigInt)).buffer);
      initializers.push(tensorProto(name, [values.length], INT64, bytes));
      return name;
    },
    outputOf: nameOf,
  };

  for (const node of order) {
    if (node.values) {
      const name = node.name || `constant.${count++}`;
      names.set(node, [name]);
      initializers.push(parameterProto(name, node, node.values, weightsFile));
      continue;
    }
    const inputs = node.inputs.map((child) => nameOf(child));
    const outputs = node.op.emit(inputs, emitter, node);
    names.set(node, typeof outputs === 'string' ? [outputs] : outputs);
  }
  for (const [name, node] of results) operators.push(identityProto(nameOf(node), name, count++));

  const inputs = order.filter((node) => node.op.name === 'input');
  const graph = [
    ...operators.map((bytes) => field(1, bytes)),
    field(2, ascii('neonfern')),
    ...initializers.map((bytes) => field(5, bytes)),
    ...inputs.map((node) => field(11, valueInfo(node.name ?? '', node))),
    ...results.map(([name, node]) => field(12, valueInfo(name, node))),
  ];
  return flatten([
    number(1, IR_VERSION),
    field(2, ascii('neonfern')),
    field(7, graph),
    field(8, [field(1, []), number(2, OPSET)]),
  ]);
}

// Implementation

/** A tree of chunks, so that weights are copied once, when it is flattened. */
type Bytes = Uint8Array | readonly Bytes[];

function operatorProto(
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>>,
  serial: number,
): Bytes {
  return [
    ...inputs.map((name) => field(1, ascii(name))),
    ...outputs.map((name) => field(2, ascii(name))),
    field(3, ascii(`${type}/${serial}`)),
    field(4, ascii(type)),
    ...Object.entries(attributes).map(([name, value]) => field(5, attributeProto(name, value))),
  ];
}

function identityProto(from: string, to: string, serial: number): Bytes {
  return operatorProto('Identity', [from], [to], {}, serial);
}

function attributeProto(name: string, value: Attribute): Bytes {
  const head = field(1, ascii(name));
  if (typeof value === 'number') return [head, number(3, value), number(20, 2)];
  if (typeof value === 'string') return [head, field(4, ascii(value)), number(20, 3)];
  if ('float' in value) return [head, float(2, value.float), number(20, 1)];
  return [
    head,
    field(
      8,
      value.map((n) => varint(n)),
    ),
    number(20, 7),
  ];
}

function parameterProto(name: string, node: Node, values: Values, weightsFile: string): Bytes {
  if (!ArrayBuffer.isView(values)) {
    const entry = (key: string, value: string) => field(13, [field(1, ascii(key)), field(2, ascii(value))]);
    return [
      ...node.shape.map((n) => number(1, n)),
      number(2, ELEMENT[node.type]),
      field(8, ascii(name)),
      entry('location', weightsFile),
      entry('offset', String(values.offset)),
      entry('length', String(values.length)),
      number(14, 1),
    ];
  }
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return tensorProto(name, node.shape, ELEMENT[node.type], bytes);
}

function tensorProto(name: string, shape: readonly number[], element: number, bytes: Uint8Array): Bytes {
  return [...shape.map((n) => number(1, n)), number(2, element), field(8, ascii(name)), field(9, bytes)];
}

function valueInfo(name: string, { shape, type }: Node): Bytes {
  const dimensions = shape.map((n) => field(1, number(1, n)));
  return [field(1, ascii(name)), field(2, field(1, [number(1, ELEMENT[type]), field(2, dimensions)]))];
}

function field(tag: number, content: Bytes): Bytes {
  return [varint(8 * tag + 2), varint(lengthOf(content)), content];
}

function number(tag: number, value: number): Bytes {
  return [varint(8 * tag), varint(value)];
}

function float(tag: number, value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [varint(8 * tag + 5), bytes];
}

/** Seven bits a byte, lowest first; negative numbers as 64-bit two's complement, ten bytes. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function lengthOf(bytes: Bytes): number {
  return bytes instanceof Uint8Array ? bytes.length : bytes.reduce((sum, part) => sum + lengthOf(part), 0);
}

function flatten(bytes: Bytes): Uint8Array {
  const target = new Uint8Array(lengthOf(bytes));
  let at = 0;
  const put = (part: Bytes): void => {
    if (part instanceof Uint8Array) {
      target.set(part, at);
      at += part.length;
    } else for (const child of part) put(child);
  };
  put(bytes);
  return target;
}
