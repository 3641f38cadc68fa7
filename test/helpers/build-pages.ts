/** The pages as they are in this tree, built for the browser tests. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Build stage and operator page into display/dist. */
export function buildPages(): void {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const built = spawnSync(process.execPath, [vite, 'build', 'display', '--logLevel', 'error'], { cwd: ROOT });
  assert.equal(built.status, 0, String(built.stderr));
}
