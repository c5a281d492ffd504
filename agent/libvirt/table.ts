import { connectTable } from "./table/connect.ts";
import { domainTable } from "./table/domain.ts";
import { domainMigrateTable } from "./table/domain-migrate.ts";
import { domainSnapshotTable } from "./table/domain-snapshot.ts";
import { eventTable } from "./table/event.ts";
import { networkTable } from "./table/network.ts";
import { nodeTable } from "./table/node.ts";
import { parseTable, type TableEntries } from "./table/notation.ts";
import { qemuTable } from "./table/qemu.ts";
import { storageTable } from "./table/storage.ts";
import { structTable } from "./table/struct.ts";

/**
 * The one list of libvirt's procedures, whole: the remote program up to libvirt 11.3 and the QEMU
 * program. What a server does not know it answers with an error of its own, so one table serves
 * all versions. The client in ./generated is made from this by `node tools/generate/libvirt.ts`;
 * a procedure of a later libvirt is a line in one of the files under ./table.
 */
export function libvirtTable(): TableGroup[] {
  return [
    { name: "struct", ...parseTable("remote", structTable) },
    { name: "connect", ...parseTable("remote", connectTable) },
    { name: "node", ...parseTable("remote", nodeTable) },
    { name: "domain", ...parseTable("remote", domainTable) },
    { name: "domain-migrate", ...parseTable("remote", domainMigrateTable) },
    { name: "domain-snapshot", ...parseTable("remote", domainSnapshotTable) },
    { name: "storage", ...parseTable("remote", storageTable) },
    { name: "network", ...parseTable("remote", networkTable) },
    { name: "event", ...parseTable("remote", eventTable) },
    { name: "qemu", ...parseTable("qemu", qemuTable) },
  ];
}

export interface TableGroup extends TableEntries {
  name: string;
}
