import { once } from "node:events";
import { createServer } from "node:http";
import type { DeviceStream } from "@novacron/agent/ports/hypervisor";
import { type TunnelHarness, tunnelContract } from "@novacron/agent/ports/tunnel.contract";
import { WsTunnel } from "@novacron/agent/tunnel/ws-tunnel";
import { upgradeRouter } from "@novacron/control-plane/adapters/http/upgrades";
import { WsTunnelHub } from "@novacron/control-plane/adapters/tunnel/ws-tunnel-hub";
import type { TunnelTicket } from "@novacron/protocol/domain/ticket";

tunnelContract("the agent's dialer with the control plane's hub", makeHarness);

/** Both real ends, joined by a real HTTP server. */
async function makeHarness(): Promise<TunnelHarness> {
  const hub = new WsTunnelHub();
  const server = createServer().on("upgrade", upgradeRouter([hub]));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const ignore = (): void => undefined;
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  return {
    dialer: new WsTunnel({ url: `ws://127.0.0.1:${port}`, log }),
    accept: (ticket) => farEnd(hub, ticket),
    async dispose() {
      await hub.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function farEnd(hub: WsTunnelHub, ticket: TunnelTicket): Promise<DeviceStream> {
  const stream = await hub.expect(ticket, new AbortController().signal);
  return {
    incoming: stream.incoming,
    write: (bytes) => stream.write(bytes),
    close: async () => stream.close("done"),
  };
}
