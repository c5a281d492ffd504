import type { Facts, SocketFact } from "../facts.ts";

const at = Date.UTC(2026, 0, 15);
const dayMs = 86_400_000;
const host = "5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01";
const socket: SocketFact = {
  name: "libvirt-sock",
  path: "/run/libvirt/libvirt-sock",
  answer: "open",
  group: "libvirt",
  mode: "770",
};
const reached = { outcome: "ok", text: "" } as const;

/** The facts of a host on which nothing is wrong; tests change one of them at a time. */
export const healthy: Facts = {
  at,
  libvirt: {
    sockets: [socket],
    session: {
      state: "open",
      kind: "monolithic",
      libvirtVersion: "9.0.0",
      qemuVersion: "7.2.0",
      securityModels: ["apparmor", "dac"],
      hostUuid: host,
    },
  },
  kvm: {
    device: "open",
    cpuFlag: true,
    arch: "x64",
    verdict: { verdict: "kvm", evidence: "a probe guest ran under KVM", at },
  },
  identity: {
    folder: "/var/lib/novacron-agent/identity",
    state: "present",
    problem: null,
    keyMode: "600",
    keptHost: host,
    certificate: {
      validFrom: at - dayMs,
      validTo: at + 6 * dayMs,
      hosts: [host],
      signedByCa: true,
      matchesKey: true,
    },
  },
  controlPlane: {
    api: { url: "https://nova.example:8470", ...reached },
    bus: { url: "mqtts://nova.example:8471", ...reached },
    tunnel: { url: "wss://nova.example:8470/tunnel", ...reached },
    skewMs: 20,
    skewErrorMs: 15,
    version: "0.1.0",
  },
  disk: {
    folder: "/var/lib/novacron-agent",
    writable: true,
    problem: null,
    freeBytes: 20 * 1024 ** 3,
    freeFiles: 1_000_000,
    wantedBytes: 512 * 1024 ** 2,
  },
  agent: {
    version: "0.1.0",
    user: "novacron",
    running: {
      pid: 4_711,
      version: "0.1.0",
      bus: "connected",
      since: at - dayMs,
      problem: null,
      acknowledgedAt: at - dayMs,
    },
  },
  service: {
    systemd: true,
    unit: { enabled: true, active: "active", result: "success", needsReload: false, restarts: 0 },
  },
  security: { selinux: "off", programLabel: null, apparmor: true },
  foreignManager: null,
};
