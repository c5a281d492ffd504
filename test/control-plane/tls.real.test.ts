import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "../conformance/eventually.ts";

const run = promisify(execFile);
let folder: string;
let plane: ControlPlaneProcess;
let ca: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novacron-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  await run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
    ...["-days", "1", "-keyout", key, "-out", cert],
  ]);
  ca = await readFile(cert);
  plane = await ControlPlaneProcess.make({ NOVACRON_TLS_CERT: cert, NOVACRON_TLS_KEY: key });
  plane.launch();
  await eventually(() => plane.stderr.includes("NovaCron is ready"));
});
afterAll(async () => {
  await plane.remove();
  await rm(folder, { recursive: true, force: true });
});

it("the API answers over HTTPS with a certificate of the operator's", async () => {
  const status = await new Promise((resolve, reject) => {
    get(`https://127.0.0.1:${plane.port}/healthz`, { ca }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on("error", reject);
  });
  expect(status).toBe(200);
});

it("so does the bus, and agents are told the address with TLS", async () => {
  const { url, username, password } = await plane.localAgent();
  expect(url).toBe(`mqtts://127.0.0.1:${plane.mqttPort}`);
  const client = await connectAsync(url, { ca, username, password, protocolVersion: 4 });
  expect(client.connected).toBe(true);
  await client.endAsync(true);
});

it("what speaks no TLS gets nothing", async () => {
  await expect(fetch(`http://127.0.0.1:${plane.port}/healthz`)).rejects.toThrow();
});
