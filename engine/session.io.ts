/**
 * The session on disk: one folder a set, `sets/<name>/session.json` and the one before it. A save never touches what is good:
 * a new file is written and forced to disk, the last good one becomes the previous one, the new one takes its name. Whenever the
 * power goes, one of the two is whole.
 */

import { access, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError } from './errors.ts';
import type { SessionStanding } from './memory-news.ts';
import type { FeedbackPort } from './ports.ts';
import { keptValues, parseSession, type Session, writeSession } from './session.ts';
import type { Seconds } from './units.ts';

export interface SessionOptions {
  /** Folder of the set. */
  readonly folder: string;
  readonly notice: (level: 'info' | 'warning', text: string) => void;
}

/** A session that saves itself. */
export interface SessionFile extends FeedbackPort {
  /** What was remembered; undefined when there is nothing, or nothing whole. */
  readonly restored: Session | undefined;
  /** Begin to save what `read` gives, a second after each change. */
  follow(read: () => Session): void;
  /** How it stands; another value after each change. */
  readonly standing: SessionStanding;
  /** Save at once, without waiting for hands to rest. */
  saveNow(): void;
  /** Save what is not saved yet, and stop. */
  close(): Promise<void>;
}

const CURRENT = 'session.json';
const PREVIOUS = 'session.previous.json';
/** A hand on a fader makes sixty changes a second; the disk gets one write when it rests, or every so often when it does not. */
const REST: Seconds = 1;
const LONGEST_WAIT: Seconds = 5;

/** Read the set's session. What is damaged is kept aside under another name and said, and the previous one is used. */
export async function openSession({ folder, notice }: SessionOptions): Promise<SessionFile> {
  const restored = await restore(folder, notice);
  let read: (() => Session) | undefined;
  /** What no parameter tells of, as last seen. */
  let seen: Pick<Session, 'snapshots' | 'routes'> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let dirtySince = 0;
  let saving = Promise.resolve();
  let standing: SessionStanding = { state: 'saved', saved: null, reason: '' };

  function touch(): void {
    if (!read) return;
    const now = Date.now();
    if (standing.state === 'saved') standing = { ...standing, state: 'changed' };
    if (!timer) dirtySince = now;
    clearTimeout(timer);
    const wait = Math.min(1000 * REST, Math.max(0, dirtySince + 1000 * LONGEST_WAIT - now));
    timer = setTimeout(save, wait);
    timer.unref();
  }

  function save(): void {
    timer = undefined;
    if (!read) return;
    const saved = Date.now() / 1000;
    const text = writeSession(read(), saved);
    saving = saving
      .then(() => store(folder, text))
      .then(() => {
        standing = { state: timer ? 'changed' : 'saved', saved, reason: '' };
      })
      .catch((error) => {
        const reason = describeError(error);
        if (standing.state !== 'failed') notice('warning', `the session cannot be saved: ${reason}`);
        standing = { ...standing, state: 'failed', reason };
      });
  }

  return {
    restored,
    follow(from) {
      read = from;
      seen = from();
    },
    get standing() {
      return standing;
    },
    saveNow() {
      clearTimeout(timer);
      save();
    },
    sendParams(values) {
      // The running tempo is news many times a minute, and is not kept.
      if (Object.keys(keptValues(values)).length > 0) touch();
    },
    sendBeat() {
      const now = read?.();
      if (now?.snapshots !== seen?.snapshots || now?.routes !== seen?.routes) touch();
      seen = now;
    },
    async close() {
      if (timer) {
        clearTimeout(timer);
        save();
      }
      await saving;
      read = undefined;
    },
  };
}

// Implementation

async function restore(folder: string, notice: SessionOptions['notice']): Promise<Session | undefined> {
  for (const name of [CURRENT, PREVIOUS]) {
    const path = join(folder, name);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    try {
      return parseSession(text, path, Date.now() / 1000);
    } catch (error) {
      const aside = `${path}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
      await rename(path, aside).catch(() => {});
      notice('warning', `${describeError(error)} (${aside})`);
    }
  }
  return undefined;
}

async function store(folder: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const current = join(folder, CURRENT);
  const fresh = `${current}.new`;
  const handle = await open(fresh, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  const isThere = await access(current).then(
    () => true,
    () => false,
  );
  if (isThere) await rename(current, join(folder, PREVIOUS));
  await rename(fresh, current);
  // The names too must reach the disk; Windows cannot open a folder, and does not need to.
  const directory = await open(folder, 'r').catch(() => undefined);
  await directory?.sync().catch(() => {});
  await directory?.close();
}
