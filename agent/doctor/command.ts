import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { type SettingName, settings } from "../config/settings.ts";
import type { Clock } from "../ports/clock.ts";
import { check } from "./check.ts";
import { readAddresses } from "./collect/addresses.ts";
import { becomeOwner } from "./collect/become-owner.ts";
import { readEnvironmentFile } from "./collect/environment-file.ts";
import { collectFacts } from "./collect.ts";
import type { Finding } from "./finding.ts";
import { describe } from "./report.ts";

export interface DoctorOutcome {
  readonly text: string;
  /** 0: no problem; 1: at least one, or with `--strict` a warning. */
  readonly exitCode: 0 | 1;
}

const usage =
  "doctor [--json] [--strict] [--no-probe] [--data FOLDER] [--libvirt-socket PATH] [--as-root]";

/** `novacron-agent doctor`: what is wrong on this host and what mends it. Changes nothing. */
export async function doctorCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  clock: Clock,
): Promise<DoctorOutcome> {
  const flags = readFlags(args);
  const all = { ...readEnvironmentFile(), ...env };
  const value = <N extends SettingName>(name: N, flag?: string) =>
    settings[name].schema.parse(flag ?? all[settings[name].env] ?? undefined);
  const data = String(value("data", flags.data));
  // What root may do says nothing about what the agent may.
  if (flags["as-root"] !== true) becomeOwner(data);
  const socket = value("libvirtSocket", flags["libvirt-socket"]) as string | undefined;
  const facts = await collectFacts({
    clock,
    data,
    outboxMaxBytes: Number(value("outboxMaxBytes")),
    libvirtFolder: socket === undefined ? undefined : dirname(socket),
    addresses: await readAddresses(data, all),
    skipProbe: flags["no-probe"] === true,
  });
  const findings = check(facts);
  const text = flags.json
    ? JSON.stringify({ findings, facts }, null, 2)
    : describe(findings, facts);
  return { text, exitCode: findings.some(failing(flags.strict === true)) ? 1 : 0 };
}

function failing(strict: boolean): (finding: Finding) => boolean {
  return ({ severity }) => severity === "problem" || (strict && severity === "warning");
}

function readFlags(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    json: flag,
    strict: flag,
    "no-probe": flag,
    "as-root": flag,
    data: text,
    "libvirt-socket": text,
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (cause) {
    throw new NovaError("CONFIG_INVALID", "read the flags of doctor", { cause, next: usage });
  }
}
