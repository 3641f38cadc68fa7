/** `neonfern optimize` as a person has it: a process, its exit status, one line for what is wrong, Ctrl-C, and the same bits again. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { describeError, EngineError } from '../../engine/errors.ts';
import { optimizeOptions, runOptimize } from '../../engine/optimize.io.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'neonfern-optimize-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

/** Run the command to its end; it gets one Ctrl-C as soon as it has said what `interruptAt` matches. */
function optimize(args: readonly string[], interruptAt?: RegExp): Promise<{ code: number | null; text: string }> {
  const folders = ['--runs', join(FOLDER, 'runs'), '--presets', join(FOLDER, 'presets')];
  const child = spawn(process.execPath, [join(ROOT, 'bin/neonfern.mjs'), 'optimize', ...folders, ...args], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  let isInterrupted = false;
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    if (!isInterrupted && interruptAt?.test(text)) isInterrupted = child.kill('SIGINT');
  });
  return new Promise((done) => child.once('close', (code) => done({ code, text })));
}

const weightsOf = (slug: string) => readFileSync(join(FOLDER, 'presets', slug, 'weights.safetensors'));

const WORDS = join(FOLDER, 'words.txt');
writeFileSync(WORDS, 'no picture');
const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['an empty prompt', [' '], /the prompt is empty/],
  ['an over-long prompt', ['x'.repeat(1001)], /1001 characters, expected at most 1000/],
  ['a weightless prompt', ['fire:0'], /wants nothing/],
  ['a file that is no picture', ['', '--image', WORDS], /words\.txt: cannot be read as a picture/],
  ['an image that is not there', ['fire', '--image', 'nowhere.png'], /nowhere\.png: cannot be read as a picture/],
  ['an unknown judge', ['fire', '--judge', 'embedded-c'], /unknown judge "embedded-c" — did you mean "embedded-[ab]"/],
  [
    'an unknown optimizer',
    ['fire', '--optimizer', 'adm'],
    /--optimizer: expected adam or cma-es, got "adm" — did you mean adam/,
  ],
  ['a selection by no judge', ['fire', '--select', 'held-out', '--held-out', 'none'], /there is no held-out judge/],
  [
    'a folder of runs that is a file',
    ['fire', '--runs', WORDS],
    /words\.txt: nothing can be written there: .+ — make room/,
  ],
];
for (const [what, args, line] of refusals) {
  test(`${what} is refused in one line`, async () => {
    const [prompt = '', ...rest] = args;
    const flags = Object.fromEntries(rest.flatMap((name, i) => (i % 2 ? [] : [[name.slice(2), rest[i + 1] ?? '']])));
    const folders = { runs: join(FOLDER, 'runs'), presets: join(FOLDER, 'presets') };
    const run = async () => runOptimize(optimizeOptions(prompt, { ...folders, ...flags }));
    await assert.rejects(run, (error) => {
      assert.ok(error instanceof EngineError);
      assert.match(describeError(error), line);
      assert.doesNotMatch(describeError(error), /\n/);
      return true;
    });
  });
}

test('what is wrong is said in one line on stderr, with the status 1', async () => {
  const { code, text } = await optimize(['fire:0']);
  assert.equal(code, 1);
  assert.match(text, /^neonfern: prompt "fire:0" wants nothing: [^\n]+\n$/);
});

test('Ctrl-C saves the best so far; the same command goes on from there, to the bits of a run that was never stopped', async () => {
  const args = ['red', '--steps', '3', '--seed', '5', '--held-out', 'none'];
  const whole = await optimize([...args, '--out', 'whole']);
  assert.equal(whole.code, 0, whole.text);

  const stopped = await optimize([...args, '--out', 'cut'], /^1\/3/m);
  assert.equal(stopped.code, 0, stopped.text);
  assert.match(stopped.text, /the same command goes on from here/);
  assert.notDeepEqual(weightsOf('cut'), weightsOf('whole'));

  const resumed = await optimize([...args, '--out', 'cut']);
  assert.equal(resumed.code, 0, resumed.text);
  assert.doesNotMatch(resumed.text, /^1\/3/m);
  assert.deepEqual(weightsOf('cut'), weightsOf('whole'));
  assert.deepEqual(
    readdirSync(join(FOLDER, 'runs')).filter((name) => name.endsWith('.safetensors')),
    [],
  );
});

test('a broken checkpoint costs its steps and no more, and a preset that cannot be saved costs nothing', async () => {
  mkdirSync(join(FOLDER, 'runs'), { recursive: true });
  const checkpoint = join(FOLDER, 'runs', 'blue-1.safetensors');
  writeFileSync(checkpoint, 'nonsense');
  const args = ['blue', '--steps', '2', '--held-out', 'none'];
  const { code, text } = await optimize([...args, '--presets', WORDS]);
  assert.equal(code, 1);
  assert.match(text, /blue-1\.safetensors: .*; beginning again/);
  assert.match(text, /preset blue cannot be saved in .*words\.txt: .+ — make room; the checkpoint is kept/);
  const again = await optimize(args);
  assert.equal(again.code, 0, again.text);
  assert.doesNotMatch(again.text, /^[12]\/2/m);
});

const fullMissing = existsSync('/dev/full') ? false : 'only Linux has /dev/full';

test('a full disk costs the checkpoint, or the preset, and nothing that was saved', { skip: fullMissing }, async () => {
  // A write to /dev/full fails as on a disk that has no room.
  const full = (...path: string[]) => symlinkSync('/dev/full', join(FOLDER, ...path));
  const args = ['teal', '--steps', '2', '--held-out', 'none'];
  assert.equal((await optimize(args)).code, 0);
  const before = weightsOf('teal');
  full('presets', 'teal', 'preset.json.part');
  full('runs', 'teal-2.safetensors.part');
  const { code, text } = await optimize([...args, '--seed', '2']);
  assert.equal(code, 1);
  assert.match(text, /the checkpoint cannot be kept: .*no space left/);
  assert.match(text, /preset teal cannot be saved in .+: .*no space left.* — make room/);
  assert.deepEqual(weightsOf('teal'), before);
});

test('a preset that has the name is kept in the trash', async () => {
  const args = ['ochre', '--steps', '1', '--held-out', 'none'];
  assert.equal((await optimize(args)).code, 0);
  const before = weightsOf('ochre');
  const { code, text } = await optimize([...args, '--seed', '2']);
  assert.equal(code, 0);
  assert.match(text, /the preset ochre that was there is kept in .+\.trash.ochre$/m);
  const kept = readFileSync(join(FOLDER, 'presets', '.trash', 'ochre', 'weights.safetensors'));
  assert.deepEqual([kept.equals(before), weightsOf('ochre').equals(before)], [true, false]);
});
