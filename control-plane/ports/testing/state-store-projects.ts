import type { MachineId, ProjectId } from "@novacron/protocol/domain/ids";
import { noQuota, type Project } from "@novacron/protocol/domain/project";
import { expect, it } from "vitest";
import type { StateStoreBench } from "../state-store.contract.ts";
import { startMs, uuid } from "./sample-batches.ts";

const projectOf = (n: number, name: string): Project => ({
  id: uuid(n) as ProjectId,
  name,
  quota: { ...noQuota, machines: n },
  createdAt: startMs,
  createdBy: "anna",
});

export function keepsProjects(bench: StateStoreBench): void {
  it("keeps projects by name and labels by machine, over a kill", async () => {
    const store = await bench.open();
    const [web, db] = [projectOf(1, "web"), projectOf(2, "db")];
    const label = { machine: uuid(7) as MachineId, project: web.id, tags: ["prod"] };
    await store.transaction(async (tx) => {
      await tx.projects.putProject(web);
      await tx.projects.putProject(db);
      await tx.projects.putProject({ ...db, quota: noQuota });
      await tx.projects.putLabel({ ...label, tags: [] });
      await tx.projects.putLabel(label);
      await tx.projects.putLabel({ ...label, machine: uuid(8) as MachineId });
      await tx.projects.deleteLabel(uuid(8) as MachineId);
    });
    const again = await bench.reopenAfterKill();
    const found = await again.transaction(async (tx) => [
      await tx.projects.projects(),
      await tx.projects.labels(),
    ]);
    expect(found).toEqual([[{ ...db, quota: noQuota }, web], [label]]);
    await again.transaction((tx) => tx.projects.deleteProject(web.id));
    expect(await again.transaction((tx) => tx.projects.projects())).toHaveLength(1);
  });

  it("refuses a second project of a name, and keeps the first", async () => {
    const store = await bench.open();
    await store.transaction((tx) => tx.projects.putProject(projectOf(1, "web")));
    const second = store.transaction((tx) => tx.projects.putProject(projectOf(2, "web")));
    await expect(second).rejects.toThrow();
    expect(await store.transaction((tx) => tx.projects.projects())).toEqual([projectOf(1, "web")]);
  });
}
