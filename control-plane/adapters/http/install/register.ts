import type { JoinDescription } from "@novacron/protocol/domain/join-description";
import type { JoinSource } from "@novacron/protocol/domain/join-line";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { openRegular } from "../../../shelf/regular-file.ts";
import { apiHeaders } from "../api-headers.ts";
import { throttle } from "../api-routes.ts";
import type { HttpContext } from "../http-context.ts";
import { type DownloadLimits, DownloadSlots, downloadLimits } from "./download-slots.ts";
import { fillScript, readScriptParts } from "./install-script.ts";
import { reachedBy } from "./reached.ts";
import { type FoundRelease, type ReleasedFile, ReleaseFolder } from "./release-folder.ts";

export interface InstallOptions {
  /** Folder of `install.sh` and the unit; a single binary has them inside. */
  readonly directory: string;
  /** Folder of releases, one below it for each version. */
  readonly releases: string;
  /** Hash of the fleet's authority as it stands in tokens; null where there is none. */
  readonly caHash: () => Promise<string | null>;
  readonly limits?: DownloadLimits;
}

/**
 * The installation for hosts: script, description and programs. All of it is open to anybody, since a host
 * that joins has nothing to log in with and none of it is secret; a token is needed to join, not to read.
 */
export function registerInstall(
  server: FastifyInstance,
  context: HttpContext,
  install: InstallOptions & { readonly version: string },
): void {
  const { version, limits = downloadLimits } = install;
  const releases = new ReleaseFolder({ folder: install.releases, version });
  const parts = readScriptParts(install.directory);
  const slots = new DownloadSlots(limits);
  const look = async (request: FastifyRequest) => {
    throttle(context, request, `GET ${request.url.split("?")[0]}`);
    const release = await releases.current();
    return { ...reachedBy(request), release, caHash: await install.caHash() };
  };
  server.get("/install.sh", async (request, reply) => {
    const script = fillScript(parts, { ...(await look(request)), version });
    return reply.headers(apiHeaders).type("text/x-shellscript; charset=utf-8").send(script);
  });
  server.get("/install/release.json", async (request, reply) => {
    const { release, ...from } = await look(request);
    return reply.headers(apiHeaders).send(describe(from, release, version));
  });
  // HEAD would open the file to say its size, which the description says already.
  const options = { exposeHeadRoute: false };
  server.get<FileRequest>("/install/:file", options, async (request, reply) => {
    const { release } = await look(request);
    const file = release?.files.get(request.params.file);
    if (file === undefined) {
      const next = "See /install/release.json for what there is";
      throw new NovaError("NOT_FOUND", "GET /install/:file", { next });
    }
    return await sendFile(file, { request, reply, slots, limits });
  });
  // For upgrades: any release, whose signature the agent checks.
  server.get<ReleaseRequest>("/releases/:version/:file", async (request, reply) => {
    throttle(context, request, "GET /releases/:version/:file");
    const file = (await releases.of(request.params.version))?.files.get(request.params.file);
    if (file === undefined) throw new NovaError("NOT_FOUND", "GET /releases/:version/:file");
    return await sendFile(file, { request, reply, slots, limits });
  });
}

interface ReleaseRequest {
  readonly Params: { readonly version: string; readonly file: string };
}

interface FileRequest {
  readonly Params: { readonly file: string };
}

function describe(
  from: JoinSource & { readonly caHash: string | null },
  release: FoundRelease | null,
  version: string,
): JoinDescription {
  const all = [...(release?.files.values() ?? [])];
  const files = all.map(({ name, sha256 }) => ({ name, sha256 }));
  return { ...from, version, release: release?.version ?? null, files };
}

interface Sending {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly slots: DownloadSlots;
  readonly limits: DownloadLimits;
}

async function sendFile(file: ReleasedFile, sending: Sending): Promise<FastifyReply> {
  const { request, reply, slots, limits } = sending;
  const attempted = `GET /install/${file.name}`;
  const opened = await openRegular(file.path, file.bytes);
  if (opened === null) {
    const next = "The release in NOVACRON_RELEASES is not whole: build or copy it again";
    throw new NovaError("NOT_FOUND", attempted, { next });
  }
  reply
    .headers({ ...apiHeaders, etag: `"${file.sha256}"`, "content-length": file.bytes })
    .type("application/octet-stream");
  const free = slots.take(request.ip);
  if (free === null) {
    await opened.close();
    const { retryAfterMs } = limits;
    throw new NovaError("RATE_LIMITED", attempted, { details: { retryAfterMs } });
  }
  const stream = opened.createReadStream();
  const cut = setTimeout(() => stream.destroy(), limits.longestMs);
  cut.unref();
  stream.once("close", () => {
    clearTimeout(cut);
    free();
  });
  return reply.send(stream);
}
