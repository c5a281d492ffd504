import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { hostDisk, hostNic } from "@novacron/protocol/domain/host";
import { expect, it } from "vitest";
import { LinuxHostFacts } from "../linux-host-facts.ts";

it("describes this very machine in the form of the report", async () => {
  const dataFolder = mkdtempSync(`${tmpdir()}/host-data-`);
  const facts = new LinuxHostFacts({ dataFolder });
  const inventory = await facts.inventory();
  for (const disk of inventory.disks) hostDisk.parse(disk);
  for (const nic of inventory.nics) hostNic.parse(nic);
  expect(inventory.kernelBootId).toMatch(/^[0-9a-f-]{36}$/);
  expect(inventory.memoryBytes).toBeGreaterThan(0);
  expect(inventory.os).not.toBe("Linux");
  expect(facts.process(process.pid)?.residentBytes).toBeGreaterThan(0);
  facts.close();
  rmSync(dataFolder, { recursive: true });
});
