import { domainGetXmlDesc } from "@novacron/agent/libvirt/generated/domain";
import { decodeHeader, encodeFrame, MESSAGE, STATUS } from "@novacron/agent/libvirt/rpc/header";
import { typedParam } from "@novacron/agent/libvirt/rpc/typed-parameter";
import { XdrDecoder, XdrError } from "@novacron/agent/libvirt/rpc/xdr-decoder";
import { XdrEncoder } from "@novacron/agent/libvirt/rpc/xdr-encoder";
import { FrameError, FrameReader } from "@novacron/agent/libvirt/transport/frame-reader";
import { createDomain } from "@novacron/agent/libvirt/xml/create-domain";
import { parseDomain } from "@novacron/agent/libvirt/xml/parse-domain";
import { withMetadata, withTitle } from "@novacron/agent/libvirt/xml/update-domain";
import { scanFrames } from "@novacron/agent/stores/frame";
import { scanJournal } from "@novacron/agent/stores/journal-lines";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { mutated, mutatedBytes } from "../mutated.ts";
import { nothingThrown, target } from "../target.ts";

const domain = createDomain({
  type: "kvm",
  name: "web-1",
  uuid: "00000000-0000-4000-8000-000000000001",
  title: "a & b",
  memoryBytes: 2 ** 30,
  vcpus: 2,
  arch: "x86_64",
  disks: [
    {
      source: { type: "file", file: "/d.img" } as never,
      format: "qcow2",
      target: "vda",
      bus: "virtio",
    },
  ],
  interfaces: [{ network: "default", mac: "52:54:00:00:00:01" }],
  serialConsole: true,
  vnc: true,
  metadata: { generation: 3, owner: null, autostart: true, demo: false, tags: ["db"] },
});
const isXmlRefused = (error: unknown): boolean =>
  error instanceof NovaError && error.code === "XML_REFUSED";
const isRpcRefused = (error: unknown): boolean =>
  error instanceof XdrError || error instanceof FrameError;

const header = {
  program: 0x20008086,
  version: 1,
  procedure: 14,
  type: MESSAGE.reply,
  serial: 7,
  status: STATUS.ok,
};
const frame = encodeFrame(header as never, (out) =>
  domainGetXmlDesc.result.encode(out as never, { xml: domain } as never),
);
const parameter = new XdrEncoder(4_096);
typedParam.encode(parameter as never, { field: "cpu.time", type: "ullong", value: 12n } as never);
const line =
  '{"is":"facts","facts":{"epoch":1,"generations":{},"departed":[],"autostartDoneFor":null}}';

export const hostTargets = [
  target({
    name: "domain-xml",
    from: "whoever defines machines on a host",
    inputs: mutated([domain]),
    run: (text) => parseDomain(text),
    isRefusal: isXmlRefused,
  }),
  target({
    name: "domain-xml-changed",
    from: "whoever defines machines on a host",
    inputs: mutated([domain]),
    run: (text) => parseDomain(withTitle(withMetadata(text, null), "a <b> & c")),
    isRefusal: isXmlRefused,
  }),
  target({
    name: "libvirt-frames",
    from: "a hypervisor daemon that was taken over",
    inputs: mutatedBytes([frame]),
    run: (bytes) => {
      const reader = new FrameReader();
      for (const whole of reader.push(Buffer.from(bytes))) {
        const input = new XdrDecoder(whole);
        decodeHeader(input);
        domainGetXmlDesc.result.decode(input as never);
      }
    },
    isRefusal: isRpcRefused,
  }),
  target({
    name: "libvirt-parameters",
    from: "a hypervisor daemon that was taken over",
    inputs: mutatedBytes([parameter.finish()]),
    run: (bytes) => typedParam.decode(new XdrDecoder(Buffer.from(bytes)) as never),
    isRefusal: isRpcRefused,
  }),
  target({
    name: "outbox-file",
    from: "a disk that tears writes",
    inputs: mutatedBytes([frame]),
    run: (bytes) => scanFrames(Buffer.from(bytes)),
    isRefusal: nothingThrown,
  }),
  target({
    name: "journal-file",
    from: "a disk that tears writes",
    inputs: mutated([`00000000 ${line}\n`, line]),
    run: (text) => scanJournal(Buffer.from(text)),
    isRefusal: nothingThrown,
  }),
];
