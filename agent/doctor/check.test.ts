import { describe, expect, test } from "vitest";
import { check } from "./check.ts";
import type { Facts, SocketFact } from "./facts.ts";
import { describe as report } from "./report.ts";
import { healthy } from "./testing/healthy.ts";

const socket = (name: string, answer: SocketFact["answer"]): SocketFact => ({
  name,
  path: `/run/libvirt/${name}`,
  answer,
  group: answer === "absent" ? null : "libvirt",
  mode: answer === "absent" ? null : "770",
});
const codesOf = (facts: Facts): string[] => check(facts).map(({ code }) => code);
const hostId = "5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01";
const none = { state: "none" } as const;
const hourMs = 3_600_000;

test("on a healthy host nothing is found, and the report says by what", () => {
  expect(check(healthy)).toEqual([]);
  expect(report([], healthy)).toContain("Nothing is wrong");
  expect(report([], healthy)).toContain("libvirt 9.0.0 (monolithic)");
});

/** Each way a host can be broken: what is changed on a healthy one, and what must be found. */
const broken: [string, Partial<Facts>, string][] = [
  ["no libvirt", { libvirt: { sockets: [], session: none } }, "LIBVIRT_MISSING"],
  [
    "a socket nobody listens on",
    { libvirt: { sockets: [socket("libvirt-sock", "dead")], session: none } },
    "LIBVIRT_STOPPED",
  ],
  [
    "a socket of others",
    { libvirt: { sockets: [socket("virtqemud-sock", "denied")], session: none } },
    "LIBVIRT_PERMISSION",
  ],
  [
    "polkit that says no",
    {
      libvirt: {
        sockets: [socket("virtqemud-sock", "open")],
        session: { state: "failed", code: "LIBVIRT_ERROR", text: "access denied by policy" },
      },
    },
    "LIBVIRT_PERMISSION",
  ],
  [
    "only the read-only socket",
    { libvirt: { sockets: [socket("libvirt-sock-ro", "open")], session: none } },
    "LIBVIRT_READ_ONLY",
  ],
  [
    "a daemon that hangs",
    {
      libvirt: {
        sockets: [socket("libvirt-sock", "open")],
        session: { state: "failed", code: "LIBVIRT_TIMEOUT", text: "" },
      },
    },
    "LIBVIRT_SILENT",
  ],
  [
    "a left-over socket of the other form",
    {
      libvirt: {
        sockets: [socket("libvirt-sock", "open"), socket("virtqemud-sock", "dead")],
        session: { state: "failed", code: "LIBVIRT_UNAVAILABLE", text: "connect ECONNREFUSED" },
      },
    },
    "LIBVIRT_FORM_MIXED",
  ],
  [
    "modular daemons without the one for pools",
    {
      libvirt: {
        sockets: [socket("virtqemud-sock", "open"), socket("virtnetworkd-sock", "open")],
        session: { ...openSession(), kind: "modular" },
      },
    },
    "LIBVIRT_HELPER_MISSING",
  ],
  [
    "an old libvirt",
    { libvirt: { ...healthy.libvirt, session: { ...openSession(), libvirtVersion: "5.10.0" } } },
    "LIBVIRT_OLD",
  ],
  ["KVM that does not run", { kvm: kvm("open", "qemu", "printed nothing") }, "KVM_DOES_NOT_RUN"],
  ["a KVM device of others", { kvm: kvm("denied", "qemu", "EACCES") }, "KVM_PERMISSION"],
  ["no KVM device", { kvm: kvm("absent", "qemu", "ENOENT") }, "KVM_MODULE_MISSING"],
  ["no QEMU", { kvm: kvm("open", "unknown", "no QEMU found to try it with") }, "QEMU_MISSING"],
  ["not joined", { identity: { ...healthy.identity, state: "absent" } }, "NOT_JOINED"],
  [
    "identity of others",
    { identity: { ...healthy.identity, state: "unreadable" } },
    "IDENTITY_UNREADABLE",
  ],
  [
    "a damaged identity",
    { identity: { ...healthy.identity, state: "damaged" } },
    "IDENTITY_DAMAGED",
  ],
  ["a key all can read", { identity: { ...healthy.identity, keyMode: "644" } }, "KEY_EXPOSED"],
  ["an ended certificate", certificate({ validTo: healthy.at - 1 }), "CERTIFICATE_EXPIRED"],
  [
    "a certificate of tomorrow",
    certificate({ validFrom: healthy.at + 1 }),
    "CERTIFICATE_NOT_YET_VALID",
  ],
  ["one soon to end", certificate({ validTo: healthy.at + hourMs }), "CERTIFICATE_NOT_RENEWED"],
  ["one of another host", certificate({ hosts: ["other"] }), "CERTIFICATE_OF_OTHER_HOST"],
  ["one of another fleet", certificate({ signedByCa: false }), "CERTIFICATE_OF_OTHER_FLEET"],
  ["one of another key", certificate({ matchesKey: false }), "CERTIFICATE_OF_OTHER_KEY"],
  ["a name that does not resolve", reach("api", "dns"), "DNS_FAILS"],
  ["a closed port", reach("api", "refused"), "API_UNREACHABLE"],
  ["a broker behind a firewall", reach("bus", "timeout"), "BUS_UNREACHABLE"],
  ["somebody between", reach("api", "tls"), "API_NOT_TRUSTED"],
  ["a revoked certificate", reach("bus", "rejected"), "BUS_REJECTED"],
  ["no tunnel", reach("tunnel", "refused"), "TUNNEL_UNREACHABLE"],
  ["a clock that is off", { controlPlane: { ...plane(), skewMs: 8_000 } }, "CLOCK_SKEW"],
  ["a clock that is far off", { controlPlane: { ...plane(), skewMs: -90_000 } }, "CLOCK_WRONG"],
  [
    "two releases apart",
    { controlPlane: { ...plane(), version: "0.3.0" }, ...running({ version: "0.1.0" }) },
    "VERSIONS_APART",
  ],
  ["a refused login", running({ bus: "disconnected", problem: busProblem() }), "BUS_LOGIN_REFUSED"],
  ["no connection", running({ bus: "disconnected" }), "BUS_NOT_CONNECTED"],
  ["a folder of others", { disk: { ...healthy.disk, writable: false } }, "DATA_NOT_WRITABLE"],
  ["little room", { disk: { ...healthy.disk, freeBytes: 100 * 1024 ** 2 } }, "DISK_LOW"],
  ["no room", { disk: { ...healthy.disk, freeBytes: 0 } }, "DISK_FULL"],
  ["no inodes", { disk: { ...healthy.disk, freeFiles: 3 } }, "DISK_FILES_LOW"],
  ["no agent running", { agent: { ...healthy.agent, running: null } }, "AGENT_STOPPED"],
  ["an older agent still running", running({ version: "0.0.9" }), "AGENT_RESTART_DUE"],
  ["no unit", { service: { systemd: true, unit: null } }, "UNIT_MISSING"],
  ["a unit that fails", unit({ active: "failed", result: "exit-code" }), "UNIT_FAILED"],
  ["a unit that is off", unit({ enabled: false }), "UNIT_DISABLED"],
  ["a unit changed on disk", unit({ needsReload: true }), "UNIT_STALE"],
  [
    "a wrong label",
    { security: { selinux: "enforcing", programLabel: "user_tmp_t", apparmor: false } },
    "SELINUX_LABEL",
  ],
  [
    "guests not confined",
    {
      security: { selinux: "off", programLabel: null, apparmor: true },
      libvirt: {
        ...healthy.libvirt,
        session: { ...openSession(), securityModels: ["none", "dac"] },
      },
    },
    "GUESTS_NOT_CONFINED",
  ],
  ["another manager", { foreignManager: "vdsm" }, "OTHER_MANAGER"],
];

