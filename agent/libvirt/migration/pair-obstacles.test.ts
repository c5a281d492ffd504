import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MigrationDescription, MigrationOptions } from "@novacron/protocol/domain/migration";
import { expect, onTestFinished, test } from "vitest";
import { heldImages, keyOf } from "./image-locks.ts";
import { ofPair } from "./pair-obstacles.ts";
import { freePorts, parseQemuConf } from "./qemu-conf.ts";
import { elsewhere, FakeHost, machine } from "./testing/fake-kit.ts";

test("what qemu.conf says of locks and ports, else libvirt's own", () => {
  expect(parseQemuConf(`#lock_manager = "lockd"\n`)).toEqual({
    lockManager: null,
    asRoot: false,
    ports: { from: 49_152, to: 49_215 },
  });
  const text = `lock_manager = "sanlock"\nuser = "root"\nmigration_port_min = 50000\n  migration_port_max = 50001 # few\n`;
  expect(parseQemuConf(text)).toEqual({
    lockManager: "sanlock",
    asRoot: true,
    ports: { from: 50_000, to: 50_001 },
  });
});

test("ports are free where nobody has them, by either table", () => {
  const conf = parseQemuConf("migration_port_min = 50000\nmigration_port_max = 50002\n");
  const tables = `  sl  local_address rem_address   st
   0: 0100007F:C350 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
   1: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2
   0: 00000000000000000000000000000000:C350 00000000000000000000000000000000:0000 0A 0
   1: 00000000000000000000000000000000:C352 00000000000000000000000000000000:0000 0A 0
`;
  expect(freePorts(conf, tables)).toBe(1);
  expect(freePorts(conf, "")).toBe(3);
});

test("an image is held by locks on QEMU's bytes alone", () => {
  const locks = `1: POSIX  ADVISORY  WRITE 13278 fe:00:6144186 0 EOF
2: OFDLCK ADVISORY  READ  -1 fe:00:77 100 101
2: -> OFDLCK ADVISORY  WRITE  -1 103:00:78 203 203
3: POSIX  ADVISORY  WRITE 12570 fe:00:79 1073741824 1073742335
`;
  expect([...heldImages(locks)]).toEqual(["fe:00:77", "103:00:78"]);
  expect(keyOf(0xfe00, 77)).toBe("fe:00:77");
  expect(keyOf(0x10300, 78)).toBe("103:00:78");
});

/** Codes of what stands between the two hosts. */
async function between(
  host: FakeHost,
  {
    conf = "",
    faults = "1",
    options = { kind: "live" },
    ...description
  }: Partial<MigrationDescription> & {
    readonly conf?: string;
    /** vm.unprivileged_userfaultfd. */
    readonly faults?: string;
    readonly options?: MigrationOptions;
  },
): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "novacron-conf-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const configuration = join(folder, "qemu.conf");
  await writeFile(configuration, conf);
  const sysctl = join(folder, "unprivileged_userfaultfd");
  await writeFile(sysctl, `${faults}\n`);
  const seen = (path: string) => {
    if (path.endsWith("/unprivileged_userfaultfd")) return sysctl;
    return path.startsWith("/dev/") ? join(folder, "none") : path;
  };
  const kit = { ...(await host.kit()), configuration, seen };
  const known = { running: true, lockManager: null, qemuVersion: 7_002_000, ...description };
  const request = {
    machine,
    name: "web",
    source: elsewhere,
    description: known as MigrationDescription,
    options,
    secret: "s",
  };
  const found: string[] = [];
  const add = (code: string, _text: string, remedy: string) => {
    expect(remedy).not.toBe("");
    found.push(code);
  };
  await kit.qemu(({ remote }) => ofPair(kit, remote, { request, add }));
  return found;
}

test("two hosts that are alike have nothing between them", async () => {
  expect(await between(new FakeHost(null), {})).toEqual([]);
});

test("a machine of that id or that name, locks of one side, an older QEMU and no port are said", async () => {
  const here = { state: 1, reason: 1, persistent: true, autostart: false };
  expect(await between(new FakeHost(here), {})).toEqual(["machine-exists"]);
  const named = new FakeHost(null);
  named.namesake = "00000000-4b5f-48eb-b362-0d70c78174ee";
  expect(await between(named, {})).toEqual(["name-taken"]);
  const conf = `lock_manager = "lockd"\nmigration_port_min = 50000\nmigration_port_max = 49999\n`;
  const old = new FakeHost(null);
  old.qemuVersion = 7_001_999n;
  expect(await between(old, { conf })).toEqual(["disk-locks", "no-port", "qemu-older"]);
  expect(await between(old, { conf, running: false })).toEqual(["disk-locks"]);
  expect(await between(old, { conf, lockManager: "lockd", running: false })).toEqual([]);
});

test("compression that one of the two libvirts does not know is said", async () => {
  const options = { kind: "live", compression: "zstd", parallelConnections: 2 } as const;
  const all = { options, libvirtVersion: 11_003_000 };
  expect(await between(new FakeHost(null), all)).toEqual(["options"]);
});

test("post-copy is refused to a machine with an emulated TPM, and only post-copy", async () => {
  const postCopy = { kind: "live", postCopy: true } as const;
  const host = new FakeHost(null);
  expect(await between(host, { options: postCopy, emulatedTpm: true })).toEqual(["options"]);
  expect(await between(host, { options: postCopy, emulatedTpm: false })).toEqual([]);
  expect(await between(host, { emulatedTpm: true })).toEqual([]);
});

test("post-copy is refused where the target's kernel leaves page faults to root, and QEMU is not root", async () => {
  const options = { kind: "live", postCopy: true } as const;
  const host = new FakeHost(null);
  expect(await between(host, { options, faults: "0" })).toEqual(["options"]);
  expect(await between(host, { options, faults: "0", conf: 'user = "root"\n' })).toEqual([]);
  expect(await between(host, { options, faults: "1" })).toEqual([]);
  expect(await between(host, { faults: "0" })).toEqual([]);
});
