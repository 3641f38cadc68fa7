/**
 * OSCQuery's answers: the registry and the telemetry as a tree of JSON, whole or a part or one attribute. Pure.
 * @see github.com/Vidvox/OSCQueryProposal
 */

import { addressOf, type ParamSpec, type ParamValue } from '../parameter.ts';
import { REGISTRY } from '../registry.ts';
import { TELEMETRY } from './telemetry.ts';

/** A node as it is sent. */
export interface QueryNode {
  readonly FULL_PATH: string;
  readonly DESCRIPTION: string;
  /** 0 container, 1 read, 2 write, 3 both. */
  readonly ACCESS: 0 | 1 | 2 | 3;
  readonly CONTENTS?: Readonly<Record<string, QueryNode>>;
  readonly TYPE?: string;
  readonly VALUE?: readonly (ParamValue | null)[];
  readonly RANGE?: readonly { MIN?: number; MAX?: number; VALS?: readonly string[] }[];
  readonly CLIPMODE?: readonly string[];
  readonly UNIT?: readonly string[];
  readonly CRITICAL?: boolean;
}

export interface HostInfo {
  readonly name: string;
  readonly oscPort: number;
  readonly wsPort: number;
}

/** What the tree is made of: what is set now, and the presets that a 'preset' may be. */
export interface QueryWorld {
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly presets: readonly string[];
}

/** An answer: a status, and what is sent as JSON; nothing with 204 and 404. */
export interface QueryAnswer {
  readonly status: 200 | 204 | 400 | 404;
  readonly body?: unknown;
}

const ATTRIBUTES = [
  'FULL_PATH',
  'DESCRIPTION',
  'ACCESS',
  'CONTENTS',
  'TYPE',
  'VALUE',
  'RANGE',
  'CLIPMODE',
  'UNIT',
  'CRITICAL',
];
/** Our units in the proposal's words; those that it lacks are left out. */
const UNITS: Readonly<Record<string, string>> = {
  s: 'time.second',
  ms: 'time.millisecond',
  dB: 'gain.db',
  dBFS: 'gain.db',
  BPM: 'time.bpm',
};

/** Answer a request for `path` with its query, such as 'VALUE' or 'HOST_INFO'; an empty query asks for the whole node. */
export function answerQuery(path: string, query: string, world: QueryWorld, host: HostInfo): QueryAnswer {
  const attribute = query.split(/[&=]/)[0]?.toUpperCase() ?? '';
  if (attribute === 'HOST_INFO') return { status: 200, body: hostInfo(host) };
  const node = nodeAt(path, world);
  if (!node) return { status: 404 };
  if (attribute === '') return { status: 200, body: node };
  if (!ATTRIBUTES.includes(attribute)) return { status: 400 };
  const value = node[attribute as keyof QueryNode];
  return value === undefined ? { status: 204 } : { status: 200, body: { [attribute]: value } };
}

/** Find a parameter by its address. */
export function paramAt(address: string): ParamSpec | undefined {
  return REGISTRY.find((spec) => addressOf(spec) === address);
}

// Implementation

interface Leaf {
  readonly path: string;
  readonly make: (world: QueryWorld) => QueryNode;
}

const LEAVES: readonly Leaf[] = [
  ...REGISTRY.map((spec) => ({ path: addressOf(spec), make: (world: QueryWorld) => paramNode(spec, world) })),
  ...TELEMETRY.map(({ address, min, max, doc }) => ({
    path: address,
    make: (): QueryNode => ({
      FULL_PATH: address,
      DESCRIPTION: doc,
      ACCESS: 1,
      TYPE: 'f',
      RANGE: [{ MIN: min, MAX: max }],
    }),
  })),
];

function nodeAt(path: string, world: QueryWorld): QueryNode | undefined {
  const full = path.length > 1 ? path.replace(/\/+$/, '') : '/';
  const leaf = LEAVES.find((one) => one.path === full);
  if (leaf) return leaf.make(world);
  const start = full === '/' ? '/' : `${full}/`;
  const names = LEAVES.flatMap((one) =>
    one.path.startsWith(start) ? [one.path.slice(start.length).split('/')[0] ?? ''] : [],
  );
  if (names.length === 0) return undefined;
  const contents = [...new Set(names)].flatMap((name) => {
    const child = nodeAt(start + name, world);
    return child ? [[name, child] as const] : [];
  });
  return { FULL_PATH: full, DESCRIPTION: '', ACCESS: 0, CONTENTS: Object.fromEntries(contents) };
}

function paramNode(spec: ParamSpec, { params, presets }: QueryWorld): QueryNode {
  const value = params[spec.id] ?? spec.default;
  const node = { FULL_PATH: addressOf(spec), DESCRIPTION: spec.doc, CRITICAL: spec.acts };
  switch (spec.kind) {
    case 'trigger':
      return { ...node, ACCESS: 2, TYPE: 'I', VALUE: [] };
    case 'toggle':
      return { ...node, ACCESS: 3, TYPE: value === true ? 'T' : 'F', VALUE: [value === true] };
    case 'choice':
      return { ...node, ACCESS: 3, TYPE: 's', VALUE: [value], RANGE: [{ VALS: spec.options }] };
    case 'preset':
      return { ...node, ACCESS: 3, TYPE: 's', VALUE: [value], RANGE: [{ VALS: presets }] };
    case 'text':
      return { ...node, ACCESS: 3, TYPE: 's', VALUE: [value] };
    case 'number': {
      const unit = UNITS[spec.unit];
      return {
        ...node,
        ACCESS: 3,
        TYPE: spec.step >= 1 ? 'i' : 'f',
        VALUE: [value],
        RANGE: [{ MIN: spec.min, MAX: spec.max }],
        CLIPMODE: ['both'],
        ...(unit === undefined ? {} : { UNIT: [unit] }),
      };
    }
  }
}

function hostInfo({ name, oscPort, wsPort }: HostInfo): unknown {
  return {
    NAME: name,
    OSC_PORT: oscPort,
    OSC_TRANSPORT: 'UDP',
    WS_PORT: wsPort,
    EXTENSIONS: {
      ACCESS: true,
      VALUE: true,
      RANGE: true,
      DESCRIPTION: true,
      CLIPMODE: true,
      UNIT: true,
      CRITICAL: true,
      LISTEN: true,
      PATH_CHANGED: true,
    },
  };
}