test.each(broken)("%s is named", (_, change, code) => {
  const facts = { ...healthy, ...change };
  const found = check(facts).find((finding) => finding.code === code);
  expect(codesOf(facts)).toContain(code);
  expect(found?.mend.length).toBeGreaterThan(10);
});

describe("what is said", () => {
  test("one name that does not resolve is one finding, not three", () => {
    const dns = { outcome: "dns", text: "ENOTFOUND", url: "https://nova.example:8470" } as const;
    const controlPlane = { ...plane(), api: dns, bus: dns, tunnel: dns };
    expect(codesOf({ ...healthy, controlPlane })).toEqual(["DNS_FAILS"]);
  });

  test("skew within the error of the measurement is none", () => {
    const controlPlane = { ...plane(), skewMs: 3_000, skewErrorMs: 1_500 };
    expect(codesOf({ ...healthy, controlPlane })).toEqual([]);
  });

  test("an agent that the control plane upgraded is no older one", () => {
    const upgraded = { ...healthy, ...running({ version: "0.2.0" }) };
    expect(codesOf(upgraded)).toEqual([]);
  });

  test("what stops the host comes first", () => {
    const facts = { ...healthy, ...unit({ enabled: false }), foreignManager: "nova" };
    const found = check({ ...facts, libvirt: { sockets: [], session: none } });
    expect(found.map(({ severity }) => severity)).toEqual(["problem", "warning", "note"]);
  });

  test("texts from outside cannot drive the terminal", () => {
    const session = { state: "failed", code: "X", text: "\u001b[2Jgone\nline" } as const;
    const libvirt = { sockets: [socket("libvirt-sock", "open")], session };
    const facts = { ...healthy, libvirt };
    expect(/[^\P{Cc}\n]/u.test(report(check(facts), facts))).toBe(false);
  });
});

function openSession() {
  const { session } = healthy.libvirt;
  if (session.state !== "open") throw new Error("the healthy host has libvirt");
  return session;
}

function plane() {
  if (healthy.controlPlane === null) throw new Error("the healthy host knows its control plane");
  return healthy.controlPlane;
}

function reach(
  part: "api" | "bus" | "tunnel",
  outcome: "dns" | "refused" | "timeout" | "tls" | "rejected",
) {
  const url = "https://nova.example:8470";
  return { controlPlane: { ...plane(), [part]: { url, outcome, text: "because" } } };
}

function kvm(device: Facts["kvm"]["device"], verdict: "qemu" | "unknown", evidence: string) {
  return { device, cpuFlag: true, arch: "x64", verdict: { verdict, evidence, at: 1 } };
}

function certificate(change: object): Partial<Facts> {
  const whole = { ...healthy.identity.certificate!, ...change };
  return { identity: { ...healthy.identity, certificate: whole, keptHost: hostId } };
}

function running(change: object): Partial<Facts> {
  return { agent: { ...healthy.agent, running: { ...healthy.agent.running!, ...change } } };
}

function busProblem() {
  return { code: "BUS_REFUSED", text: "not authorised" };
}

function unit(change: object): Partial<Facts> {
  return { service: { systemd: true, unit: { ...healthy.service.unit!, ...change } } };
}
