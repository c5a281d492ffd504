import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REDACTED, redactDomain } from "./redact-domain.ts";
import { parseXml } from "./tree.ts";

const around = (inner: string) =>
  `<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>\n  ${inner}\n</domain>`;

describe("redacting a domain", () => {
  it.each([
    [
      "a graphics password",
      "<devices><graphics type='vnc' passwd='HUNTER2' port='5900'/></devices>",
    ],
    [
      "an argument of QEMU",
      "<qemu:commandline><qemu:arg value='-x user=a,password=HUNTER2'/></qemu:commandline>",
    ],
    [
      "a secret object",
      "<qemu:commandline><qemu:arg value='secret,id=s0,data=HUNTER2,format=raw'/></qemu:commandline>",
    ],
    [
      "a secret object as JSON",
      `<qemu:commandline><qemu:arg value='{"qom-type":"secret","id":"s0","data":"HUNTER2"}'/></qemu:commandline>`,
    ],
    [
      "a variable",
      "<qemu:commandline><qemu:env name='DB_PASSWORD' value='HUNTER2'/></qemu:commandline>",
    ],
    ["the kernel's command line", "<os><cmdline>quiet luks.passphrase=HUNTER2 ro</cmdline></os>"],
    ["a firmware entry", "<sysinfo type='fwcfg'><entry name='opt/x'>HUNTER2</entry></sysinfo>"],
    [
      "an OEM string",
      "<sysinfo type='smbios'><oemStrings><entry>HUNTER2</entry></oemStrings></sysinfo>",
    ],
    [
      "a cookie",
      "<disk type='network'><source protocol='https'><cookies><cookie name='s'>HUNTER2</cookie></cookies></source></disk>",
    ],
    [
      "an address",
      "<metadata><a:seed xmlns:a='urn:a'>https://me:HUNTER2@example.org/x</a:seed></metadata>",
    ],
    ["an element of others", "<metadata><a:apiKey xmlns:a='urn:a'>HUNTER2</a:apiKey></metadata>"],
    ["a comment", "<!-- admin password: HUNTER2 -->"],
  ])("takes out %s", (_what, inner) => {
    const { xml, count } = redactDomain(around(inner));
    expect(xml).not.toContain("HUNTER2");
    expect(xml).toContain(REDACTED);
    expect(count).toBe(1);
    expect(redactDomain(xml).xml).not.toContain("HUNTER2");
    expect(() => parseXml(xml)).not.toThrow();
  });

  it("leaves a definition without secrets as libvirt wrote it, to the letter", () => {
    const text = around(
      `<os><cmdline>console=ttyS0 root=/dev/vda</cmdline></os>
       <devices>
         <disk type='network'><auth username='a'><secret type='ceph' uuid='6695eb01-f6a4-8304-79aa-97f2502e193f'/></auth></disk>
         <graphics type='vnc' passwdValidTo='2026-01-01T00:00:00'/>
       </devices>`,
    );
    expect(redactDomain(text)).toEqual({ xml: text, count: 0 });
  });

  it("keeps what stands around a secret", () => {
    const { xml } = redactDomain(around("<os><cmdline>quiet password=HUNTER2 ro</cmdline></os>"));
    expect(xml).toContain(`<cmdline>quiet password=${REDACTED} ro</cmdline>`);
  });

  it("gives nothing of what it cannot read", () => {
    expect(() => redactDomain("<domain><os>")).toThrow(
      expect.objectContaining({ code: "XML_REFUSED" }),
    );
  });

  it("lets no value of a secret attribute through, whatever it is", () => {
    const value = fc
      .stringMatching(/^[A-Za-z0-9 =:,;&@/."<>-]{6,40}$/)
      .filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(value, (secret) => {
        const escaped = secret.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
        const { xml } = redactDomain(`<domain><graphics type="vnc" passwd="${escaped}"/></domain>`);
        expect(xml).toBe(`<domain><graphics type="vnc" passwd="${REDACTED}"/></domain>`);
      }),
    );
  });
});
