import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { connectOpen } from "../generated/connect.ts";
import { domainCreateXml } from "../generated/domain.ts";
import {
  domainMigrateFinish3Params,
  domainMigratePrepare3Params,
} from "../generated/domain-migrate.ts";
import { allProcedures } from "../generated/procedures.ts";
import { encodeFrame, LENGTH_BYTES, MESSAGE, STATUS } from "../rpc/header.ts";
import type { Procedure } from "../rpc/procedure.ts";
import { param, type TypedParameter } from "../rpc/typed-parameter.ts";
import { type GateState, gateStart, stepGate } from "./gate-rules.ts";
import { type GateTicket, migrateFlag } from "./gate-ticket.ts";

const machine = "c14a0e23-4b5f-48eb-b362-0d70c78174ee";
const ticket: GateTicket = {
  machine,
  name: "web-3",
  paths: ["/srv/web-3.qcow2"],
  emulators: ["/usr/bin/qemu-system-x86_64"],
  networks: ["lan"],
  allowHostDevices: false,
  requireTls: false,
  flags: migrateFlag.live | migrateFlag.peer2peer | migrateFlag.unsafe | migrateFlag.tls,
};
const moving = migrateFlag.live | migrateFlag.peer2peer;

function domain(devices = "", rest = ""): string {
  return `<domain type='kvm'><name>web-3</name><uuid>${machine}</uuid>${rest}<devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>${devices}</devices></domain>`;
}

function frameOf<A, R>(procedure: Procedure<A, R>, args: A): Buffer {
  const { program, version, number } = procedure;
  const header = { program, version, procedure: number, serial: 1, status: STATUS.ok };
  const frame = encodeFrame({ ...header, type: MESSAGE.call }, (out) =>
    procedure.args.encode(out, args),
  );
  return frame.subarray(LENGTH_BYTES);
}

const openFrame = frameOf(connectOpen, { name: "qemu:///system", flags: 0 });
const prepareFrame = (xml: string, flags = moving, more: readonly TypedParameter[] = []) =>
  frameOf(domainMigratePrepare3Params, {
    params: [param.string("destination_xml", xml), ...more],
    cookieIn: new Uint8Array(),
    flags,
  });
const finishFrame = (name = "web-3") =>
  frameOf(domainMigrateFinish3Params, {
    params: [param.string("destination_name", name)],
    cookieIn: new Uint8Array(),
    flags: moving,
    cancelled: 0,
  });

/** The first refusal of the frames in order, as its reason; null where all pass. */
function refusal(frames: readonly Buffer[], given = ticket): string | null {
  let state: GateState = gateStart;
  for (const frame of frames) {
    const [next, verdict] = stepGate(state, frame, given);
    if (!verdict.pass) {
      expect(verdict.error.code).toBe("MIGRATION_GATE_REFUSED");
      return String(verdict.error.details.why ?? verdict.error.message);
    }
    state = next;
  }
  return null;
}

test("the ticket's own migration passes, once", () => {
  const disk = "<disk type='file'><source file='/srv/web-3.qcow2'/></disk>";
  const nic = "<interface type='network'><source network='lan'/></interface>";
  const frames = [openFrame, prepareFrame(domain(disk + nic)), finishFrame()];
  expect(refusal(frames)).toBe(null);
  expect(refusal([...frames, finishFrame()])).toContain("finished");
  expect(refusal([...frames, prepareFrame(domain())])).toContain("finished");
});

test.each([
  ["before the connection is open", [prepareFrame(domain())]],
  ["a finish without a prepare", [openFrame, finishFrame()]],
  ["another driver", [frameOf(connectOpen, { name: "lxc:///system", flags: 0 })]],
  ["opening twice", [openFrame, openFrame]],
  ["finishing another machine", [openFrame, prepareFrame(domain()), finishFrame("db-1")]],
  ["a tunnel", [openFrame, prepareFrame(domain(), moving | migrateFlag.tunnelled)]],
  ["unsafe, though the ticket says so", [openFrame, prepareFrame(domain(), migrateFlag.unsafe)]],
  ["a flag without ticket", [openFrame, prepareFrame(domain(), moving | migrateFlag.postcopy)]],
  [
    "an unknown parameter",
    [openFrame, prepareFrame(domain(), moving, [param.string("graphics_uri", "x")])],
  ],
  [
    "two definitions",
    [openFrame, prepareFrame(domain(), moving, [param.string("destination_xml", domain())])],
  ],
  ["no definition", [openFrame, prepareFrame("")]],
])("refused: %s", (_, frames) => {
  expect(refusal(frames)).not.toBe(null);
});

