import { parseArgs } from "node:util";
import { install } from "@novacron/tools/bootstrap/packages";
import { runMain, SetupError } from "@novacron/tools/bootstrap/setup-error";
import { Lab } from "./lab.ts";
import { LabFleet } from "./lab-fleet.ts";
import { LabHost } from "./lab-host.ts";

const usage = `npm run lab -- up N [--name NAME] [--debian13] [--guests N] [--no-agents]
                                     makes N real libvirt hosts with an agent each, and a control plane
npm run lab -- status                shows what is up
npm run lab -- exec HOST COMMAND ... runs a command inside a host
npm run lab -- down [NAME]           takes it all away
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runMain(async () => {
  const [command, ...rest] = process.argv.slice(2);
  switch (command) {
    case "up":
      return await up(rest);
    case "status":
      return await status();
    case "exec":
      return await exec(rest);
    case "down":
      return await down(rest[0] ?? "lab");
    default:
      process.stdout.write(usage);
      return command === undefined || command === "help" || command === "--help" ? 0 : 2;
  }
});

async function up(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  const hosts = wholeNumber(positionals[0] ?? "2", "the number of hosts");
  const guests = wholeNumber(values.guests ?? "0", "--guests");
  await install("test");
  const debian13 = values.debian13 === true;
  const lab = await Lab.up({ hosts, name: values.name ?? "lab", keep: true, debian13, say });
  for (const host of lab.hosts) {
    for (let number = 1; number <= guests; number += 1) {
      await host.defineGuest({ name: `${host.name}-vm${number}`, nic: { network: "lab" } });
      await host.virsh(["start", `${host.name}-vm${number}`]);
    }
  }
  if (values["no-agents"] !== true) {
    const fleet = await LabFleet.start(lab);
    say(`NovaCron over this lab: ${fleet.url}, login admin, password ${fleet.password}`);
    fleet.detach();
  }
  return await status();
}

async function status(): Promise<number> {
  const labs = Lab.list();
  if (labs.length === 0) say("no lab is up");
  for (const state of labs) {
    say(`lab ${state.name}: bridge ${state.bridge}, this machine is ${state.subnet}.1 there`);
    for (const record of state.hosts) {
      const host = new LabHost(record);
      const daemon = host.pidOf("libvirtd") === undefined ? "libvirtd is down" : "libvirtd runs";
      const machines = host.processes().filter((one) => one.name.startsWith("qemu-system"));
      say(`  ${host.name}  ${host.address}  ${daemon}, ${machines.length} machine(s) running`);
      say(`    virsh -c '${host.uri}' list --all`);
    }
  }
  return 0;
}

async function exec(args: readonly string[]): Promise<number> {
  const [name, ...command] = args;
  const records = Lab.list().flatMap((state) => state.hosts);
  const record = records.find((one) => one.name === name);
  if (record === undefined || command.length === 0) {
    throw new SetupError(`no such lab host: ${name}`, "npm run lab -- status shows what is up");
  }
  const result = await new LabHost(record).exec(command, { allowFailure: true });
  process.stdout.write(result.stdout);
  process.stderr.write(result.stderr);
  return result.status;
}

async function down(name: string): Promise<number> {
  const lab = Lab.open(name);
  await lab?.down();
  await Lab.clean();
  say(lab === undefined ? `lab ${name} was not up` : `lab ${name} is gone`);
  return 0;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        name: { type: "string" },
        debian13: { type: "boolean" },
        guests: { type: "string" },
        "no-agents": { type: "boolean" },
      },
    });
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error), usage.trim());
  }
}

function wholeNumber(text: string, what: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 50) return value;
  throw new SetupError(`${what} must be a whole number up to 50, not ${text}`, usage.trim());
}
