import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { discoverDaemons } from "./discover.ts";

let folder: string;
let servers: Server[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nova-run-"));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true, force: true });
});

async function socket(name: string): Promise<void> {
  const server = createServer().listen(join(folder, name));
  servers.push(server);
  await once(server, "listening");
}

it("finds a monolithic libvirtd behind one socket", async () => {
  await socket("libvirt-sock");
  const address = { socketPath: join(folder, "libvirt-sock"), uri: "qemu:///system" };
  expect(await discoverDaemons(folder)).toEqual({
    kind: "monolithic",
    qemu: address,
    network: address,
    storage: address,
  });
});

it("prefers modular daemons, and does without those that are not there", async () => {
  await socket("libvirt-sock");
  await socket("virtqemud-sock");
  await socket("virtstoraged-sock");
  expect(await discoverDaemons(folder)).toMatchObject({
    kind: "modular",
    qemu: { uri: "qemu:///system" },
    network: null,
    storage: { socketPath: join(folder, "virtstoraged-sock"), uri: "storage:///system" },
  });
});

it("takes no plain file for a socket, and nothing for nothing", async () => {
  await writeFile(join(folder, "libvirt-sock"), "");
  expect(await discoverDaemons(folder)).toBeNull();
  expect(await discoverDaemons(join(folder, "absent"))).toBeNull();
});
