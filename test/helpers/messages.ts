/** For tests that hand any bytes to a reader. */

import assert from 'node:assert/strict';
import { EngineError } from '../../engine/errors.ts';

/** Read: what comes of it is a value or an EngineError 'bad-message', and nothing else. */
export function refusesOrReads(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof EngineError && error.code === 'bad-message', String(error));
  }
}
