import { expect, test } from "vitest";
import { Lab } from "./lab.ts";

const minutes = 60_000;

test(
  "the last host of a lab can run Debian 13's libvirt and QEMU",
  async () => {
    const lab = await Lab.up({ hosts: 2, debian13: true });
    try {
      const versions = await Promise.all(
        lab.hosts.map((host) => host.virsh(["version", "--daemon"])),
      );
      const [own, newer] = versions.map((one) =>
        Number(/Running against daemon: (\d+)/.exec(one.stdout)?.[1]),
      );
      expect(newer).toBeGreaterThanOrEqual(11);
      expect(newer).toBeGreaterThan(own ?? 0);
      const host = lab.hosts[1]!;
      expect((await host.exec(["cat", "/etc/debian_version"])).stdout).toMatch(/^13/);
      await host.defineGuest({ name: "small", nic: { network: "lab" } });
      await host.virsh(["start", "small"]);
      await host.waitForGuest("small");
    } finally {
      await lab.down();
    }
  },
  20 * minutes,
);
