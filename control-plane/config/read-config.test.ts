import { NovaError } from "@novacron/protocol/errors/nova-error";
import { describe, expect, it } from "vitest";
import { defaultHistory } from "../app/record/history-retention.ts";
import { defaultRetention } from "../samples/retention.ts";
import { readConfig } from "./read-config.ts";
import { historyOf, retentionOf } from "./retention.ts";
import { flagOf, settingNames, settings } from "./settings.ts";
import { configText, helpText } from "./texts.ts";
import { withoutSecrets } from "./values.ts";

interface Given {
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
}

const read = ({ args = [], env = {}, files = {} }: Given = {}) =>
  readConfig({
    args,
    env,
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`ENOENT ${path}`);
      return text;
    },
  });

const refusal = (given: Given): NovaError => {
  try {
    read(given);
  } catch (error) {
    if (error instanceof NovaError) return error;
  }
  throw new Error("it was accepted");
};

describe("readConfig", () => {
  it("has a default for everything but secrets, the broker and TLS", () => {
    const { config } = read();
    expect(config).toMatchObject({
      listen: { host: "127.0.0.1", port: 8470 },
      data: ".novacron/control-plane",
      adminPassword: null,
      metricsUrl: "sqlite:",
      mqttUrl: null,
      mqttListen: { host: "127.0.0.1", port: 8471 },
      trustedProxies: [],
      metricsOpen: false,
    });
  });

  it("keeps by default what the stores keep where nothing is said", () => {
    const { config } = read();
    expect(historyOf(config)).toEqual(defaultHistory);
    expect(retentionOf(config)).toEqual(defaultRetention);
  });

  it("takes flag before environment before file before default", () => {
    const files = { "c.json": JSON.stringify({ data: "/file", logLevel: "warn", rawDays: 3 }) };
    const { config, origins } = read({
      args: ["--config", "c.json", "--data=/flag"],
      env: { NOVACRON_DATA: "/env", NOVACRON_LOG_LEVEL: "error" },
      files,
    });
    expect(config).toMatchObject({ data: "/flag", logLevel: "error", rawDays: 3, minuteDays: 30 });
    expect(origins).toMatchObject({
      data: "flag --data",
      logLevel: "environment NOVACRON_LOG_LEVEL",
      rawDays: "file c.json, rawDays",
      minuteDays: "default",
    });
  });

  it.each(settingNames.filter((name) => settings[name].byDefault !== null))(
    "reads %s alike from flag, environment and file",
    (name) => {
      const text = settings[name].byDefault ?? "";
      const byFlag = read({ args: [`--${flagOf(name)}=${text}`] }).config[name];
      const byEnv = read({ env: { [settings[name].env]: text } }).config[name];
      const files = { f: JSON.stringify({ [name]: text }) };
      const byFile = read({ env: { NOVACRON_CONFIG: "f" }, files }).config[name];
      expect(byEnv).toEqual(byFlag);
      expect(byFile).toEqual(byFlag);
    },
  );

  it("takes an empty variable for unset", () => {
    expect(read({ env: { NOVACRON_LISTEN: "" } }).config.listen.port).toBe(8470);
  });

  it.each([
    [{ env: { NOVACRON_LISTEN: "8470" } }, "listen", "environment NOVACRON_LISTEN", "8470"],
    [{ args: ["--listen", "x:99999"] }, "listen", "flag --listen", "99999"],
    [{ env: { NOVACRON_METRICS_URL: "ftp://x" } }, "metricsUrl", "NOVACRON_METRICS_URL", "ftp"],
    [{ env: { NOVACRON_RAW_DAYS: "many" } }, "rawDays", "environment NOVACRON_RAW_DAYS", "many"],
  ])("names setting, source and value of a fault: %j", (given, setting, source, value) => {
    const error = refusal(given as Given);
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.details.setting).toBe(setting);
    expect(error.details.source).toContain(source);
    expect(error.details.fault).toContain(value);
  });

  it("never shows the value of a secret", () => {
    const error = refusal({ env: { NOVACRON_MQTT_URL: "hunter2" } });
    expect(JSON.stringify(error.details) + error.message).not.toContain("hunter2");
    const shown = configText(
      read({
        env: { NOVACRON_ADMIN_PASSWORD: "hunter2", NOVACRON_MQTT_URL: "mqtt://u:hunter2@b" },
      }),
    );
    expect(shown).not.toContain("hunter2");
  });

  it.each([
    [{ args: ["--lisen", "x"] }],
    [{ args: ["extra"] }],
    [{ env: { NOVACRON_CONFIG: "absent.json" } }],
    [{ env: { NOVACRON_CONFIG: "c" }, files: { c: "{" } }],
    [{ env: { NOVACRON_CONFIG: "c" }, files: { c: "[]" } }],
    [{ env: { NOVACRON_CONFIG: "c" }, files: { c: '{"lisen":"x"}' } }],
    [{ env: { NOVACRON_TLS_CERT: "c.pem" } }],
  ])("refuses %j", (given) => {
    expect(refusal(given as Given).code).toBe("CONFIG_INVALID");
  });

  it("knows the addresses people write", () => {
    const listen = (text: string) => read({ args: ["--listen", text] }).config.listen;
    expect(listen("[::1]:80")).toEqual({ host: "::1", port: 80 });
    expect(listen(":0")).toEqual({ host: "0.0.0.0", port: 0 });
    expect(listen("host.example:443")).toEqual({ host: "host.example", port: 443 });
  });
});

it("help names every flag and variable", () => {
  for (const name of settingNames) {
    expect(helpText()).toContain(`--${flagOf(name)}`);
    expect(helpText()).toContain(settings[name].env);
  }
});

it("an address is shown without its password", () => {
  expect(withoutSecrets("mqtt://u:p4ss@b:1883")).toBe("mqtt://u:secret@b:1883");
});
