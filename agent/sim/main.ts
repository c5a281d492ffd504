import { readFileSync } from "node:fs";
import { SystemClock, SystemIds } from "../clock/system-clock.ts";
import { makeLog } from "../process/agent-log.ts";
import { stopAsked } from "../process/signals.ts";
import { agentVersion } from "../process/version.ts";
import { Ed25519Check } from "../signing/ed25519-check.ts";
import { WsTunnel } from "../tunnel/ws-tunnel.ts";
import { MqttUplink } from "../uplink/mqtt-uplink.ts";
import { SimFleet } from "./sim-fleet.ts";
import { readSimOptions, simUsage } from "./sim-options.ts";

async function main(): Promise<void> {
  const options = readSimOptions(process.argv.slice(2), process.env, (path) =>
    readFileSync(path, "utf8"),
  );
  const log = makeLog(options.logLevel, "novacron-simulated-hosts");
  const asked = stopAsked();
  const clock = new SystemClock();
  const ids = new SystemIds();
  const { hosts, machines, intervalMs, seed } = options;
  const check = new Ed25519Check();
  const { ca } = options.login(0);
  const fleet = new SimFleet({
    clock,
    ids,
    log,
    seed,
    hosts,
    machines,
    intervalMs,
    agentVersion,
    tunnel: options.tunnelUrl === null ? null : new WsTunnel({ url: options.tunnelUrl, ca, log }),
    trust: (index) => ({ keys: options.login(index).signingKeys, check }),
    uplink: (index, host, session) => {
      const { ca, ...login } = options.login(index);
      const tls = () => (ca === undefined ? {} : { ca });
      return new MqttUplink({ ...login, tls, host, session, clock, ids, log });
    },
  });
  const ending = new AbortController();
  log.info({ hosts, machines, intervalMs, seed }, "simulated hosts start");
  await fleet.start(ending.signal);
  const signal = await asked;
  log.info({ signal }, "simulated hosts stop");
  await fleet.stop();
  ending.abort();
}

if (process.argv.includes("--help")) {
  process.stdout.write(simUsage);
} else {
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      makeLog("info", "novacron-simulated-hosts").error({ error }, "simulated hosts end");
      process.exit(1);
    },
  );
}
