import { describe, expect, it } from "vitest";
import { parseMetricsUrl } from "./metrics-url.ts";

describe("parseMetricsUrl", () => {
  it.each([
    ["sqlite:", { kind: "sqlite", folder: null }],
    ["sqlite:/srv/metrics", { kind: "sqlite", folder: "/srv/metrics" }],
    ["http://q:9000", { kind: "questdb", httpUrl: "http://q:9000", login: null }],
    ["questdb::http://q:9000;", { kind: "questdb", httpUrl: "http://q:9000", login: null }],
    [
      "https://anna:p%40ss@q/",
      { kind: "questdb", httpUrl: "https://q", login: { user: "anna", password: "p@ss" } },
    ],
  ])("reads %s", (text, expected) => {
    expect(parseMetricsUrl(text)).toEqual(expected);
  });

  it.each(["", "q:9000", "ftp://q", "http://", "http://q/path", "questdb::", "http://q?x=1"])(
    "refuses %s without repeating it",
    (text) => {
      expect(() => parseMetricsUrl(text)).toThrow(
        expect.objectContaining({
          code: "CONFIG_INVALID",
          message: expect.not.stringContaining("q:"),
        }),
      );
    },
  );
});
