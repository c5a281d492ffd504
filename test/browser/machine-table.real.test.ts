import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openConsole } from "./opened.ts";
import { mockStack } from "./stack.ts";

const { enter } = openConsole(mockStack);

async function table(as: string, path: string) {
  const made = await enter(as, { path });
  await made.page.getByRole("grid", { name: "Machines" }).waitFor();
  return made;
}
const rows = (page: Page) => page.getByRole("grid").getAttribute("aria-rowcount").then(Number);

describe("the table of machines", () => {
  it("takes filter, sort and columns from the address, and writes them there", async () => {
    const { page, context } = await table(
      "anna",
      "/machines?filter=tag:db&sort=-name&columns=name,host",
    );
    expect(await rows(page)).toBe(3);
    const names = await page.getByRole("link", { name: /^db-/ }).allTextContents();
    expect(names).toEqual(["db-2", "db-1"]);
    expect(await page.getByRole("columnheader").allTextContents()).toEqual(["", "Name", "Host"]);
    await page.getByLabel("Filter", { exact: true }).fill("state:paused,crashed");
    await page.getByRole("button", { name: "Host" }).click();
    await page.waitForURL(/filter=state:paused,crashed/);
    await page.waitForURL(/sort=host/);
    await context.close();
  });

  it("says which part of a filter it does not understand and applies the rest", async () => {
    const { page, context } = await table("anna", "/machines?filter=tag:db%20colour:red");
    await page.getByText('There is no key "colour"').waitFor();
    expect(await rows(page)).toBe(3);
    await context.close();
  });

  it("chooses by keyboard with shift and shows the plan before it acts", async () => {
    const { page, context } = await table("anna", "/machines?filter=host:kvm-2&sort=name");
    await page.getByRole("grid").focus();
    await page.keyboard.press("Space");
    for (let i = 0; i < 2; i += 1) await page.keyboard.press("Shift+ArrowDown");
    await page.getByText("3 chosen").waitFor();
    await page.getByRole("button", { name: "Shut down" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("2 will be asked").waitFor();
    await dialog.getByText("The machine is paused; shutdown needs running").waitFor();
    await dialog.getByRole("button", { name: "Shut down 2 machines" }).click();
    await page
      .getByRole("row", { name: /cache-1/ })
      .getByText("Off")
      .waitFor();
    await page
      .getByRole("row", { name: /cache-2/ })
      .getByText("Off")
      .waitFor();
    await page
      .getByRole("row", { name: /archive/ })
      .getByText("Paused")
      .waitFor();
    await context.close();
  });

  it("keeps rows where they are while the pointer is on them", async () => {
    const { page, context } = await table("thousand", "/machines?sort=-cpu");
    const grid = page.getByRole("grid");
    const first = () => grid.getByRole("row").nth(1).getByRole("link").textContent();
    await grid.hover();
    const before = await first();
    await page.getByRole("button", { name: "Sort again" }).waitFor();
    expect(await first()).toBe(before);
    await context.close();
  });

  it("draws a window of 5,000 rows and reaches the last one by keyboard", async () => {
    const { page, context } = await table("five-thousand", "/machines");
    expect(await rows(page)).toBe(5_001);
    await page.getByRole("grid").focus();
    await page.keyboard.press("End");
    await page.getByRole("link", { name: "web-4999", exact: true }).waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(80);
    await context.close();
  });
});
