import type { HostReport } from "@novacron/protocol/messages/report";
import { expect, test } from "vitest";
import type { HostRow } from "../../ports/state-store.ts";
import { isNews } from "./apply-report.ts";

const row = (over: Partial<HostRow>): HostRow =>
  ({ session: "b", pastSessions: ["a"], revision: 3, boot: "x", seq: 10, ...over }) as HostRow;
const report = (session: string, revision: number, seq: number, boot = "x"): HostReport =>
  ({ session, revision, boot, seq }) as HostReport;

test("the first report of a host is news, and each newer one of its session", () => {
  expect(isNews(null, report("a", 1, 0))).toBe(true);
  expect(isNews(row({}), report("b", 4, 10))).toBe(true);
  expect(isNews(row({}), report("b", 3, 10))).toBe(false);
});

test("a session that another one replaced is void, and a later one is news", () => {
  expect(isNews(row({}), report("a", 9, 10))).toBe(false);
  expect(isNews(row({}), report("c", 1, 10))).toBe(true);
  expect(isNews(row({}), report("c", 1, 1, "y"))).toBe(true);
});

test("a report that comes late from a session never heard does not silence the session that goes on", () => {
  const late = report("early", 1, 8);
  expect(isNews(row({}), late)).toBe(false);
  // Of the same batch nobody can tell; then the one that goes on is heard with its next batch.
  const mistaken = row({ session: "early", pastSessions: ["b", "a"], revision: 1 });
  expect(isNews(mistaken, report("b", 4, 10))).toBe(false);
  expect(isNews(mistaken, report("b", 5, 11))).toBe(true);
});
