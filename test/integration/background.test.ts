import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { inBackground, modestyHere } from '../../engine/background.io.ts';

const SAY = ['-e', 'process.stdout.write(String(os.getPriority()))'];
const run = ([command, ...args]: readonly [string, ...string[]]) => execFileSync(command, args, { encoding: 'utf8' });

test('a background process is at the lowest priority from its first line on', {
  skip: modestyHere() === 'none',
}, () => {
  assert.equal(run(inBackground([process.execPath, ...SAY])), '19');
});

test('where the idle policy is to be had, it has it', { skip: modestyHere() !== 'idle' }, () => {
  // The policy is the 41st field of a process' line in /proc, 5 is SCHED_IDLE.
  const policy = `process.stdout.write(fs.readFileSync('/proc/self/stat', 'utf8').replace(/^.*\\) /s, '').split(' ')[38])`;
  assert.equal(run(inBackground([process.execPath, '-e', policy])), '5');
});

test('a command is left as it is where there is no way to be modest', () => {
  assert.deepEqual(inBackground(['node', 'x.js'], 'none'), ['node', 'x.js']);
});
