import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeRequest } from "@novacron/agent/identity/make-request";
import { readQemuTls } from "@novacron/agent/libvirt/migration/qemu-tls";
import { systemClock } from "@novacron/agent/libvirt/testing/system-clock";
import { hostId } from "@novacron/protocol/domain/ids";
import { afterAll, beforeAll, expect, test } from "vitest";
import { authorityInMemory } from "../framework/host-certificates.ts";

const [host, other] = [1, 2].map((n) => hostId.parse(`5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a0${n}`));
const madeMs = Date.now();
const hour = 3_600_000;
let folder: string;
let configuration: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qemu-tls-"));
  configuration = join(folder, "qemu.conf");
  await writeFile(configuration, `default_tls_x509_cert_dir = "${folder}"\n`);
  const ca = await authorityInMemory();
  const { request, key } = await makeRequest();
  const { publicKey } = await ca.readRequest(request);
  const life = { notBefore: madeMs - 24 * hour, notAfter: madeMs + 7 * 24 * hour };
  const { pem } = await ca.issueQemu({ host: host!, publicKey, names: [], ...life });
  const files = { "ca-cert.pem": ca.caPem(), "server-cert.pem": pem, "client-cert.pem": pem };
  const keys = { "server-key.pem": key, "client-key.pem": key };
  for (const [name, text] of Object.entries({ ...files, ...keys })) {
    await writeFile(join(folder, name), text);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tls = (byMs: number, of = host!) => {
  const clock = { ...systemClock, now: () => madeMs + byMs };
  return readQemuTls({ host: of, clock, configuration });
};
const problem = async (byMs: number, of = host!) => (await tls(byMs, of)).problem;

test.each([0, -hour, hour])(
  "QEMU's certificates hold by a clock that is off by %i ms",
  async (ms) => {
    expect(await problem(ms)).toBe(null);
  },
);

test.each([
  ["is not valid yet by this host's clock", -25 * hour],
  ["is no longer valid by this host's clock", 8 * 24 * hour],
])("one that %s is told before QEMU meets it", async (verdict, ms) => {
  expect(await problem(ms)).toBe(`${join(folder, "server-cert.pem")} ${verdict}`);
});

test("says which authorities it believes, and which one signed its own", async () => {
  const { authorities } = await tls(0);
  expect(authorities?.trusted).toEqual([authorities?.issuer]);
});

test("one of another authority than those it believes is told", async () => {
  const trusted = await readFile(join(folder, "ca-cert.pem"), "utf8");
  try {
    await writeFile(join(folder, "ca-cert.pem"), (await authorityInMemory()).caPem());
    expect(await problem(0)).toContain("is of an authority that its own ca-cert.pem does not hold");
  } finally {
    await writeFile(join(folder, "ca-cert.pem"), trusted);
  }
});

test("another host's are none", async () => {
  expect(await problem(0, other!)).toContain("does not name this host");
});
