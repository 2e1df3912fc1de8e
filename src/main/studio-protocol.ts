import type { BuiltPages } from '../host/index.ts';
import { pageHeaders } from '../shared/page-policy.ts';
import { isStudioUrl } from './studio-origin.ts';

/** Answers a request of the studio's scheme with a built page, and with nothing else. */
export function answerStudioRequest(pages: BuiltPages, request: Request): Response {
  const refuse = (status: number) => new Response(undefined, { status, headers: pageHeaders });
  if (request.method !== 'GET' || !isStudioUrl(request.url)) return refuse(405);
  const { pathname, search } = new URL(request.url);
  const page = search === '' ? pages.get(pathname) : undefined;
  if (page === undefined) return refuse(404);
  return new Response(page.bytes, { headers: { ...pageHeaders, 'Content-Type': page.contentType } });
}
