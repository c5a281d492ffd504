import { machineStates } from "@novacron/protocol/domain/machine";
import type { MachineAction } from "@novacron/protocol/domain/machine-can";
import { machineSortKeys } from "@novacron/protocol/domain/machine-sort";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { MachineRow, MachineView } from "@novacron/protocol/http/machines";
import type { Command } from "commander";
import { type Context, clientOf, print } from "../context.ts";
import { filterTerms } from "../filter-terms.ts";
import { bytes, short, time } from "../output/format.ts";
import { facts, table } from "../output/table.ts";
import { requestAndWait, type WaitOptions } from "../request.ts";
import { projectId } from "../scope.ts";
import { addVmMigrate } from "./vm-migrate.ts";
import { addVmPolicy } from "./vm-policy.ts";

interface ListOptions {
  readonly json?: boolean;
  readonly filter: string;
  readonly name?: string;
  readonly host?: string;
  readonly state?: string;
  readonly tag?: string;
  readonly project?: string;
  readonly sort: string;
  readonly limit: string;
}

/** Verb, what it asks for, and the help line. */
const verbs: readonly (readonly [string, MachineAction, string])[] = [
  ["start", "machine.start", "start a machine"],
  ["stop", "machine.shutdown", "ask the guest to shut down, and wait until it is off"],
  ["reboot", "machine.reboot", "ask the guest to reboot"],
  ["force-off", "machine.force-off", "cut the power: unsaved data in the guest is lost"],
  ["pause", "machine.pause", "freeze a running machine"],
  ["resume", "machine.resume", "let a paused machine run on"],
];

export function addVm(program: Command, context: Context): void {
  const vm = program.command("vm").description("machines of the fleet");
  addList(vm, context);
  vm.command("show <machine>")
    .description("one machine, by name or id")
    .option("--json", "print JSON")
    .action(async (name: string, options: { json?: boolean }) => {
      const view = await clientOf(context).call("showMachine", { params: { machine: name } });
      print(context, options.json === true, view, () => machineFacts(view));
    });
  addXml(vm, context);
  addVmMigrate(vm, context, waiting);
  addVmPolicy(vm, context);
  for (const [verb, kind, description] of verbs) {
    const command = waiting(vm.command(`${verb} <machine>`).description(description));
    // As virsh, the console and the API call it.
    if (kind === "machine.shutdown") command.alias("shutdown");
    command.action(async (name: string, options: WaitOptions) => {
      await requestAndWait(context, { name, kind, options });
    });
  }
  waiting(
    vm
      .command("autostart <machine> <on|off>")
      .description("start the machine when its host boots, once the control plane confirms it"),
  ).action(async (name: string, state: string, options: WaitOptions) => {
    if (state !== "on" && state !== "off") {
      throw new NovaError("BAD_REQUEST", `set autostart of ${name} to "${state}"`, {
        next: "Say on or off",
      });
    }
    const params = { enabled: state === "on" };
    await requestAndWait(context, { name, kind: "machine.autostart", params, options });
  });
}

function addXml(vm: Command, context: Context): void {
  vm.command("xml <machine>")
    .description(
      "the definition as libvirt has it, without secrets; of what runs, else of the next start",
    )
    .option("--inactive", "what the next start will use, also while it runs")
    .option("--json", "print both as JSON")
    .action(async (name: string, options: { inactive?: boolean; json?: boolean }) => {
      const found = await clientOf(context).call("machineDefinition", {
        params: { machine: name },
      });
      print(context, options.json === true, found, () => {
        const wanted = options.inactive === true ? found.inactive : (found.live ?? found.inactive);
        if (wanted !== null) return wanted.trimEnd();
        throw new NovaError("NOT_FOUND", `find a definition of ${name} for its next start`, {
          next: "It is transient: leave out --inactive",
        });
      });
      if (found.redacted > 0) context.note(`${found.redacted} secrets taken out`);
    });
}

function waiting(command: Command): Command {
  return command
    .option("--no-wait", "return when the request is stored")
    .option("--timeout <seconds>", "give the guest and the host this long")
    .option("--id <uuid>", "operation id, so that a repeated call is the same operation")
    .option("--json", "print JSON");
}

function addList(vm: Command, context: Context): void {
  vm.command("ls")
    .description("list machines")
    .option("--name <text>", "with this in its name, or of this pattern with *")
    .option("--host <host>", "on this host, or on one of h1,h2")
    .option("--state <state>", `in this state, or in one of a,b: ${machineStates.join(", ")}`)
    .option("--tag <tag>", "with this tag, or one of a,b")
    .option("--project <project>", "of this project, by name or id")
    .option("--filter <text>", 'more terms: "cpu>80 -is:demo ip:10.0.0 web"', "")
    .option("--sort <field>", `${machineSortKeys.join(", ")}; -field turns it round`, "name")
    .option("--limit <count>", "at most this many", "1000")
    .option("--json", "print JSON")
    .action(async (options: ListOptions) => {
      const { name, host, state, tag, project, filter, sort } = options;
      const client = clientOf(context);
      const id = project === undefined ? undefined : await projectId(client, project);
      const terms = filterTerms({ name, host, state, tag, project: id });
      const query = { filter: `${terms} ${filter}`.trim(), sort, limit: Number(options.limit) };
      const { items, total } = await client.call("listMachines", { query });
      print(context, options.json === true, items, () => machineTable(items));
      if (total > items.length) context.note(`${items.length} of ${total} shown`);
    });
}

function machineTable(rows: readonly MachineRow[]): string {
  if (rows.length === 0) return "no machines";
  return table(rows, [
    { title: "NAME", cell: (row) => row.name },
    { title: "STATE", cell: (row) => (row.conflict ? `${row.state} (conflict)` : row.state) },
    { title: "HOST", cell: (row) => row.hostName },
    { title: "VCPUS", cell: (row) => row.vcpus, align: "right" },
    {
      title: "CPU",
      cell: (row) => (row.cpuUsed === null ? null : short(row.cpuUsed)),
      align: "right",
    },
    { title: "MEMORY", cell: (row) => bytes(row.memoryBytes), align: "right" },
    { title: "USED", cell: (row) => bytes(row.memoryUsedBytes), align: "right" },
    { title: "ADDRESSES", cell: (row) => row.addresses.join(",") },
    { title: "ID", cell: (row) => row.id },
  ]);
}

function machineFacts(view: MachineView): string {
  const disks = view.report.disks.map(
    (disk) => ["disk", `${disk.target} ${disk.source ?? "-"}`] as const,
  );
  const nics = view.report.nics.map(
    (nic) =>
      ["interface", `${nic.mac ?? "-"} ${nic.source ?? "-"} ${nic.addresses.join(" ")}`] as const,
  );
  return facts([
    ["name", view.name],
    ["id", view.id],
    ["state", `${view.state} (${view.reason}) since ${time(view.since)}`],
    ["host", view.hostName],
    ["vCPUs", view.vcpus],
    ["memory", bytes(view.memoryBytes)],
    ["memory used", `${bytes(view.memoryUsedBytes)} (as the ${view.memorySource} sees it)`],
    ["runs as", `${view.report.virtualisation} ${view.report.arch}`],
    ["autostart", view.autostart],
    ["generation", view.report.generation],
    ["under way", view.heldBy?.sentence],
    ...disks,
    ...nics,
    ...view.problems.map((problem) => ["problem", problem.text] as const),
  ]);
}
