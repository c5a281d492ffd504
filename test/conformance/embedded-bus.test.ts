import { SystemClock } from "@novacron/control-plane/adapters/clock/system-clock";
import { EmbeddedBroker } from "@novacron/control-plane/adapters/mqtt-broker/embedded-broker";
import { type BusUnderTest, busConformance } from "./bus-suite.ts";
import { Recorder, silentLog } from "./recorder.ts";
import { someHost } from "./samples.ts";
import { TableAccess } from "./table-access.ts";

busConformance("embedded broker", async (): Promise<BusUnderTest> => {
  const access = new TableAccess();
  const [hostA, hostB] = [someHost(), someHost()];
  access.add("agent-a", { kind: "agent", password: "pa", host: hostA });
  access.add("agent-b", { kind: "agent", password: "pb", host: hostB });
  access.add("grafana", { kind: "integration", password: "pg", host: null });
  const clock = new SystemClock();
  const link = new EmbeddedBroker({ host: "127.0.0.1", port: 0, access, clock, log: silentLog });
  const recorder = new Recorder();
  link.listen(recorder);
  await link.start(new AbortController().signal);
  return {
    url: `mqtt://127.0.0.1:${link.port()}`,
    link,
    received: recorder.received,
    hostA,
    hostB,
    agentA: { username: "agent-a", password: "pa" },
    agentB: { username: "agent-b", password: "pb" },
    tool: { username: "grafana", password: "pg" },
    stop: () => link.stop(),
  };
});
