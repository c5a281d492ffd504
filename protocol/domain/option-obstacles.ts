import type { HostInventory } from "./host.ts";
import { type DiskWish, poolNow } from "./move-disks.ts";
import type { Obstacle } from "./obstacle.ts";

export interface OptionFacts extends DiskWish {
  /** By the machine's policy. */
  readonly postCopyAllowed: boolean;
  readonly source: HostInventory;
}

/** What of the options does not go together, or not with this machine, whatever the target. */
export function optionObstacles(facts: OptionFacts): Obstacle[] {
  const isLive = facts.kind === "live" || facts.kind === "live-copy";
  return [...diskObstacles(facts), ...(isLive ? liveObstacles(facts) : [])];
}

function diskObstacles({ report, kind, options, source }: OptionFacts): Obstacle[] {
  const found: Obstacle[] = [];
  const disks = report.disks.filter(
    ({ device, source: file }) => device === "disk" && file !== null,
  );
  const names = disks.map(({ target }) => target).join(", ");
  const named = options.disks ?? [];
  for (const { target, pool } of named) {
    const disk = disks.find((one) => one.target === target);
    if (disk === undefined) {
      const remedy =
        names === "" ? "Leave it out: it has no disks" : `Name one of its disks: ${names}`;
      found.push(
        one("disk-unknown", `It has no disk ${target} that could go to pool ${pool}`, remedy),
      );
    } else if (kind === "storage" && poolNow(disk, source) === pool) {
      found.push(
        one("pool-same", `Its disk ${target} lies in pool ${pool} already`, "Name another pool"),
      );
    }
  }
  if (kind === "storage" && named.length === 0) {
    const remedy = `Name a pool for one of its disks: ${names}`;
    found.push(one("no-pool", "None of its disks is told to go to another pool", remedy));
  }
  if (kind === "live" && named.length > 0) {
    const text = `A live move copies no disks, and a pool is named for ${named.map(({ target }) => target).join(", ")}`;
    found.push(one("options", text, "Move it with a copy of its disks, or name no pool"));
  }
  return found;
}

const leaveOne = "Leave one of them out";

/** What libvirt and QEMU refuse together; agents say it in the same words. */
function liveObstacles({ kind, options, postCopyAllowed }: OptionFacts): Obstacle[] {
  const found: Obstacle[] = [];
  const { compression = "none", parallelConnections: parallel = 1, postCopy = false } = options;
  const clash = (text: string) => void found.push(one("options", text, leaveOne));
  if (postCopy && !postCopyAllowed) {
    const text = "Its policy does not allow post-copy, in which a cut loses its memory";
    found.push(
      one("post-copy-barred", text, "Allow it in the machine's policy, or leave post-copy out"),
    );
  }
  if (postCopy && kind === "live-copy") {
    clash(
      "Post-copy does not go with copied disks: what is lost with the memory would be lost of them",
    );
  }
  if (postCopy && compression !== "none") clash("Post-copy and compression do not go together");
  if (postCopy && parallel > 1) clash("Post-copy does not work over parallel connections");
  if (compression === "xbzrle" && parallel > 1)
    clash("XBZRLE compression does not work over parallel connections");
  if ((compression === "zlib" || compression === "zstd") && parallel < 2) {
    const text = `${compression} compression needs parallel connections`;
    found.push(one("options", text, "Use two connections or more, or leave compression out"));
  }
  return found;
}

function one(code: string, text: string, remedy: string): Obstacle {
  return { code, text, remedy };
}