test("guest memory in the clear is refused where TLS is required", () => {
  const strict = { ...ticket, requireTls: true };
  expect(refusal([openFrame, prepareFrame(domain())], strict)).toContain("in the clear");
  const tls = moving | migrateFlag.tls;
  expect(refusal([openFrame, prepareFrame(domain(), tls)], strict)).toBe(null);
});

describe("a definition that names more than the ticket", () => {
  test.each([
    ["another machine", domain().replace(machine, machine.replace("c1", "c2"))],
    ["another name", domain().replace("web-3", "db-1")],
    ["another emulator", domain("<emulator>/bin/sh</emulator>")],
    ["another disk", domain("<disk type='file'><source file='/srv/db-1.qcow2'/></disk>")],
    ["a way up", domain("<disk type='file'><source file='/srv/../etc/shadow'/></disk>")],
    [
      "a backing file",
      domain("<disk><backingStore><source file='/etc/shadow'/></backingStore></disk>"),
    ],
    [
      "QEMU's own arguments",
      domain("", "<qemu:commandline><qemu:arg value='-s'/></qemu:commandline>"),
    ],
    [
      "the same by a default namespace",
      domain("", "<commandline xmlns='http://libvirt.org/schemas/domain/qemu/1.0'/>"),
    ],
    ["a script", domain("<interface type='ethernet'><script path='/tmp/x'/></interface>")],
    ["another network", domain("<interface type='bridge'><source bridge='br-mgmt'/></interface>")],
    ["a host device", domain("<hostdev mode='subsystem' type='pci'/>")],
    ["a shared folder", domain("<filesystem type='mount'><source dir='/'/></filesystem>")],
    [
      "a serial line into a file",
      domain("<serial type='file'><source path='/etc/cron.d/x'/></serial>"),
    ],
    [
      "a serial line to the network",
      domain("<serial type='tcp'><source host='10.0.0.1'/></serial>"),
    ],
    ["no confinement", domain("", "<seclabel type='none'/>")],
    ["a log of its own", domain("<serial type='pty'><log file='/etc/cron.d/x'/></serial>")],
    ["an external entity", `<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/shadow">]>${domain()}`],
    ["no XML", "<domain"],
  ])("%s is refused", (_, xml) => {
    expect(refusal([openFrame, prepareFrame(xml)])).not.toBe(null);
    expect(
      refusal([openFrame, prepareFrame(domain(), moving, [param.string("persistent_xml", xml)])]),
    ).not.toBe(null);
  });

  test("what libvirt adds by itself passes", () => {
    const own = "<console type='pty' tty='/dev/pts/3'><source path='/dev/pts/3'/></console>";
    const partition = "<resource><partition>/machine</partition></resource>";
    expect(refusal([openFrame, prepareFrame(domain(own, partition))])).toBe(null);
  });
});

test("of all calls that libvirt has, only those of a migration pass", () => {
  const passed = allProcedures
    .filter((procedure) => {
      const { program, version, number } = procedure;
      const header = { program, version, procedure: number, serial: 1, status: STATUS.ok };
      const frame = encodeFrame({ ...header, type: MESSAGE.call }).subarray(LENGTH_BYTES);
      const opened = stepGate(gateStart, openFrame, ticket)[0];
      return stepGate(opened, frame, ticket)[1].pass;
    })
    .map(({ name }) => name);
  expect(passed.sort()).toEqual([
    "authList",
    "connectClose",
    "connectGetLibVersion",
    "connectRegisterCloseCallback",
    "connectSupportsFeature",
    "connectUnregisterCloseCallback",
  ]);
  const create = frameOf(domainCreateXml, { xmlDesc: domain(), flags: 0 });
  expect(refusal([openFrame, create])).toContain("no part of a migration");
});

test("no bytes crash the rules", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(4), (bytes, cut) => {
      const noise = Buffer.from(bytes);
      const mixed = Buffer.concat([prepareFrame(domain()).subarray(0, 24 + cut * 16), noise]);
      for (const frame of [noise, mixed]) {
        const [, verdict] = stepGate({ phase: "open", frames: 0 }, frame, ticket);
        if (!verdict.pass) expect(verdict.error.code).toBe("MIGRATION_GATE_REFUSED");
      }
    }),
  );
});
