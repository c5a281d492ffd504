import { describe, expect, it } from "vitest";
import { firstStanding, type Level, type Standing, step } from "./standing.ts";

const hold = 60;

function after(levels: readonly Level[], start: Standing = firstStanding(null)): Standing {
  return levels.reduce((state, level, index) => step(state, level, index * 10, hold), start);
}
const times = (count: number, level: Level): Level[] => Array.from({ length: count }, () => level);

describe("how a thing stands", () => {
  it("is wrong once it was for the whole time, since it began", () => {
    expect(after([null, ...times(6, "warning")]).level).toBeNull();
    expect(after([null, ...times(7, "warning")])).toEqual({
      level: "warning",
      since: 10,
      coming: null,
    });
  });

  it("never turns by what comes and goes", () => {
    const flutter = Array.from(
      { length: 100 },
      (_, at): Level => (at % 3 === 0 ? null : "warning"),
    );
    expect(after(flutter).level).toBeNull();
    const wrong: Standing = { level: "warning", since: 0, coming: null };
    expect(after([...flutter].reverse(), wrong).level).toBe("warning");
  });

  it("keeps its since from warning to critical, and waits once for both", () => {
    const mixed: Level[] = ["warning", "critical", "warning", "critical", "critical", "critical"];
    const wrong = after([...mixed, "critical"]);
    expect(wrong).toEqual({ level: "critical", since: 0, coming: null });
    const worse = after([...times(7, "warning"), ...times(7, "critical")]);
    expect(worse).toMatchObject({ level: "critical", since: 0 });
  });

  it("takes a clock that goes back for no time at all", () => {
    const coming = step(firstStanding(null), "warning", 1_000, hold);
    const back = step(coming, "warning", 10, hold);
    expect(back.level).toBeNull();
    expect(step(back, "warning", 70, hold)).toMatchObject({ level: "warning", since: 10 });
  });

  it("does not know since when it was at the first look", () => {
    expect(firstStanding("critical")).toMatchObject({ level: "critical", since: null });
  });
});
