/** `neonfern clip list`, `clip fetch NAME`, `clip score IMAGE… --prompt TEXT…`: what a judge thinks of pictures, on the command line. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeError, EngineError } from '../errors.ts';
import { CLIP_FILES, KNOWN_CLIPS, knownClip } from './clip-catalogue.ts';
import { dot } from './embedded-head.ts';
import { fetchFile } from './fetch.io.ts';
import { cacheFolder } from './graph-cache.io.ts';
import { openJudge } from './judge.io.ts';
import { readPicture } from './picture-file.io.ts';

/** What the flags say. */
export interface ClipFlags {
  readonly prompts: readonly string[];
  /** A checkpoint's folder, or a name that was fetched. */
  readonly clip: string | undefined;
  readonly judge: string;
  readonly json: boolean;
}

/** Run `neonfern clip …`; gives the exit code. @throws EngineError */
export async function runClip(words: readonly string[], flags: ClipFlags): Promise<number> {
  const [command, ...rest] = words;
  if (command === 'list') return listClips(flags.json);
  if (command === 'fetch') return fetchClip(rest[0]);
  if (command === 'score') return scorePictures(rest, flags);
  throw new EngineError(
    'bad-argument',
    `clip: expected list, fetch or score, got ${command ? `"${command}"` : 'nothing'}`,
  );
}

/** Give a fetched checkpoint's folder. */
export function clipFolder(name: string): string {
  return join(cacheFolder(), 'clip', name);
}

// Implementation

function listClips(json: boolean): number {
  const rows = KNOWN_CLIPS.map((clip) => ({ ...clip, fetched: isWhole(clip.name), folder: clipFolder(clip.name) }));
  if (json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  for (const { name, megabytes, licence, note, fetched } of json ? [] : rows) {
    process.stdout.write(
      `${name.padEnd(24)} ${String(megabytes).padStart(5)} MB  ${licence.padEnd(5)} ${fetched ? 'fetched  ' : '         '} ${note}\n`,
    );
  }
  return 0;
}

async function fetchClip(name: string | undefined): Promise<number> {
  if (name === undefined) throw new EngineError('bad-argument', 'clip fetch: which one?', 'see neonfern clip list');
  const clip = knownClip(name);
  const folder = clipFolder(clip.name);
  for (const file of CLIP_FILES) await fetchFile(clip.repo, file, folder, { onProgress: showProgress });
  process.stdout.write(`${folder}\n`);
  return 0;
}

let shownAt = 0;
function showProgress(file: string, done: number, total: number): void {
  if (!process.stderr.isTTY || (done < total && performance.now() - shownAt < 100)) return;
  shownAt = performance.now();
  const filled = Math.round((30 * done) / total);
  const bar = '█'.repeat(filled).padEnd(30, '·');
  process.stderr.write(`\r${file.padEnd(26)} ${bar} ${(done / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`);
  if (done === total) process.stderr.write('\n');
}

async function scorePictures(
  files: readonly string[],
  { prompts, clip, judge: name, json }: ClipFlags,
): Promise<number> {
  if (files.length === 0) throw new EngineError('bad-argument', 'clip score: no picture given');
  if (prompts.length === 0) throw new EngineError('bad-prompt', 'clip score: no --prompt given');
  const judge = await openJudge(clip === undefined ? name : `clip:${isWhole(clip) ? clipFolder(clip) : clip}`);
  try {
    const texts = await judge.embedText(prompts);
    let failed = 0;
    for (const file of files) {
      // One bad file does not keep the others from being scored.
      const pictures = await readPicture(file)
        .then((picture) => judge.embedPictures([picture]))
        .catch((error: unknown) => {
          process.stderr.write(`! ${describeError(error)}\n`);
          failed++;
          return [];
        });
      for (const picture of pictures) {
        const results = texts.map((text, i) => {
          const similarity = dot(picture, text);
          const score = judge.calibrate?.(similarity, text);
          return { prompt: prompts[i] ?? '', similarity, ...(score !== undefined && { score }) };
        });
        if (json)
          process.stdout.write(`${JSON.stringify({ file, judge: judge.name, revision: judge.revision, results })}\n`);
        else process.stdout.write(scoreLines(file, judge.name, results));
      }
    }
    return failed > 0 ? 1 : 0;
  } finally {
    await judge.close();
  }
}

function scoreLines(
  file: string,
  judge: string,
  results: readonly { readonly prompt: string; readonly similarity: number; readonly score?: number }[],
): string {
  const lines = [...results]
    .sort((a, b) => (b.score ?? b.similarity) - (a.score ?? a.similarity))
    .map(({ prompt, similarity, score }) => {
      const share = score === undefined ? '' : `  score ${score.toFixed(2).padStart(5)}`;
      return `  ${similarity.toFixed(3).padStart(6)}${share}  ${prompt}\n`;
    });
  return `${file}  (${judge})\n${lines.join('')}`;
}

function isWhole(name: string): boolean {
  return CLIP_FILES.every((file) => existsSync(join(clipFolder(name), file)));
}
