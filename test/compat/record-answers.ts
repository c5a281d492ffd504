import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { previousRelease, previousTree } from "./previous-tree.ts";

type Targets = typeof import("../attacks/attack-target.ts");
type Routes = typeof import("@novacron/protocol/http/routes");

const file = join(import.meta.dirname, "answers.json");
const tree = previousTree();
if (tree === null) throw new Error(`this clone has no commit ${previousRelease}`);

// The previous release's own control plane and agents, asked by its own client.
const { AttackTarget }: Targets = await import(join(tree, "test/attacks/attack-target.ts"));
const { routes }: Routes = await import(join(tree, "protocol/http/routes.ts"));
const target = await AttackTarget.up({ agents: 1 }, null);
try {
  const { admin } = target;
  await admin.call("addMqttUser", { body: { name: "grafana" } });
  const [host] = (await admin.call("listHosts")).items;
  const [machine] = (await admin.call("listMachines")).items;
  const params = { host: host?.id ?? "", machine: machine?.id ?? "" } as never;
  const answers: Record<string, unknown> = {};
  for (const [name, { method, path, status }] of Object.entries(routes)) {
    const isAnswerable = [...path.matchAll(/:([a-z]+)/g)].every(
      ([, key]) => key !== undefined && key in params,
    );
    if (method !== "GET" || status !== 200 || !isAnswerable) continue;
    try {
      answers[name] = (await admin.callRaw(name as keyof typeof routes, { params })).value;
    } catch (error) {
      process.stderr.write(`${name} left out: ${error}\n`);
    }
  }
  writeFileSync(file, `${JSON.stringify({ release: previousRelease, answers }, null, 2)}\n`);
} finally {
  await target.down();
}
