import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { text as readAll } from "node:stream/consumers";
import { parseArgs } from "node:util";
import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../ports/clock.ts";
import type { Identity } from "../ports/identity-store.ts";
import { keyHashOf } from "./check-server.ts";
import { IdentityFiles } from "./identity-files.ts";
import { type JoinOptions, joinFleet } from "./join-fleet.ts";
import { QemuPki, qemuGroup } from "./qemu-pki.ts";

export interface CommandAnswer {
  readonly text: string;
  readonly exitCode: number;
}

export const enrollUsage = `novacron-agent enroll --url https://HOST:PORT --token TOKEN

Joins this host to the fleet. The key is made here and never leaves; the token pins the fleet's
certificate authority, so nobody between can take part in the first contact.

  --url ADDRESS        of the control plane (NOVACRON_URL)
  --token TOKEN        from "novacron token create" (NOVACRON_TOKEN); - reads it from stdin
  --token-file FILE    with the token, so that it does not show in the list of processes
  --data FOLDER        of the agent (NOVACRON_DATA; /var/lib/novacron-agent)
  --name NAME          to be shown (the hostname)
  --qemu-pki FOLDER    certificates for QEMU's migrations too (NOVACRON_QEMU_PKI)
  --new-key            give up the key that this host has, after it was revoked or copied
  --wait               where a person has to approve the new key of a known host: wait for that

Exit codes: 0 joined, 1 failed, 2 wrong use, 4 waits for approval.`;

const exitWaits = 4;
const waitMs = 5_000;
const defaultData = "/var/lib/novacron-agent";

export interface EnrollPorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Which host this is, kept in the data folder. */
  readonly identify: (dataFolder: string) => Promise<HostId>;
  readonly note: (line: string) => void;
}

/** `novacron-agent enroll` */
export async function enrollCommand(
  args: readonly string[],
  ports: EnrollPorts,
): Promise<CommandAnswer> {
  const { env, note } = ports;
  const values = parse(args);
  const data = values.data ?? env.NOVACRON_DATA ?? defaultData;
  const host = await ports.identify(data);
  const folder = values["qemu-pki"] ?? env.NOVACRON_QEMU_PKI;
  const options: JoinOptions = {
    url: needed(values.url ?? env.NOVACRON_URL, "--url"),
    token: await tokenOf(values, env),
    host,
    name: values.name ?? hostname(),
    files: new IdentityFiles(data),
    qemu: folder === undefined ? null : new QemuPki({ folder, gid: await qemuGroup() }),
    newKey: values["new-key"] === true,
  };
  try {
    const identity = await (values.wait === true
      ? joinOnceApproved(options, ports)
      : joinFleet(options));
    return { text: joinedText(identity), exitCode: 0 };
  } catch (error) {
    if (!(error instanceof NovaError) || error.code !== "HOST_REIMAGED") throw error;
    note(`${error.message}`);
    return { text: `${await waitingText(options)}\n${error.next}`, exitCode: exitWaits };
  }
}

/** `novacron-agent identity`: what a person compares before approving. */
export async function identityCommand(
  args: readonly string[],
  env: EnrollPorts["env"],
): Promise<CommandAnswer> {
  const values = parse(args);
  const files = new IdentityFiles(values.data ?? env.NOVACRON_DATA ?? defaultData);
  const identity = await files.read();
  if (identity !== null) return { text: joinedText(identity), exitCode: 0 };
  return { text: "This host has not joined a fleet", exitCode: 1 };
}

async function joinOnceApproved(options: JoinOptions, ports: EnrollPorts): Promise<Identity> {
  let isSaid = false;
  for (let turn = 0; ; turn += 1) {
    try {
      return await joinFleet({ ...options, newKey: options.newKey && turn === 0 });
    } catch (error) {
      if (!(error instanceof NovaError) || error.code !== "HOST_REIMAGED") throw error;
      if (!isSaid) ports.note(await waitingText(options));
      isSaid = true;
      await new Promise<void>((resolve) => ports.clock.after(waitMs, resolve));
    }
  }
}

async function waitingText({ files, host }: JoinOptions): Promise<string> {
  const request = await files.readKey();
  const hash = request === null ? "unknown" : await keyHashOfPem(request.key);
  return `Host ${host} is known with another key. The key of this one is ${hash}`;
}

async function keyHashOfPem(pem: string): Promise<string> {
  const { createHash, createPublicKey } = await import("node:crypto");
  const spki = createPublicKey(pem).export({ format: "der", type: "spki" });
  return createHash("sha256").update(spki).digest("base64url");
}

function joinedText(identity: Identity): string {
  const { host, api, serial, notAfter } = identity;
  return [
    `This host is ${host} in the fleet of ${api}`,
    `  certificate  ${serial}, good until ${new Date(notAfter).toISOString()}`,
    `  key          ${keyHashOf(new X509Certificate(identity.certificate))}`,
  ].join("\n");
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: { type: "string" },
        token: { type: "string" },
        "token-file": { type: "string" },
        data: { type: "string" },
        name: { type: "string" },
        "qemu-pki": { type: "string" },
        "new-key": { type: "boolean" },
        wait: { type: "boolean" },
      },
    }).values;
  } catch (cause) {
    throw new NovaError("CONFIG_INVALID", "read the arguments", { cause, next: enrollUsage });
  }
}

async function tokenOf(
  values: { readonly token?: string | undefined; readonly "token-file"?: string | undefined },
  env: EnrollPorts["env"],
): Promise<string> {
  const file = values["token-file"];
  if (file !== undefined) return (await readFile(file, "utf8")).trim();
  if (values.token === "-") return (await readAll(process.stdin)).trim();
  return needed(values.token ?? env.NOVACRON_TOKEN, "--token");
}

function needed(value: string | undefined, flag: string): string {
  if (value !== undefined && value !== "") return value;
  throw new NovaError("CONFIG_INVALID", "enrol this host", { next: `${flag} is missing` });
}
