import { describe, expect, it } from "vitest";
import { openConsole } from "./opened.ts";
import { mockStack } from "./stack.ts";
import { expectAccessible, phone } from "./visit.ts";

const { enter } = openConsole(mockStack);

describe("placement", () => {
  it("suggests with reasons and numbers, and moves only when it is told to", async () => {
    const { page, context, complaints } = await enter("anna", { path: "/insights" });
    await page.getByText("No plan is waiting").waitFor();
    await page.getByRole("button", { name: "Look now" }).click();
    await page.getByText(/is the fullest host/).waitFor();
    await page
      .getByText(/Takes load off/)
      .first()
      .waitFor();
    await page.getByText("Fullest host", { exact: true }).waitFor();
    await expectAccessible(page, "a plan of placement");
    await page.getByRole("button", { name: "Move 3 machines" }).click();
    await page.getByText("each move is an operation of its own").waitFor();
    await page.getByText("Plans that ran").waitFor();
    await page.getByText("3 of 3 moved").waitFor();
    const moves = page.getByRole("region", { name: "Moves of the plan" });
    await moves
      .getByText(/Takes load off/)
      .first()
      .waitFor();
    await page.setViewportSize(phone);
    const beyond = () => moves.evaluate((it) => it.scrollWidth - it.clientWidth);
    await expect.poll(beyond).toBeLessThanOrEqual(0);
    await moves
      .getByRole("cell", { name: /kvm-1 → kvm-2/ })
      .first()
      .waitFor();
    await expectAccessible(page, "a plan that ran");
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("keeps rules as sentences, and chooses who decides", async () => {
    const { page, context } = await enter("anna", { path: "/insights" });
    await page.getByText("Machines tagged db are on hosts of their own").waitFor();
    await page.getByRole("button", { name: "Add a rule" }).click();
    await page.getByLabel("Name", { exact: true }).fill("ci-together");
    await page.getByLabel("Kind", { exact: true }).selectOption("together");
    await page.getByLabel("Machines with tag").fill("ci");
    await page.getByLabel("It holds").selectOption("soft");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("Machines tagged ci share a host").waitFor();
    await page.getByRole("button", { name: "Remove rule ci-together" }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Remove rule/ })
      .click();
    await page.getByText("Machines tagged ci share a host").waitFor({ state: "detached" });
    await page.getByLabel("Automatic", { exact: true }).click({ force: true });
    await page.getByText("is run by itself").waitFor();
    await page.getByLabel("From one host to one other").fill("3");
    const saved = page.waitForResponse((answer) => answer.request().method() === "PUT");
    await page.keyboard.press("Enter");
    await saved;
    await page.reload();
    await expect.poll(() => page.getByLabel("From one host to one other").inputValue()).toBe("3");
    await context.close();
  });

  it("tells a viewer why nothing can be pressed", async () => {
    const { page, context } = await enter("viewer", { path: "/insights" });
    await page.getByText("needs the permission system.manage").first().waitFor();
    await page.getByRole("button", { name: "Look now" }).click();
    await page.getByRole("button", { name: "Move 3 machines" }).hover();
    await page.getByText("needs the permission plan.run").waitFor();
    await page.getByText("Changing this needs the permission system.manage").waitFor();
    await context.close();
  });
});

describe("what if", () => {
  it("answers for a lost host and for more machines, and keeps the question in the address", async () => {
    const { page, context, complaints } = await enter("anna", { path: "/insights?tab=what-if" });
    await page.getByText(/machines of kvm-1 have to start elsewhere/).waitFor();
    await page.getByText("db-1 fits on no host that remains").waitFor();
    await expectAccessible(page, "a host is lost");
    await page.getByLabel("Machines are added").check({ force: true });
    await page.getByLabel("How many").fill("7");
    await page.keyboard.press("Enter");
    await page.waitForURL(/count=7/);
    await page.getByText("7 machines are spread over 3 hosts").waitFor();
    await page.getByText("Everything finds a place").waitFor();
    await page.reload();
    await page.getByText("7 machines are spread over 3 hosts").waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe("forecasts", () => {
  it("shows each move in its interval, by pointer, by keyboard and as a table", async () => {
    const { page, context, complaints } = await enter("anna", { path: "/insights?tab=forecasts" });
    await page.getByText("Durations within their 90 % interval").waitFor();
    const chart = page.getByRole("application", { name: /^Duration: forecast interval/ });
    await chart.focus();
    await page.keyboard.press("ArrowRight");
    await page.getByText(/→ kvm-\d: .*, forecast .* to/).waitFor();
    await expectAccessible(page, "forecasts");
    await page.getByLabel("Table").check({ force: true });
    await page.waitForURL(/view=table/);
    await page
      .getByRole("img", { name: /^Pause: median .*; measured/ })
      .first()
      .waitFor();
    await page.getByLabel("Kind of move").selectOption("offline");
    await page
      .getByRole("img", { name: /^Pause/ })
      .first()
      .waitFor({ state: "detached" });
    await expectAccessible(page, "forecasts as a table");
    expect(complaints).toEqual([]);
    await context.close();
  });
});

it.each([
  ["nothing", "/insights", "No plan is waiting"],
  ["nothing", "/insights?tab=what-if", "There are no hosts yet"],
  ["nothing", "/insights?tab=forecasts", "No move has ended yet"],
] as const)("says to %s on %s: %s", async (as, path, words) => {
  const { page, context } = await enter(as, { path });
  await page.getByText(words).waitFor();
  await context.close();
});
