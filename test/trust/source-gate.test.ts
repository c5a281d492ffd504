import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { SourceGate } from "@novacron/agent/libvirt/gate/source-gate";
import { openCall } from "@novacron/agent/libvirt/gate/testing/frames";
import { hostId } from "@novacron/protocol/domain/ids";
import { afterEach, beforeEach, expect, test } from "vitest";
import { authorityInMemory, hostCertificate } from "../framework/host-certificates.ts";

const host = hostId.parse("11111111-1d55-4f6a-9f5e-0d0a9f2f6a01");

let folder: string;
let target: Server;
let gate: SourceGate;
const ends = { count: 0 };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novacron-s-"));
  const identity = await hostCertificate(await authorityInMemory(), host);
  target = createServer({ ...identity, requestCert: true });
  target.listen(0, "127.0.0.1");
  await once(target, "listening");
  const { port } = target.address() as AddressInfo;
  gate = new SourceGate({
    folder: join(folder, "s"),
    target: { host: "127.0.0.1", port },
    secret: "k".repeat(43),
    identity,
    isTarget: () => true,
    onEnd: () => {
      ends.count += 1;
    },
  });
});
afterEach(async () => {
  await gate.stop();
  target.close();
  await rm(folder, { recursive: true, force: true });
});

test("libvirtd is not kept waiting where the target hung up before it came", async () => {
  const dialled = once(target, "secureConnection") as Promise<[TLSSocket]>;
  const uri = await gate.start(new AbortController().signal);
  const [far] = await dialled;
  far.end();
  await once(far, "finish");
  const libvirtd = connect(uri.split("socket=")[1] ?? "");
  const isClosed = new Promise((resolve) => libvirtd.on("error", resolve).on("close", resolve));
  libvirtd.write(openCall());
  libvirtd.resume();
  await isClosed;
  await expect.poll(() => ends.count).toBe(1);
});
