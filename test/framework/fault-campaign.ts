import process from "node:process";
import { BatchWitness } from "./batch-witness.ts";
import { FaultRun } from "./fault-run.ts";
import { agentOf, controlPlaneOf, libvirtdOf } from "./kills.ts";
import { StackUnderTest } from "./stack-under-test.ts";
import { storedSamples } from "./stored-samples.ts";

/** `fault-campaign.ts FROM TO`: one stack for all numbers, one round of kills for each, as its seed says. */
const [first = "1", last = first] = process.argv.slice(2);

const stack = await StackUnderTest.up({ labHosts: 1, simulatedHosts: 20, machines: 10 });
try {
  const made = await stack.api.call("addMqttUser", { body: { name: "witness" } });
  const login = { url: made.url, username: made.name, password: made.password };
  const witness = BatchWitness.open(login);
  await stack.hosts[0]!.lab.defineTinyGuest({ name: "one" });
  await stack.hosts[0]!.lab.virsh(["start", "one"]);
  for (let n = Number(first); n <= Number(last); n += 1) {
    const victims = [agentOf(stack), controlPlaneOf(stack), libvirtdOf(stack)];
    const stored = (host: Parameters<typeof storedSamples>[1]) =>
      storedSamples(stack.plane.data, host);
    const findings = await new FaultRun({ stack, seed: n, witness, victims, stored }).run();
    const line = { n, ok: findings.length === 0, detail: findings.slice(0, 5).join("; ") };
    process.stdout.write(`${JSON.stringify({ ...line, stats: { kills: victims.length } })}\n`);
  }
  await witness.close();
} finally {
  await stack.down();
}
process.exit(0);
