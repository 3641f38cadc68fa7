/**
 * The architecture as a table: who may import whom, and what no file may hold. Files are read by TypeScript's own parser, so
 * dynamic imports count too. Where a new import is right, this table is the place to say so.
 */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Each part of the house, and the parts, folders or files that it may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'engine/units': [],
  'engine/errors': [],
  'engine/random': [],
  'engine/safetensors': ['engine/errors'],
  'engine/config': ['engine/errors'],
  'engine/ports': ['engine'],
  // The stages do not know one another; they meet in show.ts.
  'engine/audio': ['engine/units', 'engine/errors', 'engine/random', 'engine/ports'],
  'engine/control': ['engine/units', 'engine/errors', 'engine/random', 'engine/ports'],
  'engine/cppn': ['engine/units', 'engine/errors', 'engine/random', 'engine/safetensors', 'engine/ports'],
  'engine/judge': ['engine/units', 'engine/errors', 'engine/random', 'engine/safetensors', 'engine/ports'],
  'engine/optimize': [
    'engine/units',
    'engine/errors',
    'engine/random',
    'engine/safetensors',
    'engine/ports',
    'engine/cppn',
    'engine/judge',
    'engine/background.io',
  ],
  // Renderers draw nets, and know nothing of sound or controls.
  'engine/render': ['engine/units', 'engine/errors', 'engine/ports', 'engine/cppn'],
  'engine/record': [
    'engine/units',
    'engine/errors',
    'engine/ports',
    'engine/audio/features',
    'engine/render/pixel-format',
  ],
  'engine/wire/image-message': [],
  'engine/wire/prompt-message': ['engine/wire/image-message'],
  'engine/wire/protocol': [
    'engine/control/parameter',
    'engine/wire/prompt-message',
    'engine/units',
    'engine/errors',
    'engine/render/pixel-format',
    'engine/cppn/route-schema',
  ],
  'engine/wire/route-feed': ['engine/units', 'engine/wire/protocol'],
  'engine/wire/reader': ['engine/wire/protocol', 'engine/errors'],
  'engine/wire/rate': ['engine/units'],
  'engine/wire/patch': ['engine/wire/protocol', 'engine/wire/reader'],
  'engine/wire/glide-message': [
    'engine/wire/protocol',
    'engine/wire/reader',
    'engine/units',
    'engine/cppn/cppn',
    'engine/cppn/glide',
  ],
  'engine/wire/scene-message': [
    'engine/wire/protocol',
    'engine/wire/reader',
    'engine/wire/glide-message',
    'engine/units',
    'engine/errors',
    'engine/cppn/cppn',
    'engine/render/scene',
    'engine/render/blend',
  ],
  'engine/wire/shelf': [
    'engine/wire/scene-message',
    'engine/wire/glide-message',
    'engine/units',
    'engine/cppn/cppn',
    'engine/render/scene',
  ],
  'engine/wire/small-frame': ['engine/wire/protocol', 'engine/ports', 'engine/render/pixel-format'],
  'engine/wire/scene-feed': [
    'engine/wire/scene-message',
    'engine/wire/shelf',
    'engine/wire/patch',
    'engine/wire/rate',
    'engine/ports',
    'engine/units',
    'engine/render/scene',
  ],
  'engine/wire/preview-feed': [
    'engine/wire/protocol',
    'engine/wire/scene-message',
    'engine/wire/shelf',
    'engine/wire/small-frame',
    'engine/ports',
    'engine/units',
    'engine/cppn/cppn',
    'engine/render/scene',
  ],
  'engine/wire/http.io': ['engine/errors'],
  'engine/wire/server.io': [
    'engine/wire/image-message',
    'engine/wire/protocol',
    'engine/wire/shelf',
    'engine/wire/route-feed',
    'engine/wire/preview-feed',
    'engine/wire/scene-feed',
    'engine/wire/http.io',
    'engine/units',
    'engine/errors',
    'engine/ports',
    'engine/render/pixel-format',
    'engine/audio/features',
    'engine/control/parameter',
    'engine/control/transport',
  ],
  'engine/show': [
    'engine/units',
    'engine/random',
    'engine/audio',
    'engine/control',
    'engine/cppn',
    'engine/render',
    'engine/acts',
    'engine/undo',
    'engine/route-edits',
    'engine/decks',
    'engine/motion',
  ],
  'engine/acts': ['engine/units', 'engine/control', 'engine/decks', 'engine/undo', 'engine/route-edits'],
  'engine/route-edits': ['engine/units', 'engine/control', 'engine/cppn', 'engine/undo'],
  'engine/memory-news': [
    'engine/units',
    'engine/ports',
    'engine/control/snapshots',
    'engine/undo',
    'engine/wire/protocol',
  ],
  'engine/undo': ['engine/units', 'engine/control', 'engine/cppn'],
  'engine/decks': ['engine/units', 'engine/control', 'engine/cppn', 'engine/render'],
  'engine/motion': ['engine/units', 'engine/control', 'engine/cppn', 'engine/render'],
  'engine/strip': ['engine/cppn', 'engine/optimize/routes', 'engine/render', 'engine/still-scene'],
  'engine/still-scene': ['engine/units', 'engine/cppn', 'engine/render'],
  'engine/engine': [
    'engine/units',
    'engine/errors',
    'engine/ports',
    'engine/show',
    'engine/news',
    'engine/undo',
    'engine/route-edits',
    'engine/audio',
    'engine/control',
    'engine/cppn/preset',
    'engine/render/flash-count',
    'engine/render/flash-guard',
    'engine/render/governor',
    'engine/render/scene',
    'engine/wire/protocol',
  ],
  'engine/session': [
    'engine/errors',
    'engine/units',
    'engine/control',
    'engine/show',
    'engine/cppn/route-schema',
    'engine/route-edits',
  ],
  'engine/news': [
    'engine/units',
    'engine/ports',
    'engine/audio/features',
    'engine/control/parameter',
    'engine/control/transport',
    'engine/wire/protocol',
  ],
  // The display shares with the engine what both sides must agree on, and nothing that runs the show.
  display: [
    'engine/wire/protocol',
    'engine/wire/image-message',
    'engine/wire/prompt-message',
    'engine/wire/scene-message',
    'engine/wire/glide-message',
    'engine/wire/patch',
    'engine/control/registry',
    'engine/control/parameter',
    'engine/control/midi-map-schema',
    'engine/cppn/cppn',
    'engine/cppn/inputs',
    'engine/cppn/glsl',
    'engine/cppn/net-layout',
    'engine/render/frame-glsl',
    'engine/render/governor',
    'engine/render/reference',
    'engine/render/scene',
    'engine/render/pixel-format',
    'engine/errors',
    'engine/units',
  ],
};

