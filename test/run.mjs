/**
 * `npm test`: finds the test files, sees to what they need of the system, runs them with Node's own runner and adds up.
 *
 *   node test/run.mjs [unit] [integration] [e2e]      all three when none is named
 *
 * Unit tests run side by side; the others one file after the other, because they share sound, screen and the two cores.
 * On Debian as root the packages that are missing are installed; elsewhere they are named with the command that installs
 * them, and what needs them skips with its reason. With CI set, a skipped test is a failure.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['unit', 'integration', 'e2e'];
/** Debian's packages for sound, browser, a GPU in software and an OSC client that is not ours. */
/** Debian's packages for sound, browser, recording and a GPU in software. */
const PACKAGES = [
  'pulseaudio',
  'pulseaudio-utils',
  'libasound2-plugins',
  'sox',
  'libsox-fmt-base',
  'libsox-fmt-mp3',
  'chromium',
  'ffmpeg',
  'glslang-tools',
  'libvulkan1',
  'liblo-tools',
];
/** What compiles the PortAudio binding; needed only where npm could not build it. */
const COMPILER = ['g++', 'make', 'python3'];
const NATIVE = join(ROOT, 'node_modules', 'naudiodon2', 'build', 'Release', 'naudiodon.node');
/** No single file takes longer; one that does hangs. */
const FILE_TIMEOUT_SECONDS = 600;

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !FOLDERS.includes(name));
if (unknown.length > 0) {
  console.error(`test/run.mjs: unknown folder "${unknown[0]}"; there are: ${FOLDERS.join(', ')}`);
  process.exit(2);
}
const chosen = asked.length > 0 ? FOLDERS.filter((name) => asked.includes(name)) : FOLDERS;
const isCi = Boolean(process.env.CI) && process.env.CI !== 'false';

if (chosen.some((name) => name !== 'unit')) prepareSystem();

const started = Date.now();
const total = { pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
const skips = [];
let failed = false;
for (const folder of chosen) {
  const { status, tap } = runFolder(folder);
  if (status !== 0) failed = true;
  for (const name of Object.keys(total)) total[name] += summaryNumber(tap, name);
  skips.push(...tap.matchAll(/^\s*(?:not )?ok \d+ - (.*?) # (?:SKIP|TODO)\b ?(.*)$/gm));
}

for (const [, title, reason] of skips) console.log(`skipped: ${title}${reason ? `: ${reason}` : ''}`);
const failures = total.fail + total.cancelled;
const skipped = total.skipped + total.todo;
console.log(
  `${total.pass} passed, ${failures} failed, ${skipped} skipped (${chosen.join(', ')}; ${Math.round((Date.now() - started) / 1000)} s)`,
);
if (isCi && skipped > 0) console.error('in CI a skipped test is a failure');
process.exitCode = failed || failures > 0 || total.pass === 0 || (isCi && skipped > 0) ? 1 : 0;

// Implementation

function runFolder(folder) {
  const files = testFiles(join(ROOT, 'test', folder));
  if (files.length === 0) {
    console.error(`no tests in test/${folder}`);
    return { status: 1, tap: '' };
  }
  const notes = mkdtempSync(join(tmpdir(), 'neonfern-test-'));
  const tapFile = join(notes, 'results.tap');
  const concurrency = folder === 'unit' ? availableParallelism() : 1;
  console.log(`\n— ${folder}: ${files.length} files`);
  const reporters = [
    ['spec', 'stdout'],
    ['tap', tapFile],
  ].flatMap(([name, place]) => [`--test-reporter=${name}`, `--test-reporter-destination=${place}`]);
  const limits = [`--test-concurrency=${concurrency}`, `--test-timeout=${FILE_TIMEOUT_SECONDS * 1000}`];
  // From the root, and with names from there, so that a failure's place can be clicked.
  const args = ['--import', 'tsx', '--test', ...limits, ...reporters, ...files.map((file) => relative(ROOT, file))];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  const tap = existsSync(tapFile) ? readFileSync(tapFile, 'utf8') : '';
  rmSync(notes, { recursive: true, force: true });
  return { status, tap };
}

function testFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(folder, name));
}

/** Node's TAP ends with lines such as "# pass 12". */
function summaryNumber(tap, name) {
  return Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
}

function prepareSystem() {
  if (!isDebian()) {
    const tools = ['pulseaudio', 'pactl', 'paplay', 'sox', 'chromium', 'oscsend'].filter((tool) => !isOnPath(tool));
    if (tools.length > 0) console.log(`not found here, so some tests skip: ${tools.join(', ')}`);
    if (tools.length > 0) console.log(`on Debian they are installed by: ${installCommand(PACKAGES)}`);
    return;
  }
  const missing = PACKAGES.filter((name) => !isInstalled(name));
  const hasBinding = existsSync(NATIVE);
  if (!hasBinding) missing.push(...COMPILER.filter((name) => !isInstalled(name)));
  const isRoot = process.getuid?.() === 0;
  if (missing.length > 0 && !isRoot) {
    console.log(`not installed, so some tests skip: ${missing.join(', ')}`);
    console.log(`install: sudo ${installCommand(missing)}${hasBinding ? '' : ' && npm ci'}`);
    return;
  }
  if (missing.length > 0 && !install(missing)) return;
  if (hasBinding) return;
  // npm removes an optional package that it cannot build; only a whole installation brings it back.
  console.log('building the PortAudio binding: npm ci');
  spawnSync('npm', ['ci'], { cwd: ROOT, stdio: 'inherit' });
  if (!existsSync(NATIVE)) console.log('the PortAudio binding could not be built: tests of line-in skip or fail');
}

function install(packages) {
  console.log(`installing: ${packages.join(', ')}`);
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const steps = [['update'], ['install', '-y', '--no-install-recommends', ...packages]];
  for (const step of steps) {
    const { status } = spawnSync('apt-get', step, quiet);
    if (status === 0) continue;
    console.log(
      `apt-get ${step[0]} failed; what needs ${packages.join(', ')} skips. By hand: ${installCommand(packages)}`,
    );
    return false;
  }
  return true;
}

function installCommand(packages) {
  return `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

function isDebian() {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function isInstalled(name) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '$' + '{Status}', name], { encoding: 'utf8' });
  return stdout?.startsWith('install ok installed') === true;
}

function isOnPath(tool) {
  return spawnSync('which', [tool], { stdio: 'ignore' }).status === 0;
}
