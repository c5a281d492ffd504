import { type HostLimits, hostLimits } from "@novacron/protocol/domain/host-limits";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { bytes, duration, percent, span } from "../output/format.ts";
import { facts } from "../output/table.ts";

interface Options {
  readonly json?: boolean;
}

const attempted = "set when a lack of room is told";
const rooms = ["memory", "strainedMemory", "pool", "agentDisk"] as const;
const shares = ["warning", "warningUntil", "critical", "criticalUntil"] as const;
/** As they are typed. */
export const limitNames: readonly string[] = [
  ...rooms.flatMap((room) => shares.map((share) => `${room}.${share}`)),
  "strain.waiting",
  "strain.swapOut",
  "promised",
  "hold",
];

export function addHostLimits(host: Command, context: Context): void {
  host
    .command("limits")
    .description("when a lack of memory or disk of a host is told as wrong")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const { limits } = await clientOf(context).call("hostLimits");
      print(context, options.json === true, limits, () => limitFacts(limits));
    });
  host
    .command("set-limits [name=value...]")
    .description("other limits, of all hosts, such as pool.warning=8% hold=2m; 0% is never told")
    .option("--usual", "begin with the usual limits, not with the present ones")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `\nNames: ${limitNames.join(", ")}.\nShares in per cent, strain.swapOut in MiB/s, hold as 90s or 2m, promised as 150% or none.`,
    )
    .action(async (words: string[], options: Options & { readonly usual?: boolean }) => {
      const client = clientOf(context);
      const known = await client.call("hostLimits");
      const body = limitsWith(options.usual === true ? known.usual : known.limits, words);
      const { limits } = await client.call("setHostLimits", { body });
      print(context, options.json === true, limits, () => limitFacts(limits));
    });
}

/** These limits with what the words change; refuses what they cannot mean, and limits that contradict one another. */
export function limitsWith(known: HostLimits, words: readonly string[]): HostLimits {
  const changed = words.reduce(withWord, known);
  const judged = hostLimits.safeParse(changed);
  if (judged.success) return judged.data;
  const reasons = judged.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw refused(reasons.join("; "), "See novacron host limits for those that hold now");
}

function withWord(limits: HostLimits, word: string): HostLimits {
  const [name = "", value = ""] = word.split("=");
  const [first = "", second = ""] = name.split(".");
  const room = rooms.find((one) => one === first);
  const share = shares.find((one) => one === second);
  if (room !== undefined && share !== undefined) {
    return { ...limits, [room]: { ...limits[room], [share]: shareOf(word, value) } };
  }
  const { strain } = limits;
  switch (name) {
    case "strain.waiting":
      return { ...limits, strain: { ...strain, waiting: shareOf(word, value) } };
    case "strain.swapOut":
      return { ...limits, strain: { ...strain, swapOutBytesPerSecond: mebibytesOf(word, value) } };
    case "promised":
      return { ...limits, promised: value === "none" ? null : shareOf(word, value) };
    case "hold":
      return { ...limits, holdMs: holdOf(word, value) };
    default:
      throw refused(`"${word}" names no limit`, `Names: ${limitNames.join(", ")}`);
  }
}

function shareOf(word: string, value: string): number {
  const match = /^(\d{1,4}(?:\.\d{1,3})?)%$/.exec(value);
  if (match === null) throw refused(`"${word}" is no share`, "Say it in per cent, such as 8%");
  return Number(match[1]) / 100;
}

function mebibytesOf(word: string, value: string): number {
  if (/^\d{1,6}(\.\d{1,3})?$/.test(value)) return Math.round(Number(value) * 2 ** 20);
  throw refused(`"${word}" is no rate`, "Say it in MiB/s, such as strain.swapOut=1");
}

function holdOf(word: string, value: string): number {
  const ms = duration(value);
  if (ms === null) throw refused(`"${word}" is no time`, "Say it as 0s, 90s or 2m");
  return ms;
}

function refused(why: string, next: string): NovaError {
  return new NovaError("BAD_REQUEST", attempted, { cause: new Error(why), next });
}

function limitFacts(limits: HostLimits): string {
  const { strain, promised, holdMs } = limits;
  return facts([
    ...rooms.flatMap((room) =>
      shares.map((share) => [`${room}.${share}`, percent(limits[room][share])] as const),
    ),
    ["strain.waiting", percent(strain.waiting)],
    ["strain.swapOut", `${bytes(strain.swapOutBytesPerSecond)}/s`],
    ["promised", promised === null ? "none" : percent(promised)],
    ["hold", span(holdMs)],
  ]);
}
