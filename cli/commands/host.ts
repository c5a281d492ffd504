import type { HostView } from "@novacron/protocol/http/hosts";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { cpuShare, type HostWish, hostSortKeys, hostsWished, listedStates } from "../host-list.ts";
import { age, bytes, percent, time } from "../output/format.ts";
import { facts, table } from "../output/table.ts";
import { addHostIdentity } from "./host-identity.ts";
import { addHostJoin } from "./host-join.ts";
import { addHostLimits } from "./host-limits.ts";
import { addHostMaintenance } from "./host-maintenance.ts";

interface Options {
  readonly json?: boolean;
}

export function addHost(program: Command, context: Context): void {
  const host = program.command("host").description("hosts of the fleet");
  host
    .command("ls")
    .description("list hosts")
    .option("--name <text>", "with this in its name")
    .option("--state <state>", `in this state, or in one of a,b: ${listedStates.join(", ")}`)
    .option("--sort <field>", `${hostSortKeys.join(", ")}; -field turns it round`, "name")
    .option("--json", "print JSON")
    .action(async (options: Options & HostWish) => {
      const chosen = hostsWished(options);
      const items = chosen((await clientOf(context).call("listHosts")).items);
      print(context, options.json === true, items, () => hostTable(items, context.now()));
    });
  host
    .command("show <host>")
    .description("one host, by name or id")
    .option("--json", "print JSON")
    .action(async (name: string, options: Options) => {
      const view = await clientOf(context).call("showHost", { params: { host: name } });
      print(context, options.json === true, view, () => hostFacts(view));
    });
  addHostLimits(host, context);
  addHostIdentity(host, context);
  addHostJoin(host, context);
  addHostMaintenance(host, context);
}

/** Whether it is there, and how far a maintenance is with it. */
function stateOf({ state, maintenance }: HostView): string {
  if (maintenance === null) return state;
  return `${state}, ${maintenance.state}${maintenance.paused ? " (paused)" : ""}`;
}

function used(host: HostView): string {
  const { memoryTotalBytes: total, memoryAvailableBytes: free } = host.latest;
  if (total === null || total === undefined || free === null || free === undefined) return "-";
  return `${bytes(total - free)} of ${bytes(total)}`;
}

function hostTable(hosts: readonly HostView[], now: number): string {
  if (hosts.length === 0) return "no hosts yet";
  return table(hosts, [
    { title: "NAME", cell: (host) => host.name },
    { title: "STATE", cell: stateOf },
    {
      title: "MACHINES",
      cell: (host) => `${host.machines.running}/${host.machines.total}`,
      align: "right",
    },
    { title: "CPU", cell: (host) => percent(cpuShare(host)), align: "right" },
    { title: "MEMORY", cell: used, align: "right" },
    { title: "RUNS AS", cell: (host) => host.inventory.virtualisation.verdict },
    { title: "LIBVIRT", cell: (host) => host.inventory.libvirtVersion },
    { title: "SAMPLE", cell: (host) => age(host.lastSampleAt, now), align: "right" },
    { title: "", cell: (host) => (host.inventory.simulated ? "simulated" : " ") },
    { title: "WRONG", cell: wrong },
  ]);
}

function maintenanceFacts({ maintenance }: HostView) {
  if (maintenance === null) return [];
  const { id, state, paused, requestedBy, since } = maintenance;
  const text = `${state}${paused ? ", paused" : ""} since ${time(since)}, asked for by ${requestedBy} (${id})`;
  return [["maintenance", text] as const];
}

function problemText({ severity, text, why, since }: HostView["problems"][number]): string {
  const from = since === null ? "" : `, since ${time(since)}`;
  return `${severity}: ${text}${from}${why === undefined ? "" : ` (${why})`}`;
}

/** The worst of what is wrong; `novacron host show` tells the rest. */
function wrong({ problems }: HostView): string {
  const worst = problems.find(({ severity }) => severity === "critical") ?? problems[0];
  if (worst === undefined) return " ";
  return problems.length === 1 ? worst.text : `${worst.text} (and ${problems.length - 1} more)`;
}

function hostFacts(host: HostView): string {
  const { inventory } = host;
  const problems = host.problems.map((problem) => ["problem", problemText(problem)] as const);
  return facts([
    ["name", host.name],
    ["id", host.id],
    ["state", `${host.state} since ${time(host.since)}`],
    ...maintenanceFacts(host),
    ["system", `${inventory.os}, kernel ${inventory.kernel}`],
    ["processor", `${inventory.cpuModel}, ${inventory.cpuThreads} threads`],
    ["memory", bytes(inventory.memoryBytes)],
    ["machines", `${host.machines.running} running of ${host.machines.total}`],
    ["committed", `${host.committed.vcpus} vCPUs, ${bytes(host.committed.memoryBytes)}`],
    [
      "runs guests as",
      `${inventory.virtualisation.verdict} (${inventory.virtualisation.evidence})`,
    ],
    ["libvirt", `${inventory.libvirtVersion ?? "-"} ${inventory.libvirt.state}`],
    ["qemu", inventory.qemuVersion],
    ["agent", inventory.agentVersion],
    ["metrics every", `${inventory.metricsIntervalMs / 1000} s`],
    ...problems,
  ]);
}
