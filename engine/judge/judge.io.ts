/** Opens a judge by its name. */

import { openEmbeddedJudge } from './embedded.io.ts';
import { type Judge, parseJudgeName } from './judge.ts';
import type { SessionOptions } from './session.ts';

/**
 * Open a judge: 'embedded-a', 'embedded-b' or 'clip:FOLDER'.
 * @throws EngineError 'bad-argument' for an unknown name, 'judge' or 'checkpoint:…' if its weights cannot be used
 */
export async function openJudge(name: string, options: SessionOptions = {}): Promise<Judge> {
  const parsed = parseJudgeName(name);
  if (parsed.kind === 'embedded') return openEmbeddedJudge(parsed.name, options);
  const { openClipJudge } = await import('./clip-judge.io.ts');
  return openClipJudge(parsed.folder, options);
}
