import { describe, expect, it } from "vitest";
import { openConsole } from "./opened.ts";
import { mockStack } from "./stack.ts";
import { expectAccessible, phone } from "./visit.ts";

const { at, enter } = openConsole(mockStack);

describe("maintenance of a host", () => {
  it("shows the plan, empties the host, and waits until the work is done", async () => {
    const { page, context, complaints } = await enter("anna");
    await page.goto(at("/hosts/kvm-3"));
    await page.getByRole("button", { name: "Put in maintenance" }).click();
    await page.getByText(/6 machines move in 3 stages/).waitFor();
    const start = page.getByRole("button", { name: "Empty kvm-3" });
    expect(await start.getAttribute("aria-disabled")).toBe("true");
    await page.getByLabel(/could not lose one more/).check();
    await expectAccessible(page, "plan of a drain");
    await start.click();
    await page.getByText("Being emptied", { exact: true }).nth(1).waitFor();
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByText(/no other begins/).waitFor();
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    await page.getByText("Empty: yours to work on", { exact: true }).waitFor();
    await expectAccessible(page, "a host in maintenance");
    await page.getByRole("link", { name: "Hosts" }).click();
    const row = page.getByRole("row", { name: /kvm-3/ });
    await row.getByText("In maintenance").waitFor();
    await row.getByRole("link", { name: "kvm-3" }).click();
    await page.getByRole("tab", { name: "Maintenance" }).click();
    await page.getByRole("button", { name: "Bring machines back" }).click();
    await page.getByRole("button", { name: "Bring machines back" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "The work is done" }).click();
    await page.getByText("Back", { exact: true }).first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("says which machine cannot leave, and why", async () => {
    const { page, context } = await enter("anna");
    await page.goto(at("/hosts/kvm-2?tab=maintenance"));
    const staying = page.getByRole("region", { name: "What cannot move, and why" });
    await staying.getByText("gitlab").waitFor();
    await staying.getByText("Take it out of the drive").waitFor();
    await context.close();
  });

  it("empties chosen hosts in turn, and keeps the choice in the address", async () => {
    const { page, context } = await enter("anna");
    await page.goto(at("/hosts"));
    await page.getByRole("button", { name: "Maintenance", exact: true }).click();
    await page.getByText("No host was in maintenance yet").waitFor();
    await page.getByLabel("kvm-3", { exact: true }).check();
    await page.goto(`${page.url()}&find=kvm-1`);
    await page.getByLabel("kvm-2", { exact: true }).waitFor({ state: "detached" });
    await page.getByRole("searchbox", { name: "Find a host" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.getByText(/^number 2, .* running, CPU .* promised$/).waitFor();
    expect(await page.getByRole("checkbox", { name: /^kvm-/, checked: true }).count()).toBe(2);
    await page.reload();
    await page.getByText("number 2").waitFor();
    await page.getByRole("region", { name: "Maintenance of kvm-1" }).waitFor();
    await page.getByLabel(/could not lose one more/).check();
    await expectAccessible(page, "hosts in turn");
    await page.getByRole("button", { name: "Empty 2 hosts in turn" }).click();
    await page.getByText("Waits for its turn").first().waitFor();
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByText("Cancelled", { exact: true }).waitFor();
    await context.close();
  });

  it("runs a hook that every host has on the empty host, and again where it failed", async () => {
    const { page, context, complaints } = await enter("anna");
    await page.goto(at("/maintenance?hosts="));
    for (const host of ["kvm-3", "kvm-1"]) await page.getByLabel(host, { exact: true }).check();
    const hook = page.getByLabel("Hook to run on each empty host");
    await hook.selectOption("firmware");
    await page.getByText("kvm-1 would not run firmware: it is not executable").waitFor();
    await page.getByLabel("kvm-1", { exact: true }).uncheck();
    await page.getByLabel(/could not lose one more/).check();
    await page.getByRole("button", { name: "Empty kvm-3" }).click();
    await page.getByText("Empty: its hook runs", { exact: true }).waitFor();
    await page.getByText(/Unpacking libvirt-daemon/).waitFor();
    await page
      .getByText(/status 100/)
      .first()
      .waitFor();
    await page.getByText(/enough free space/).waitFor();
    await expectAccessible(page, "a hook that failed");
    await page.getByRole("button", { name: "Run the hook again" }).click();
    await page.getByText("Empty: its hook runs", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Go on all the same" }).click();
    await page.getByText("Ended", { exact: true }).first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("tells a viewer and an offline host what bars it", async () => {
    const { page, context } = await enter("viewer");
    await page.goto(at("/hosts/kvm-3?tab=maintenance"));
    await page.getByRole("button", { name: "Empty kvm-3" }).hover();
    await page.getByText(/needs the permission plan.run/).waitFor();
    await context.close();
    const down = await enter("host-down");
    await down.page.goto(at("/hosts/kvm-2?tab=maintenance"));
    await down.page.getByRole("button", { name: "Empty kvm-2" }).hover();
    await down.page.getByText(/nothing can be moved off it/).waitFor();
    await down.context.close();
  });

  it("is found by the palette, and fits a phone in the dark", async () => {
    const { page, context } = await enter("anna", { size: phone, scheme: "dark" });
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("drain kvm-2");
    await page.getByRole("option", { name: "Maintenance of kvm-2" }).click();
    await page.getByText(/8 machines move/).waitFor();
    const width = await page.evaluate("document.getElementById('page').scrollWidth");
    expect(width).toBeLessThanOrEqual(phone.width);
    await expectAccessible(page, "maintenance on a phone");
    await context.close();
  });
});
