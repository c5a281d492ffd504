import { describe, expect, it } from "vitest";
import { openConsole } from "./opened.ts";
import { mockStack } from "./stack.ts";
import { expectAccessible, logIn, openMachine, phone } from "./visit.ts";

const { stack, at, open, enter } = openConsole(mockStack);

const pages: readonly (readonly [string, string])[] = [
  ["/", "wrong"],
  ["/machines", "Machines"],
  ["/hosts", "Hosts"],
  ["/maintenance", "Maintenance"],
  ["/operations", "Operations"],
  ["/record", "Record"],
  ["/record?at=2026-11-01 12:00", "Record"],
  ["/insights", "Insights"],
  ["/insights?tab=what-if", "Insights"],
  ["/insights?tab=forecasts", "Insights"],
  ["/insights?tab=forecasts&view=table", "Insights"],
  ["/settings", "Settings"],
  ["/settings?tab=upgrades", "Settings"],
  ["/settings?tab=people", "Settings"],
  ["/settings?tab=roles", "Settings"],
  ["/settings?tab=projects", "Settings"],
  ["/settings?tab=authority", "Settings"],
  ["/settings?tab=audit", "Settings"],
  ["/settings?tab=tokens", "Settings"],
  ["/settings?tab=mqtt", "Settings"],
  ["/settings?tab=metrics", "Settings"],
  ["/settings?tab=limits", "Settings"],
  ["/settings?tab=person", "Settings"],
];
const machineTabs = ["Overview", "Console", "Disks", "Networks", "Events", "XML"];

describe.each(["light", "dark"] as const)("in %s", (scheme) => {
  it("every page passes axe and breaks no policy", async () => {
    const { page, context, complaints } = await open({ scheme });
    await page.goto(at("/login"));
    await page.getByLabel("Name").waitFor();
    await expectAccessible(page, "login");
    await logIn(page, stack());
    for (const [path, heading] of pages) {
      await page.goto(at(path));
      await page.getByRole("heading", { level: 1, name: heading }).waitFor();
      await page.getByRole("banner").getByText("Live", { exact: true }).waitFor();
      await expectAccessible(page, path);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("a machine's tabs, questions and the palette pass axe", async () => {
    const { page, context, complaints } = await enter("anna", { scheme });
    await openMachine(page, "web-3");
    for (const name of machineTabs) {
      await page.getByRole("tab", { name }).click();
      await expectAccessible(page, `machine, ${name}`);
    }
    await page.getByRole("button", { name: "Force off", exact: true }).click();
    await page.getByLabel("Type web-3 to confirm").waitFor();
    await expectAccessible(page, "force off");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("web");
    await page.getByRole("option", { name: "web-1", exact: false }).first().waitFor();
    await expectAccessible(page, "palette");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await page.getByRole("button", { name: "Move web-3 to kvm-2" }).waitFor();
    await page.getByText("More", { exact: true }).click();
    await page.getByText("Policy of this machine", { exact: true }).click();
    await page.getByLabel("Plans may move it").waitFor();
    await expectAccessible(page, "move");
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("a host's page and trouble pass axe", async () => {
    const { page, context } = await enter("anna", { scheme });
    await page.getByRole("link", { name: "Hosts" }).click();
    // The page before it names the host too, in what is wrong.
    await page.getByRole("heading", { level: 1, name: "Hosts" }).waitFor();
    await page.getByRole("link", { name: "kvm-3" }).click();
    await page.getByText("Machines that slow it down").waitFor();
    await expectAccessible(page, "host");
    await page.getByRole("tab", { name: "Maintenance" }).click();
    await page.getByRole("button", { name: "Empty kvm-3" }).waitFor();
    await expectAccessible(page, "maintenance");
    await openMachine(page, "vpn");
    await page.getByText("Two hosts report this machine").waitFor();
    await expectAccessible(page, "conflict");
    await context.close();
  });
});

it("fits a phone without scrolling sideways", async () => {
  const { page, context } = await enter("anna", { size: phone });
  for (const [path, heading] of pages) {
    await page.goto(at(path));
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    const width = await page.evaluate("document.getElementById('page').scrollWidth");
    expect(width, path).toBeLessThanOrEqual(phone.width);
    if (path !== "/hosts") continue;
    await page.getByRole("link", { name: "kvm-3" }).waitFor();
    const table = "document.querySelector('table').parentElement";
    expect(await page.evaluate(`${table}.scrollWidth - ${table}.clientWidth`)).toBe(0);
  }
  await openMachine(page, "web-3");
  await page.getByRole("button", { name: "Shut down" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Shut down" }).waitFor();
  await expectAccessible(page, "phone");
  await context.close();
});
