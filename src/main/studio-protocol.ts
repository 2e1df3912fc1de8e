import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { isStudioUrl } from './studio-origin.ts';

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ');

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
};

/** Answers a request of the studio's scheme from the built renderer, and from nowhere else. */
export async function serveStudioFile(rendererFolder: string, request: Request): Promise<Response> {
  const refuse = (status: number) => new Response(undefined, { status, headers });
  if (request.method !== 'GET' || !isStudioUrl(request.url)) return refuse(405);
  let path: string;
  try {
    path = decodeURIComponent(new URL(request.url).pathname);
  } catch {
    return refuse(400);
  }
  const file = normalize(join(rendererFolder, path.endsWith('/') ? `${path}index.html` : path));
  const contentType = contentTypes[extname(file)];
  if (!file.startsWith(rendererFolder + sep) || contentType === undefined || file.includes('\0'))
    return refuse(404);
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return refuse(404);
  return new Response(new Uint8Array(bytes), { headers: { ...headers, 'Content-Type': contentType } });
}
