/**
 * The files that other programs open, made from the registry: a TouchOSC layout, a Max patch, a Chataigne module. `npm run docs`
 * writes them; a parameter that is renamed is renamed in them.
 */

import { addressOf, type ParamSpec } from '../engine/control/parameter.ts';
import { findParam, MIX_SLOTS, REGISTRY } from '../engine/control/registry.ts';

const WIDTH = 1024;
const HEIGHT = 768;
const GAP = 8;

/** Give the layout's XML: eight faders and presets, the master's faders, pads, the buttons that save a night. A .tosc is this, deflated. */
export function touchOscLayout(): string {
  const slots = Array.from({ length: MIX_SLOTS }, (_, i) => i + 1);
  const column = (WIDTH - GAP) / MIX_SLOTS;
  const nodes = [
    ...slots.map((n) => {
      return fader(spec(`mix.${n}.weight`), [GAP + (n - 1) * column, GAP, column - GAP, 320], 'cyan');
    }),
    ...slots.map((n) => {
      const frame: Frame = [GAP + (n - 1) * column, 336, column - GAP, 64];
      return button(spec('preset.number'), `preset ${n}`, frame, 'white', n);
    }),
    ...['master.brightness', 'master.contrast', 'master.saturation', 'motion.speed', 'view.zoom'].map((id, i) => {
      return fader(spec(id), [GAP + i * 76, 416, 68, 344], 'yellow');
    }),
    pad('latent', 'latent', [400, 416, 300, 344]),
    ...[
      ['master.blackout', 'red', 708, 416],
      ['master.freeze', 'blue', 866, 416],
    ].map(([id, colour, x, y]) => toggle(spec(String(id)), [Number(x), Number(y), 150, 80], String(colour))),
    ...[
      ['preset.previous', 'white', 708, 504],
      ['preset.next', 'white', 866, 504],
      ['preset.random', 'white', 708, 592],
      ['tempo.tap', 'green', 866, 592],
      ['tempo.one', 'green', 708, 680],
      ['master.panic', 'red', 866, 680],
    ].map(([id, colour, x, y]) => {
      return button(
        spec(String(id)),
        String(id).split('.')[1] ?? '',
        [Number(x), Number(y), 150, 80],
        String(colour),
        1,
      );
    }),
  ];
  const root = node(
    'GROUP',
    'Neonfern',
    [0, 0, WIDTH, HEIGHT],
    'black',
    { values: ['touch'], messages: '' },
    nodes.join(''),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<lexml version="3">${root}</lexml>\n`;
}

/** Give a Max patch for Max for Live: a dial for each of the main parameters, sent as places on the travel to 127.0.0.1:4401. */
export function maxPatch(): string {
  const ids = [
    'mix.1.weight',
    'mix.2.weight',
    'master.brightness',
    'view.zoom',
    'motion.speed',
    'audio.amount',
    'latent.x',
    'latent.y',
  ];
  const boxes: unknown[] = [];
  const lines: unknown[] = [];
  const box = (id: string, maxclass: string, x: number, y: number, rest: object) => {
    boxes.push({ box: { id, maxclass, patching_rect: [x, y, 100, 22], ...rest } });
  };
  const line = (from: string, to: string) => lines.push({ patchline: { source: [from, 0], destination: [to, 0] } });
  box('send', 'newobj', 20, 260, { text: 'udpsend 127.0.0.1 4401', numinlets: 1, numoutlets: 0 });
  ids.forEach((id, i) => {
    const x = 20 + 110 * i;
    const name = id.replaceAll('.', ' ');
    const dial = {
      numinlets: 1,
      numoutlets: 2,
      outlettype: ['', 'float'],
      parameter_enable: 1,
      presentation: 1,
      presentation_rect: [4 + 48 * i, 4, 44, 48],
      varname: name,
      saved_attribute_attributes: {
        valueof: {
          parameter_longname: name,
          parameter_shortname: name,
          parameter_type: 0,
          parameter_mmin: 0,
          parameter_mmax: 1,
          parameter_unitstyle: 1,
        },
      },
    };
    box(`dial-${i}`, 'live.dial', x, 40, dial);
    const message = { text: `prepend /norm${addressOf(spec(id))}`, numinlets: 1, numoutlets: 1, outlettype: [''] };
    box(`address-${i}`, 'newobj', x, 160, message);
    line(`dial-${i}`, `address-${i}`);
    line(`address-${i}`, 'send');
  });
  const patcher = {
    fileversion: 1,
    appversion: { major: 8, minor: 5, revision: 0, architecture: 'x64', modernui: 1 },
    classnamespace: 'box',
    rect: [60, 90, 940, 340],
    openinpresentation: 1,
    boxes,
    lines,
  };
  return `${JSON.stringify({ patcher }, null, 1)}\n`;
}

/** Give a Chataigne module: OSC in on 4402, out to 4401, and a command for each parameter by group. */
export function chataigneModule(): string {
  const commands = REGISTRY.map((one) => {
    const value = chataigneValue(one);
    const command = {
      menu: one.group,
      callback: value ? 'set' : 'fire',
      parameters: {
        Address: { type: 'String', default: addressOf(one), readOnly: true },
        ...(value ? { Value: { description: one.doc, ...value } } : {}),
      },
    };
    return [one.id, command] as const;
  });
  const module = {
    name: 'Neonfern',
    type: 'OSC',
    path: 'Software',
    version: '1.0.0',
    description: 'Neonfern: live visuals',
    hasInput: true,
    hasOutput: true,
    defaults: {
      autoAdd: true,
      'OSC Input': { localPort: 4402 },
      'OSC Outputs': { 'OSC Output': { local: true, remotePort: 4401 } },
    },
    scripts: ['neonfern.js'],
    commands: Object.fromEntries(commands),
  };
  return `${JSON.stringify(module, null, 2)}\n`;
}

// Implementation

type Frame = readonly [x: number, y: number, w: number, h: number];

const COLOURS: Readonly<Record<string, readonly [number, number, number]>> = {
  black: [0, 0, 0],
  white: [0.6, 0.6, 0.6],
  red: [0.9, 0.15, 0.2],
  blue: [0.2, 0.4, 1],
  green: [0.2, 0.8, 0.4],
  cyan: [0.1, 0.8, 0.85],
  yellow: [0.95, 0.75, 0.2],
};

function spec(id: string): ParamSpec {
  const found = findParam(id);
  if (!found) throw new Error(`the registry has no ${id}`);
  return found;
}

function fader(one: ParamSpec, frame: Frame, colour: string): string {
  return node('FADER', one.id, frame, colour, {
    values: ['x', 'touch'],
    messages: message(`/norm${addressOf(one)}`, [argument('VALUE', 'FLOAT', 'x')]),
  });
}

function toggle(one: ParamSpec, frame: Frame, colour: string): string {
  const extra = property('i', 'buttonType', '1') + property('b', 'press', '1') + property('b', 'release', '0');
  const messages = message(addressOf(one), [argument('VALUE', 'INTEGER', 'x')]);
  return node('BUTTON', one.id.split('.')[1] ?? '', frame, colour, { values: ['x', 'touch'], messages, extra });
}

/** A button that says a constant when it is pressed, and nothing when it is let go. */
function button(one: ParamSpec, name: string, frame: Frame, colour: string, value: number): string {
  const messages = message(addressOf(one), [argument('CONSTANT', 'INTEGER', String(value))], 'RISE');
  return node('BUTTON', name, frame, colour, {
    values: ['x', 'touch'],
    messages,
    extra: property('i', 'buttonType', '0'),
  });
}

/** An XY pad over −1…1; both arguments go to the container's address. */
function pad(name: string, container: string, frame: Frame): string {
  const axis = (value: string) => argument('VALUE', 'FLOAT', value, [-1, 1]);
  const messages = message(`/${container}`, [axis('x'), axis('y')], 'ANY', ['x', 'y']);
  return node('XY', name, frame, 'cyan', { values: ['x', 'y', 'touch'], messages });
}

function node(
  type: string,
  name: string,
  [x, y, w, h]: Frame,
  colour: string,
  parts: { readonly values: readonly string[]; readonly messages: string; readonly extra?: string },
  children = '',
): string {
  const [r, g, b] = COLOURS[colour] ?? [1, 1, 1];
  const frame = `<x>${Math.round(x)}</x><y>${Math.round(y)}</y><w>${Math.round(w)}</w><h>${Math.round(h)}</h>`;
  const properties =
    property('b', 'background', '1') +
    property('c', 'color', `<r>${r}</r><g>${g}</g><b>${b}</b><a>1</a>`) +
    property('f', 'cornerRadius', '4') +
    property('r', 'frame', frame) +
    property('b', 'interactive', type === 'GROUP' ? '0' : '1') +
    property('s', 'name', `<![CDATA[${name}]]>`) +
    property('b', 'outline', '1') +
    property('i', 'shape', '1') +
    property('b', 'visible', '1') +
    (parts.extra ?? '');
  const values = parts.values.map((key) => {
    const start = key === 'touch' ? '<![CDATA[false]]>' : '0';
    return `<value><key><![CDATA[${key}]]></key><locked>0</locked><lockedDefaultCurrent>0</lockedDefaultCurrent><default>${start}</default><defaultPull>0</defaultPull></value>`;
  });
  const messages = parts.messages === '' ? '' : `<messages>${parts.messages}</messages>`;
  const inner = children === '' ? '' : `<children>${children}</children>`;
  return `<node ID="${idOf(`${type} ${name} ${x} ${y}`)}" type="${type}"><properties>${properties}</properties><values>${values.join('')}</values>${messages}${inner}</node>\n`;
}

function property(type: string, key: string, value: string): string {
  return `<property type="${type}"><key><![CDATA[${key}]]></key><value>${value}</value></property>`;
}

function message(
  address: string,
  args: readonly string[],
  condition = 'ANY',
  triggers: readonly string[] = ['x'],
): string {
  const when = triggers.map((name) => {
    return `<trigger><var><![CDATA[${name}]]></var><condition>${condition}</condition></trigger>`;
  });
  return `<osc><enabled>1</enabled><send>1</send><receive>1</receive><feedback>0</feedback><connections>00001</connections><triggers>${when.join('')}</triggers><path>${argument('CONSTANT', 'STRING', address)}</path><arguments>${args.join('')}</arguments></osc>`;
}

function argument(
  type: string,
  conversion: string,
  value: string,
  [low, high]: readonly [number, number] = [0, 1],
): string {
  return `<partial><type>${type}</type><conversion>${conversion}</conversion><value><![CDATA[${value}]]></value><scaleMin>${low}</scaleMin><scaleMax>${high}</scaleMax></partial>`;
}

/** An identifier that is the same each time, in the form of a UUID. */
function idOf(text: string): string {
  let hash = 0x811c9dc5;
  const words = Array.from({ length: 4 }, (_, i) => {
    for (const c of `${i}${text}`) hash = Math.imul(hash ^ c.charCodeAt(0), 0x01000193) >>> 0;
    return hash.toString(16).padStart(8, '0');
  }).join('');
  return words.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function chataigneValue({ kind, min, max, default: start, options, step }: ParamSpec): object | undefined {
  switch (kind) {
    case 'number':
      return { type: step >= 1 ? 'Integer' : 'Float', default: start, min, max };
    case 'toggle':
      return { type: 'Boolean', default: start };
    case 'choice':
      return { type: 'Enum', default: start, options: Object.fromEntries(options.map((option) => [option, option])) };
    case 'preset':
    case 'text':
      return { type: 'String', default: '' };
    case 'trigger':
      return undefined;
  }
}
