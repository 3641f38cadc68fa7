/**
 * Fetches files of a Hugging Face repository. What was cut off goes on where it stopped; a file gets its name only when its length,
 * and its SHA-256 where the hub tells one, are right.
 */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { downloadFile, fileDownloadInfo } from '@huggingface/hub';
import { describeError, EngineError } from '../errors.ts';

/** Where to fetch from, and whom to tell. */
export interface FetchOptions {
  /** Another hub; by default HF_ENDPOINT, else the library's own. */
  readonly hubUrl?: string;
  /** Called as bytes come in; `total` is the file's length. */
  readonly onProgress?: (file: string, done: number, total: number) => void;
}

/**
 * Fetch one file of a repository into a folder, unless it lies there whole.
 * @throws EngineError 'download' when the hub cannot be reached, the file is not there, the download is cut, the disk full, or the hash wrong
 */
export async function fetchFile(repo: string, path: string, folder: string, options: FetchOptions = {}): Promise<void> {
  const hub = options.hubUrl ?? process.env.HF_ENDPOINT;
  const source = { repo, path, ...(hub !== undefined && { hubUrl: hub }) };
  const info = await fileDownloadInfo(source).catch((error: unknown) => {
    throw downloadError(`${repo}: ${path}: the hub cannot be reached: ${describeError(error)}`);
  });
  if (!info) throw downloadError(`${repo}: there is no ${path}`, 'is the name right, and is it a CLIP in safetensors?');
  const target = join(folder, path);
  if ((await sizeOf(target)) === info.size) return;
  const etag = info.etag.replaceAll(/[^0-9a-zA-Z]/g, '');
  // Named after the version, so that a file that changed meanwhile is begun anew.
  const partial = `${target}.${etag.slice(0, 16)}.part`;
  await mkdir(dirname(target), { recursive: true });
  const done = (await sizeOf(partial)) ?? 0;
  await checkRoom(folder, info.size - done);
  const blob = await downloadFile({ ...source, downloadInfo: info, xet: false });
  if (!blob) throw downloadError(`${repo}: there is no ${path}`);
  await append(blob, partial, Math.min(done, info.size), (bytes) => options.onProgress?.(path, bytes, info.size));
  const size = (await sizeOf(partial)) ?? 0;
  if (size !== info.size) throw downloadError(`${repo}: ${path}: got ${size} of ${info.size} bytes`, AGAIN);
  if (/^[0-9a-f]{64}$/.test(etag) && (await sha256(partial)) !== etag) {
    await rm(partial, { force: true });
    throw downloadError(`${repo}: ${path}: its SHA-256 is not the hub's; what came was removed`, 'fetch it again');
  }
  await rename(partial, target);
}

/** Give a file's SHA-256, hexadecimal. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

// Implementation

const AGAIN = 'run the command again: it goes on where it stopped';

function downloadError(message: string, hint = 'check the network; the embedded judges need none'): EngineError {
  return new EngineError('download', message, hint);
}

async function append(blob: Blob, path: string, from: number, onBytes: (bytes: number) => void): Promise<void> {
  const file = await open(path, from === 0 ? 'w' : 'r+');
  let at = from;
  try {
    if (from === blob.size) return;
    const reader = (from === 0 ? blob : blob.slice(from)).stream().getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      await file.write(chunk.value, 0, chunk.value.length, at);
      at += chunk.value.length;
      onBytes(at);
    }
  } catch (error) {
    const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    throw downloadError(
      `${path}: ${isFull ? 'the disk is full' : `cut off after ${at} bytes: ${describeError(error)}`}`,
      isFull ? 'free some room, then run the command again' : AGAIN,
    );
  } finally {
    await file.close();
  }
}

async function checkRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize > bytes) return;
  const [needed, free] = [bytes, bavail * bsize].map((n) => `${Math.ceil(n / 1e6)} MB`);
  throw downloadError(`${folder}: ${needed} are needed, ${free} are free`, 'free some room, or set NEONFERN_CACHE');
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}