/** Packages that compute and touch nothing, so that pure files may use them. */
const PURE_PACKAGES = ['zod', 'fft.js', 'osc-min', '@huggingface/tokenizers'];
const DISPLAY_PACKAGES = ['three'];
const MOST_LINES = 400;
/** Files that may be longer: one table, which gains nothing by being cut. */
const LONG_FILES = ['engine/control/registry.ts'];

interface Source {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  /** As written: './x.ts', 'node:fs', 'zod'. */
  readonly imports: readonly string[];
}

function sourcesUnder(folder: string): Source[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).split(sep).join('/'))
    .filter((path) => path.endsWith('.ts') && !/\/(dist|node_modules|fixtures)\//.test(path))
    .sort()
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
      const imports = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
      return { path, text, tree, imports };
    });
}

const engine = sourcesUnder('engine');
const display = sourcesUnder('display');
const tests = sourcesUnder('test');

const isPure = ({ path }: Source) => !path.endsWith('.io.ts') && path !== 'engine/main.ts';
const isRelative = (name: string) => name.startsWith('.');
const targetOf = (source: Source, name: string) => join(dirname(source.path), name).split(sep).join('/');
const withoutEnding = (path: string) => path.replace(/\.ts$/, '');
const isWithin = (path: string, part: string) => path === part || path.startsWith(`${part}/`);

/** The table's row for a file: the narrowest part that holds it. */
function partOf(path: string): string | undefined {
  const parts = Object.keys(MAY_IMPORT).filter((part) => isWithin(withoutEnding(path), part));
  return parts.sort((a, b) => b.length - a.length)[0];
}

/** List "file: import" of every import that `isWrong`. */
function wrongImports(sources: readonly Source[], isWrong: (source: Source, name: string) => boolean): string[] {
  return sources.flatMap((source) =>
    source.imports.filter((name) => isWrong(source, name)).map((name) => `${source.path}: ${name}`),
  );
}

