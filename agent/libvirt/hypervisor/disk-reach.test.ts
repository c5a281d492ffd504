import { describe, expect, it } from "vitest";
import { fileSystemOf, reachableElsewhere } from "./disk-reach.ts";

const mounts = `22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 0:40 / /srv/nfs rw,relatime shared:1 - nfs4 server:/x rw
31 22 0:41 / /srv/with\\040space rw - xfs /dev/sdb rw
32 22 0:42 / /srv/gluster rw - fuse.glusterfs g:/v rw
33 22 0:43 / /srv/nfs/local rw - xfs /dev/sdc rw
34 22 0:44 / /over rw - ext4 /dev/sdd rw
35 34 0:45 / /over rw - nfs server:/y rw
`;

describe("fileSystemOf", () => {
  it.each([
    ["/var/a.qcow2", "ext4"],
    ["/srv/nfs/a", "nfs4"],
    ["/srv/nfsx/a", "ext4"],
    ["/srv/nfs/local/a", "xfs"],
    ["/srv/with space/a", "xfs"],
    ["/over/a", "nfs"],
  ])("%s lies on %s", (path, type) => {
    expect(fileSystemOf(path, mounts)).toBe(type);
  });

  it("knows nothing of a path without a mount", () => {
    expect(fileSystemOf("/a", "")).toBeNull();
  });
});

describe("reachableElsewhere", () => {
  it.each([
    ["a local file", { kind: "file", path: "/var/a" }, false],
    ["a file on NFS", { kind: "file", path: "/srv/nfs/a" }, true],
    ["a file on FUSE", { kind: "file", path: "/srv/gluster/a" }, true],
    ["an empty drive", { kind: "none" }, false],
    ["a volume, whose pool may be anywhere", { kind: "volume", pool: "p", volume: "v" }, true],
    ["a network disk", { kind: "network", protocol: "nbd", name: "", hosts: [] }, true],
    ["a device that is not there", { kind: "block", path: "/dev/no-such-device" }, true],
    ["a network block device", { kind: "block", path: "/dev/nbd0" }, true],
    ["what is not known", { kind: "other", type: "vhostuser" }, true],
  ] as const)("%s: %s", (_, source, expected) => {
    expect(reachableElsewhere(source, mounts)).toBe(expected);
  });

  it("takes a file for reachable where the mounts are not known", () => {
    expect(reachableElsewhere({ kind: "file", path: "/a" }, "")).toBe(true);
  });
});
