// The built pages' scripts and styles, as the build has compressed them: brotli at its best, a sixth smaller than what
// is compressed per request. Their names change with their content, so a browser keeps them for good.
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import sirv from "sirv";

export const staticPath = "/_next/static/";

export type StaticFiles = (
  request: IncomingMessage,
  response: ServerResponse,
  otherwise: () => Promise<void>,
) => Promise<void>;

/** Answers from `.next/static`, or calls `otherwise` for what is not there. To be made once the build is in place. */
export function serveStaticFiles(directory: string): StaticFiles {
  const serve = sirv(join(directory, ".next", "static"), {
    brotli: true,
    gzip: true,
    etag: true,
    immutable: true,
    maxAge: 31_536_000,
  });
  return (request, response, otherwise) =>
    new Promise((resolve, reject) => {
      const url = request.url ?? "/";
      response.once("close", () => resolve());
      // sirv reads the path below its own folder.
      request.url = url.slice(staticPath.length - 1);
      serve(request, response, () => {
        request.url = url;
        otherwise().then(resolve, reject);
      });
    });
}