/** List "file:line" of every syntax node that `isWrong`. */
function wrongNodes(sources: readonly Source[], isWrong: (node: ts.Node) => boolean): string[] {
  return sources.flatMap((source) => {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (isWrong(node)) {
        const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart());
        found.push(`${source.path}:${line + 1}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source.tree);
    return found;
  });
}

test('the sources are found', () => {
  assert.ok(engine.length > 20 && tests.length > 10);
});

test('every part imports what the table lets it, and nothing else', () => {
  const wrong = wrongImports([...engine, ...display], (source, name) => {
    const part = partOf(source.path);
    if (!isRelative(name) || part === undefined) return false;
    const target = withoutEnding(targetOf(source, name));
    return ![part, ...(MAY_IMPORT[part] ?? [])].some((allowed) => isWithin(target, allowed));
  });
  assert.deepEqual(wrong, []);
});

test('every pure file of the engine stands in the table', () => {
  const lost = engine.filter((source) => isPure(source) && partOf(source.path) === undefined);
  assert.deepEqual(
    lost.map(({ path }) => path),
    [],
  );
});

test('pure files import no Node, and no package but those that only compute', () => {
  const wrong = wrongImports(engine.filter(isPure), (_, name) => !isRelative(name) && !PURE_PACKAGES.includes(name));
  assert.deepEqual(wrong, []);
});

test('pure files import no impure one', () => {
  const wrong = wrongImports(engine.filter(isPure), (source, name) => {
    const target = targetOf(source, name);
    return isRelative(name) && (target.endsWith('.io.ts') || target === 'engine/main.ts');
  });
  assert.deepEqual(wrong, []);
});

test('nothing in the engine imports its composition root', () => {
  const wrong = wrongImports(engine, (source, name) => targetOf(source, name) === 'engine/main.ts');
  assert.deepEqual(wrong, []);
});

test('the display imports no Node and no package but Three.js', () => {
  const pages = display.filter(({ path }) => path !== 'display/vite.config.ts');
  const isAllowed = (name: string) => DISPLAY_PACKAGES.some((known) => isWithin(name, known)) || name.endsWith('.css');
  const wrong = wrongImports(pages, (_, name) => !isRelative(name) && !isAllowed(name));
  assert.deepEqual(wrong, []);
});

test('nothing imports tests but tests', () => {
  const wrong = wrongImports([...engine, ...display], (source, name) => isWithin(targetOf(source, name), 'test'));
  assert.deepEqual(wrong, []);
});

test('relative imports name their file whole', () => {
  const wrong = wrongImports(
    [...engine, ...display, ...tests],
    (source, name) => isRelative(name) && !existsSync(join(ROOT, targetOf(source, name))),
  );
  assert.deepEqual(wrong, []);
});

const syntax: readonly (readonly [string, (node: ts.Node) => boolean])[] = [
  ['the type any', (node) => node.kind === ts.SyntaxKind.AnyKeyword],
  ['a non-null assertion', ts.isNonNullExpression],
  ['an enum', ts.isEnumDeclaration],
  ['a namespace', (node) => ts.isModuleDeclaration(node) && ts.isIdentifier(node.name)],
  ['a default export', (node) => ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword],
];
for (const [name, isWrong] of syntax) {
  test(`no file holds ${name}`, () => {
    // A tool's settings file and another package's types have the form that others ask of them.
    const own = [...engine, ...display, ...tests].filter(({ path }) => !/(vite\.config|\.d)\.ts$/.test(path));
    assert.deepEqual(wrongNodes(own, isWrong), []);
  });
}

test(`no file is longer than ${MOST_LINES} lines`, () => {
  const long = [...engine, ...display, ...tests].filter(
    ({ path, text }) => text.split('\n').length > MOST_LINES + 1 && !LONG_FILES.includes(path),
  );
  assert.deepEqual(
    long.map(({ path, text }) => `${path}: ${text.split('\n').length} lines`),
    [],
  );
});

test('every file begins by saying what it is', () => {
  const isHeaded = ({ text }: Source) => /^(#!.*\n)?\/[/*]/.test(text);
  const bare = [...engine, ...display].filter((source) => !isHeaded(source));
  assert.deepEqual(
    bare.map(({ path }) => path),
    [],
  );
});

test('no test is skipped, put off or run alone by its own text', () => {
  // A skip must depend on the machine and say its reason: { skip: reason }, where reason is computed.
  const wrong = wrongNodes(tests, (node) => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      const isRunner = ts.isIdentifier(expression) && ['test', 'it', 'describe', 'suite'].includes(expression.text);
      if (isRunner && ['skip', 'todo', 'only'].includes(name.text)) return true;
    }
    if (!ts.isPropertyAssignment(node) || !['skip', 'todo', 'only'].includes(node.name.getText())) return false;
    return node.initializer.kind === ts.SyntaxKind.TrueKeyword || ts.isStringLiteral(node.initializer);
  });
  assert.deepEqual(wrong, []);
});
