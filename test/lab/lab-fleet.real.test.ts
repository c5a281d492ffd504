import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { Lab } from "./lab.ts";
import { LabFleet } from "./lab-fleet.ts";
import { processStart, waitUntil } from "./processes.ts";

test("each host of a lab has its own agent, and one control plane sees their machines", async () => {
  const lab = await Lab.up({ hosts: 2 });
  try {
    const fleet = await LabFleet.start(lab);
    for (const host of lab.hosts) {
      await host.defineTinyGuest({ name: `tiny-${host.record.index}` });
      await host.virsh(["start", `tiny-${host.record.index}`]);
    }
    const login = await fetch(`${fleet.url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "admin", password: fleet.password }),
    });
    expect(login.status).toBe(201);
    const cookie = (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const seen = async (): Promise<boolean> => {
      const answer = await fetch(`${fleet.url}/api/v1/machines`, { headers: { cookie } });
      const list = (await answer.json()) as { items: { name: string; state: string }[] };
      const running = list.items.filter((one) => one.state === "running").map((one) => one.name);
      return ["tiny-1", "tiny-2"].every((name) => running.includes(name));
    };
    await waitUntil("both machines are shown as running", seen, 120_000);
    const pids = [fleet.controlPlanePid, ...fleet.agents.map((agent) => agent.pid ?? 0)];
    const starts = pids.map(processStart);
    expect(starts).not.toContain(undefined);
    await lab.down();
    expect(pids.filter((pid, at) => processStart(pid) === starts[at])).toEqual([]);
    expect(existsSync(lab.dir)).toBe(false);
  } finally {
    await lab.down();
  }
}, 240_000);
