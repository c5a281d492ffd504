import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server } from "node:tls";
import { controlPlaneServerName } from "@novacron/protocol/domain/trust";
import { afterEach, expect, it } from "vitest";
import { VirtualClock } from "../../kit/virtual-clock.ts";
import { FleetCa } from "./fleet-ca.ts";
import { spkiOf } from "./hashes.ts";
import { ownAuthority } from "./make-authority.ts";
import { ServerCertificate, type ServerCertificateOptions } from "./server-certificate.ts";

const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, notice: quiet, warn: quiet, error: quiet };
const dayMs = 86_400_000;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function stand(more: Partial<ServerCertificateOptions> = {}) {
  const clock = new VirtualClock();
  clock.wallOffsetMs = Date.now() - 16 * dayMs - clock.monotonicMs();
  const nowhere = { read: async () => null, write: async () => undefined };
  const ca = new FleetCa(await ownAuthority(nowhere, clock.now()));
  const names = { now: [controlPlaneServerName, "127.0.0.1", "localhost"] };
  const source = new ServerCertificate({
    ca,
    clock,
    log,
    names: () => names.now,
    own: null,
    ...more,
  });
  await source.start();
  const server = createServer(source.options(), (socket) => socket.end());
  source.whenChanged((context) => server.setSecureContext(context));
  server.on("tlsClientError", quiet);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  servers.push(server);
  return { ca, clock, names, source, port: (server.address() as AddressInfo).port };
}

interface Ask {
  readonly ca: string;
  readonly servername?: string;
  readonly maxVersion?: "TLSv1.2";
}

async function shown(port: number, ask: Ask): Promise<X509Certificate | undefined> {
  const socket = connect({ port, host: "127.0.0.1", ...ask });
  try {
    await once(socket, "secureConnect");
    return socket.getPeerX509Certificate();
  } finally {
    socket.destroy();
  }
}

it("names the control plane by address, for tools, and by its one name, for agents", async () => {
  const { ca, port } = await stand();
  const trusting = { ca: ca.caPem() };
  expect((await shown(port, trusting))?.checkIP("127.0.0.1")).toBe("127.0.0.1");
  const toAgents = await shown(port, { ...trusting, servername: controlPlaneServerName });
  expect(toAgents?.checkHost(controlPlaneServerName)).toBe(controlPlaneServerName);
});

it("speaks nothing older than TLS 1.3", async () => {
  const { ca, port } = await stand();
  await expect(shown(port, { ca: ca.caPem(), maxVersion: "TLSv1.2" })).rejects.toThrow();
});

it("is made anew in time, and for other names, while the server runs", async () => {
  const { ca, clock, names, source, port } = await stand();
  const serial = async () => (await shown(port, { ca: ca.caPem() }))?.serialNumber;
  const first = await serial();
  await source.look();
  expect(await serial()).toBe(first);
  clock.wallOffsetMs += 16 * dayMs;
  await source.look();
  const second = await serial();
  expect(second).not.toBe(first);
  names.now = [...names.now, "nova.example"];
  await source.look();
  expect(await serial()).not.toBe(second);
});

it("shows its owner's certificate to people and the fleet's to agents", async () => {
  const nowhere = { read: async () => null, write: async () => undefined };
  const other = new FleetCa(await ownAuthority(nowhere, Date.now()));
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { pem } = await other.issue({
    subject: [{ CN: ["nova.example"] }],
    names: [{ type: "ip", value: "127.0.0.1" }],
    usages: ["serverAuth"],
    publicKey: spkiOf(publicKey),
    notBefore: Date.now() - dayMs,
    notAfter: Date.now() + dayMs,
  });
  const key = Buffer.from(privateKey.export({ format: "pem", type: "pkcs8" }));
  const { ca, port } = await stand({ own: { cert: Buffer.from(pem), key } });
  expect((await shown(port, { ca: other.caPem() }))?.subject).toBe("CN=nova.example");
  const toAgents = await shown(port, { ca: ca.caPem(), servername: controlPlaneServerName });
  expect(toAgents?.verify(new X509Certificate(ca.caPem()).publicKey)).toBe(true);
});
