import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestServer, testServer } from "../testing/server.ts";
import { secretOf } from "../testing/stand-in.ts";
import { exposedMetrics } from "./names.ts";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

async function scrape(): Promise<string> {
  const authorization = `Bearer ${secretOf("token", "vera")}`;
  const answer = await fetch(`${server.url}/metrics`, { headers: { authorization } });
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return answer.text();
}

it("names follow from the metric tables, in base units", () => {
  const names = exposedMetrics("machine").map(({ name }) => name);
  expect(names).toContain("novacron_machine_cpu_used_cores");
  expect(names).toContain("novacron_machine_memory_used_bytes");
  expect(names).toContain("novacron_machine_disk_read_latency_seconds");
  expect(names).toContain("novacron_machine_nic_receive_bytes_per_second");
  expect(names).toContain("novacron_machine_job_progress_ratio");
});

it("no two metrics share a name, and every name is one that Prometheus takes", () => {
  const targets = ["host", "machine"] as const;
  const names = targets.flatMap((target) => exposedMetrics(target).map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
});

it("holds every machine once for each known figure, and no unknown one", async () => {
  server.app.machineCount = 3;
  const text = await scrape();
  const lines = text
    .split("\n")
    .filter((line) => line.startsWith("novacron_machine_cpu_used_cores{"));
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^\S+\{machine="[0-9a-f-]{36}",name="web-0",host="h1"\} 0\.5$/);
  expect(text).toContain("novacron_machine_disk_read_latency_seconds{");
  expect(text).toMatch(/novacron_host_libvirt_call_seconds\{[^}]*\} 0\.012/);
  expect(text).not.toMatch(/^novacron_host_agent_memory_bytes\{/m);
});

it("every sample stands under the name that announced it", async () => {
  let announced = "";
  const seen = new Set<string>();
  for (const line of (await scrape()).split("\n")) {
    if (line === "") continue;
    if (line.startsWith("# TYPE ")) {
      announced = line.split(" ")[2] ?? "";
      expect(seen).not.toContain(announced);
      seen.add(announced);
    } else if (!line.startsWith("#")) {
      expect(line).toMatch(/^[a-z_0-9]+(\{([a-z]+="([^"\\]|\\.)*",?)+\})? -?[0-9.e+-]+$/);
      expect(line.startsWith(announced)).toBe(true);
    }
  }
});

it("counts queues, refusals and the process itself", async () => {
  const text = await scrape();
  expect(text).toContain('novacron_queue_dropped_total{queue="ingest"} 2');
  expect(text).toContain('novacron_bus_refused_total{sender="a\\"b",reason="malformed"} 3');
  expect(text).toMatch(/^process_resident_memory_bytes [1-9]\d*$/m);
});

it("stays readable and complete for 10,000 machines", async () => {
  server.app.machineCount = 10_000;
  const text = await scrape();
  expect(text.match(/^novacron_machine_running\{/gm)).toHaveLength(10_000);
  server.app.machineCount = 1;
});
