import { isProtected, joinLine } from "@novacron/protocol/domain/join-line";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { installSource } from "../install-source.ts";
import { time } from "../output/format.ts";
import { loadConnection } from "../settings.ts";

interface Options {
  readonly url?: string;
  readonly host?: string;
  readonly label: string;
  readonly minutes: string;
  readonly json?: boolean;
}

/** `novacron host join`: a token, and the one line that makes a host a member with it. */
export function addHostJoin(host: Command, context: Context): void {
  host
    .command("join")
    .description("make a token and print the line that joins a host with it, or upgrades its agent")
    .option(
      "--url <address>",
      "the control plane as hosts reach it; by default as this command does",
    )
    .option("--host <id>", "good for this host alone, such as one that was set up anew")
    .option("--label <text>", "what the token is for, shown in the list of tokens", "")
    .option("--minutes <number>", "life of the token", "60")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const address = options.url ?? loadConnection(context.env).url;
      const source = await installSource(address);
      refuseUnprotected(source.url);
      const made = await clientOf(context).call("createEnrolmentToken", {
        body: {
          label: options.label,
          expiresInMinutes: Number(options.minutes),
          ...(options.host === undefined ? {} : { host: options.host as never }),
        },
      });
      const line = joinLine(source, made.token);
      if (source.release === null) {
        context.note("The control plane has no agents to hand out: npm run build:binaries there");
      }
      if (isLoopback(source.url)) {
        context.note("This address is good on this machine only; --url gives the one hosts reach");
      }
      context.note(`Run as root on the host, once, before ${time(made.expiresAt)}:`);
      const { id, expiresAt } = made;
      print(context, options.json === true, { line, ...source, token: id, expiresAt }, () => line);
    });
}

function refuseUnprotected(url: string): void {
  if (new URL(url).protocol === "https:") return;
  const local = isProtected(url) ? "; on loopback alone it has none" : "";
  throw new NovaError("ACTION_NOT_POSSIBLE", `join hosts to ${url}`, {
    next: `Hosts join over TLS: let the control plane listen on an address they reach${local}`,
  });
}

function isLoopback(url: string): boolean {
  return isProtected(url.replace(/^https:/, "http:"));
}
