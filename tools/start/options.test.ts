import { expect, test } from "vitest";
import { parseStartOptions } from "./options.ts";

const parse = (args: readonly string[], env: Record<string, string> = {}) =>
  parseStartOptions(args, env, "/default");

test("the defaults listen on loopback only", () => {
  expect(parse([])).toEqual({
    noInstall: false,
    simulatedHosts: 0,
    listen: "127.0.0.1:8470",
    url: "http://127.0.0.1:8470",
    dataDir: "/default",
  });
});

test("a flag wins over the environment", () => {
  const env = { NOVACRON_LISTEN: "0.0.0.0:9000", NOVACRON_DATA: "/env" };
  expect(parse([], env)).toMatchObject({ url: "https://127.0.0.1:9000", dataDir: "/env" });
  const args = ["--listen", "[::]:9100", "--data", "/flag", "--hosts", "12", "--no-install"];
  expect(parse(args, env)).toMatchObject({
    url: "https://[::1]:9100",
    dataDir: "/flag",
    simulatedHosts: 12,
    noInstall: true,
  });
});

test("an address that others reach shows a certificate, unless it is told otherwise", () => {
  const urlWith = (env: Record<string, string>) => {
    const options = parse([], env);
    return options === "help" ? "" : options.url;
  };
  expect(urlWith({ NOVACRON_LISTEN: "10.0.0.1:1", NOVACRON_TLS: "off" })).toMatch(/^http:/);
  expect(urlWith({ NOVACRON_TLS: "fleet" })).toMatch(/^https:/);
  expect(urlWith({ NOVACRON_TLS_CERT: "cert.pem" })).toMatch(/^https:/);
});

test("--help asks for the text", () => {
  expect(parse(["--help"])).toBe("help");
});

test.each([
  [["--nonsense"], "--nonsense"],
  [["stray"], "stray"],
  [["--hosts", "-1"], "--hosts"],
  [["--hosts", "5000"], "5000"],
  [["--hosts", "1e2"], "1e2"],
  [["--listen", "8470"], "8470"],
  [["--listen", "localhost:0"], "localhost:0"],
  [["--listen", "localhost:70000"], "70000"],
])("%j is refused and named", (args, named) => {
  expect(() => parse(args)).toThrow(named);
});
