import { NovaError } from "@novacron/protocol/errors/nova-error";
import { expect, test } from "vitest";
import { pinoLog } from "./pino-log.ts";

function capture(): { lines: Record<string, unknown>[]; write(text: string): void } {
  const lines: Record<string, unknown>[] = [];
  return { lines, write: (text) => void lines.push(JSON.parse(text)) };
}

test("each line is one JSON object with its level by name", () => {
  const sink = capture();
  pinoLog("info", sink).notice({ host: "h1" }, "host joined");
  expect(sink.lines[0]).toMatchObject({ level: "notice", host: "h1", msg: "host joined" });
});

test("lines below the level are not written", () => {
  const sink = capture();
  const log = pinoLog("notice", sink);
  log.info({}, "no");
  log.warn({}, "yes");
  expect(sink.lines.map((line) => line.msg)).toEqual(["yes"]);
});

test("secrets are blanked wherever they stand", () => {
  const sink = capture();
  pinoLog("info", sink).info(
    { password: "p1", login: { secret: "p2" }, request: { headers: { cookie: "p3" } } },
    "m",
  );
  expect(JSON.stringify(sink.lines)).not.toMatch(/p[123]/);
});

test("an error keeps its code and its causes", () => {
  const sink = capture();
  const cause = new Error("connection refused");
  pinoLog("info", sink).error({ error: new NovaError("STORE_UNAVAILABLE", "x", { cause }) }, "m");
  expect(sink.lines[0]?.error).toMatchObject({
    code: "STORE_UNAVAILABLE",
    cause: { message: "connection refused" },
  });
});
