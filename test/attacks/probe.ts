import { createDomain } from "@novacron/agent/libvirt/xml/create-domain";
import { parseDomain } from "@novacron/agent/libvirt/xml/parse-domain";
import { displayName } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";

/** Attempts on pure code, for a process in which a defence is missing. Prints how each ended. */
const attempts: Readonly<Record<string, () => boolean>> = {
  /** A disk of the host's own password file, by the name of a machine. */
  "xml-name": () => {
    const name =
      "x</name><devices><disk type='file'><source file='/etc/shadow'/></disk></devices><name>";
    const xml = createDomain({
      type: "kvm",
      name,
      uuid: "00000000-0000-4000-8000-000000000001",
      memoryBytes: 2 ** 27,
      vcpus: 1,
      arch: "x86_64",
    });
    if (parseDomain(xml).name === name) throw new NovaError("XML_REFUSED", "keep a name a name");
    return xml.includes("<source file='/etc/shadow'/>");
  },
  /** A file of the host, by an external entity. */
  "xml-entity": () => {
    const xml =
      "<!DOCTYPE d [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>" +
      "<domain type='kvm'><name>&f;</name><uuid>00000000-0000-4000-8000-000000000001</uuid></domain>";
    return parseDomain(xml).name.includes("xml-entity");
  },
  "two-lines": () => {
    if (displayName.safeParse("web-1\nrm -rf /").success) return true;
    throw new NovaError("BAD_REQUEST", "take a name of two lines");
  },
};

const attempt = attempts[process.argv[2] ?? ""];
try {
  process.stdout.write(JSON.stringify({ succeeded: attempt?.() === true, code: null }));
} catch (error) {
  const code = error instanceof NovaError ? error.code : String(error);
  process.stdout.write(JSON.stringify({ succeeded: false, code }));
}
