/**
 * Pages, thumbnails, nets and the listening socket: the plain HTTP half of the server. Nothing outside the pages' folder is served.
 */

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { EngineError } from '../errors.ts';

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  /** Folder of the built pages. */
  readonly pages: string;
  /** Path of a preset's thumbnail. @throws EngineError for a slug that is none */
  readonly thumbnail: (slug: string) => string;
  /** A preset's net as it is now, as a message; none are served when left out. @throws EngineError for a slug that is none */
  readonly net?: (slug: string) => Uint8Array;
}

/**
 * Listen, and serve the pages.
 * @throws EngineError 'port-in-use', or 'bad-argument' for a host that is not this machine's
 */
export async function openHttp(options: HttpOptions): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => void answer(request, response, options));
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://${urlHost(options.host)}:${port}` };
}

/** Tell whether a page may connect: a page of another site must not steer the show, and browsers say where a page is from. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (!origin) return true;
  try {
    const from = new URL(origin);
    return from.host === host || ['localhost', '127.0.0.1', '[::1]'].includes(from.hostname);
  } catch {
    return false;
  }
}

// Implementation

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

const LASTING = 'max-age=31536000, immutable';

function listen(http: Server, { host, port }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${host}:${port}`;
      if (error.code === 'EADDRINUSE') {
        reject(
          new EngineError(
            'port-in-use',
            `${where} is taken by another program`,
            'stop it, or choose another with --port',
          ),
        );
      } else
        reject(new EngineError('bad-argument', `cannot listen on ${where}: ${error.message}`, 'see --host and --port'));
    });
    http.listen(port, host, resolve);
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  try {
    const { pathname, search } = new URL(request.url ?? '/', 'http://engine');
    const path = decodeURIComponent(pathname);
    const net = /^\/presets\/([^/]+)\/net$/.exec(path);
    if (net && options.net) {
      const bytes = options.net(net[1] ?? '');
      // With a revision in its address it is that one for good; without it is a net that may be under way.
      send(response, bytes, 'application/octet-stream', search === '' ? 'no-store' : LASTING);
      return;
    }
    const thumbnail = /^\/presets\/([^/]+)\/thumbnail\.png$/.exec(path);
    const file = thumbnail ? options.thumbnail(thumbnail[1] ?? '') : pageFile(options.pages, path);
    const content = await readFile(file);
    // Built assets carry a hash in their name and thumbnails a revision in their address; pages must be fresh.
    const lasting = thumbnail !== null || path.startsWith('/assets/');
    send(response, content, TYPES[extname(file)] ?? 'application/octet-stream', lasting ? LASTING : 'no-cache');
  } catch {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('not found\n');
  }
}

function send(response: ServerResponse, content: Uint8Array, type: string, caching: string): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': caching });
  response.end(content);
}

function pageFile(pages: string, path: string): string {
  const name = path === '/' ? 'index.html' : path === '/control' ? 'control.html' : path.slice(1);
  const file = normalize(join(pages, name));
  if (!file.startsWith(pages + sep)) throw new EngineError('not-found', path);
  return file;
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
