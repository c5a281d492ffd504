import { expect, test } from "vitest";
import { readSimOptions } from "./sim-options.ts";

const signingKeys = ["k".repeat(43)];
const two = JSON.stringify({
  url: "mqtt://b",
  signingKeys,
  logins: [
    { username: "a1", password: "p1" },
    { username: "a2", password: "p2" },
  ],
});

test("hosts take their logins from the file, by number", () => {
  const env = { NOVACRON_AGENT_CREDENTIALS: "/l.json" };
  const options = readSimOptions(["--hosts", "2", "--interval", "1"], env, () => two);
  expect(options).toMatchObject({ hosts: 2, machines: 20, intervalMs: 1_000, seed: 1 });
  expect(options.login(1)).toMatchObject({ signingKeys, username: "a2", password: "p2" });
  expect(() => readSimOptions(["--hosts", "3"], env, () => two)).toThrow("need as many logins");
  expect(() => readSimOptions([], env, () => "{")).toThrow("/l.json");
});

test("the file may name the bus once, as the control plane writes it", () => {
  const env = { NOVACRON_AGENT_CREDENTIALS: "/l.json" };
  const logins = [{ username: "s1", password: "p1" }];
  const file = JSON.stringify({ url: "mqtt://b", signingKeys, logins });
  expect(readSimOptions(["--hosts", "1"], env, () => file).login(0)).toEqual({
    url: "mqtt://b",
    signingKeys,
    username: "s1",
    password: "p1",
  });
});

test("or from the environment, with the number in the name", () => {
  const env = {
    NOVACRON_MQTT_URL: "mqtt://b",
    NOVACRON_MQTT_USERNAME: "sim-{n}",
    NOVACRON_MQTT_PASSWORD: "secret",
    NOVACRON_SIGNING_KEYS: signingKeys.join(","),
  };
  expect(readSimOptions(["--hosts", "9"], env, () => "").login(8).username).toBe("sim-9");
});

test("refuses what is not understood", () => {
  expect(() => readSimOptions(["--hosts", "0"], {}, () => "")).toThrow("--hosts");
  expect(() => readSimOptions(["--host", "1"], {}, () => "")).toThrow("--host");
  expect(() => readSimOptions(["--hosts"], {}, () => "")).toThrow("needs a value");
  expect(() => readSimOptions([], {}, () => "")).toThrow("NOVACRON_AGENT_CREDENTIALS");
});
