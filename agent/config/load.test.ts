import { NovaError } from "@novacron/protocol/errors/nova-error";
import { expect, test } from "vitest";
import { loadConfig, usage } from "./load.ts";
import { settingNames, settings } from "./settings.ts";

const key = "k".repeat(43);
const login = {
  NOVACRON_MQTT_URL: "mqtt://broker:1883",
  NOVACRON_MQTT_USERNAME: "host-1",
  NOVACRON_MQTT_PASSWORD: "sesame",
  NOVACRON_SIGNING_KEYS: key,
};

const files: Record<string, string> = {
  "/etc/agent.json": JSON.stringify({ metricsIntervalMs: 2_000, logLevel: "warn" }),
  "/etc/broken.json": '{"mqttPassword": "sesame"',
  "/etc/unknown.json": JSON.stringify({ metricInterval: 2_000 }),
  "/etc/login.json": JSON.stringify({
    url: "mqtts://b:8883",
    username: "u",
    password: "p",
    signingKeys: [key],
    host: null,
  }),
  "/etc/half.json": JSON.stringify({ url: "mqtts://b:8883", username: "u" }),
};

function load(args: string[], env: Record<string, string> = login) {
  return loadConfig({
    args,
    env,
    readFile: async (path) => {
      const content = files[path];
      if (content === undefined) throw new Error("ENOENT");
      return content;
    },
  });
}

async function problem(args: string[], env?: Record<string, string>): Promise<string> {
  try {
    await load(args, env);
  } catch (error) {
    expect(error).toBeInstanceOf(NovaError);
    expect((error as NovaError).code).toBe("CONFIG_INVALID");
    return (error as NovaError).attempted;
  }
  return "none";
}

test("defaults stand where nothing is given", async () => {
  const config = await load([]);
  expect(config).toMatchObject({
    mqttUrl: "mqtt://broker:1883",
    metricsIntervalMs: 5_000,
    outboxMaxBytes: 256 * 1024 * 1024,
    outboxMaxAgeMs: 86_400_000,
    logLevel: "info",
    host: null,
  });
});

test("a flag outranks the environment, which outranks the file", async () => {
  const args = ["--config", "/etc/agent.json"];
  expect((await load(args)).metricsIntervalMs).toBe(2_000);
  const env = { ...login, NOVACRON_METRICS_INTERVAL_MS: "3000" };
  expect((await load(args, env)).metricsIntervalMs).toBe(3_000);
  expect((await load([...args, "--metrics-interval-ms=4000"], env)).metricsIntervalMs).toBe(4_000);
  expect((await load(args, env)).logLevel).toBe("warn");
});

test("the console's address serves for the tunnel", async () => {
  const config = await load(["--tunnel-url", "https://nova:8443"]);
  expect(config.tunnelUrl).toBe("wss://nova:8443");
  expect(await problem(["--tunnel-url", "ftp://nova"])).toContain("tunnelUrl");
});

test("credentials come from a file of their own", async () => {
  const config = await load(["--credentials", "/etc/login.json"], {});
  expect(config).toMatchObject({ mqttUrl: "mqtts://b:8883", mqttUsername: "u", mqttPassword: "p" });
});

test("errors name the setting and its source", async () => {
  expect(await problem(["--metrics-interval-ms", "10"])).toContain(
    "metricsIntervalMs from flag --metrics-interval-ms",
  );
  expect(await problem([], { ...login, NOVACRON_LOG_LEVEL: "loud" })).toContain(
    "logLevel from variable NOVACRON_LOG_LEVEL",
  );
  expect(await problem([], { ...login, NOVACRON_MQTT_URL: "broker" })).toContain(
    "mqtt://host:1883",
  );
  expect(await problem(["--config", "/etc/unknown.json"])).toContain("metricInterval");
  expect(await problem(["--config", "/nowhere"])).toContain("/nowhere");
  expect(await problem(["--colour", "red"])).toContain("--colour");
  expect(await problem(["--data"])).toContain("needs a value");
  expect(await problem([], {})).toContain("mqttUrl");
  expect(await problem(["--credentials", "/etc/half.json"], {})).toContain("password");
});

test("no error shows a secret", async () => {
  expect(await problem(["--config", "/etc/broken.json"])).not.toContain("sesame");
});

test("the usage has every setting", () => {
  for (const name of settingNames) expect(usage()).toContain(settings[name].env);
});
