import { describe, expect, it } from "vitest";
import { openConsole } from "./opened.ts";
import { mockStack } from "./stack.ts";
import { expectAccessible, openMachine, phone } from "./visit.ts";

const { at, enter } = openConsole(mockStack);

describe("moving a machine", () => {
  it("shows what it will take, moves it, and puts what was measured beside the forecast", async () => {
    const { page, context, complaints } = await enter("anna");
    await openMachine(page, "web-3");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Move web-3" }).waitFor();
    await page.getByRole("img", { name: /^Duration: median .* with 90 % between/ }).waitFor();
    await page.getByRole("img", { name: /^Pause: median/ }).waitFor();
    await page.getByText("Guests do not run under KVM on kvm-3").waitFor();
    await page.getByText("What it rests on").click();
    await page.getByText("31 earlier moves this way").waitFor();
    await expectAccessible(page, "move");
    await page.getByRole("button", { name: "Move web-3 to kvm-2" }).click();
    await page.getByRole("figure", { name: "What remains over time" }).waitFor();
    await page.getByRole("link", { name: /^Move web-3 to kvm-2 \d+ %/ }).waitFor();
    await expectAccessible(page, "on the move");
    await page.getByText("Last move").waitFor();
    await page.getByRole("img", { name: /^Duration: .*; measured .* the interval$/ }).waitFor();
    await page.getByRole("link", { name: "kvm-2", exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("tells all obstacles at once, and the button says them on focus", async () => {
    const { page, context } = await enter("anna");
    await openMachine(page, "web-3");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await page.getByRole("radio", { name: /^kvm-2/ }).focus();
    await page.keyboard.press("ArrowDown");
    const press = page.getByRole("button", { name: "Move web-3 to kvm-3" });
    await press.waitFor();
    expect(await press.getAttribute("aria-disabled")).toBe("true");
    await press.focus();
    const tip = page.getByRole("tooltip");
    await tip.getByText("Guests do not run under KVM on kvm-3").waitFor();
    await tip.getByText("Choose the CPU model x86-64-v2").waitFor();
    expect(new URL(page.url()).searchParams.get("to")).not.toBeNull();
    await context.close();
  });

  it("judges again at once, by the server's own function, when the kind is changed", async () => {
    const { page, context } = await enter("anna");
    await openMachine(page, "web-3");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await page.getByText("Not possible like this, wherever to").waitFor({ state: "detached" });
    await page.getByLabel("Live", { exact: true }).check({ force: true });
    const panel = page.getByRole("region", { name: "Not possible like this, wherever to" });
    await panel.getByText("Only its host reaches vda").waitFor();
    await panel.getByText("Move it with a copy of these disks").waitFor();
    await context.close();
  });

  it("warns of what a move may cost though nothing stands against it", async () => {
    const { page, context, complaints } = await enter("anna");
    await openMachine(page, "hangs-on-shutdown");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    const risk = page.getByRole("status").filter({ hasText: "may lose what the guest writes" });
    await risk.getByText("upgrade QEMU on its host to 9.0").waitFor();
    await expectAccessible(page, "move with a risk");
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("takes an advice with one press, and keeps it in the address", async () => {
    const { page, context } = await enter("anna");
    await openMachine(page, "db-1");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await page.getByRole("button", { name: "Use this: Allow a pause of 1 s" }).click();
    await page.waitForURL(/pause=1000/);
    await page.getByText("1 set").waitFor();
    await page.reload();
    await page.getByText("1 set").waitFor();
    await page.getByRole("button", { name: /^Move at .*, 03:00: Wait/ }).click();
    await page.waitForURL(/at=\d+/);
    await page.getByText(/Until then it holds nothing/).waitFor();
    await expectAccessible(page, "a move at its time");
    await page.getByRole("button", { name: /^Move db-1 to kvm-\d at .*, 03:00$/ }).click();
    await page.getByText(/^Waits until .*, 03:00, asked for by anna/).waitFor();
    await page.getByRole("button", { name: "Cancel the move" }).click();
    await page.getByText("Last move").waitFor();
    await context.close();
  });

  it("lets post-copy be used only where the policy allows it, and says what is risked", async () => {
    const { page, context } = await enter("anna");
    await openMachine(page, "cache-1");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await page.getByText("More", { exact: true }).click();
    const early = page.getByLabel(/^Switch over before all memory is there/);
    await page.getByText("The policy of this machine does not allow it").waitFor();
    expect(await early.getAttribute("aria-disabled")).toBe("true");
    await page.getByText("Policy of this machine", { exact: true }).click();
    await page.getByLabel("Post-copy may be used").click();
    await page.getByText("The policy of this machine does not allow it").waitFor({
      state: "detached",
    });
    const risk = page.getByRole("status").getByText(/the memory is lost/);
    await risk.waitFor();
    expect(await early.isChecked()).toBe(true);
    await expectAccessible(page, "post-copy");
    await early.uncheck();
    await page.waitForURL(/postcopy=no/);
    await risk.waitFor({ state: "detached" });
    await page.goto(`${page.url()}&kind=live-copy`);
    await page.getByText("It does not go with copied disks").waitFor();
    await context.close();
  });

  it("shows what is decided though nothing is set, and moves disks alone only to a named pool", async () => {
    const { page, context } = await enter("anna");
    await openMachine(page, "web-3");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await page.getByText("More", { exact: true }).click();
    const slower = page.getByLabel("Slow the guest down if it writes too fast");
    expect(await slower.isChecked()).toBe(true);
    await slower.uncheck();
    await page.waitForURL(/converge=no/);
    await page.getByPlaceholder("1 min, by policy").fill("30");
    await page.keyboard.press("Enter");
    await page.waitForURL(/stall=30000/);
    await page.getByLabel("Disks only", { exact: true }).check({ force: true });
    const why = page.getByRole("region", { name: "Not possible like this, wherever to" });
    await why.getByText("None of its disks is told to go to another pool").waitFor();
    await page.getByLabel("Pool for vda").selectOption({ index: 2 });
    await why.waitFor({ state: "detached" });
    await page.getByText("None: it stays on its host").waitFor();
    await expectAccessible(page, "disks alone");
    await context.close();
  });

  it("cancels a move under way, after it was raised", async () => {
    const { page, context } = await enter("anna");
    await openMachine(page, "web-10");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await page.getByRole("button", { name: "Move web-10 to kvm-2" }).click();
    await page.getByText("Change it while it runs").click();
    await page.getByLabel("Longest pause, ms").fill("900");
    await page.keyboard.press("Enter");
    await page.getByText("The move was told").waitFor();
    await page.getByRole("button", { name: "Cancel the move" }).click();
    await page.getByText("Last move").waitFor();
    await page.getByText("CANCELLED").waitFor();
    await page.getByRole("link", { name: "kvm-1", exact: true }).waitFor();
    await context.close();
  });

  it("moves many at once, with the plan first and every reason why not", async () => {
    const { page, context, complaints } = await enter("anna");
    await page.goto(at("/machines?filter=host:kvm-2&sort=name"));
    await page.getByRole("grid").focus();
    await page.keyboard.press("Space");
    for (let i = 0; i < 2; i += 1) await page.keyboard.press("Shift+ArrowDown");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog
      .getByText(/^kvm-2 → kvm-1, .*, pause/)
      .first()
      .waitFor();
    await expectAccessible(page, "a plan of moves");
    await dialog.getByLabel("Where to").selectOption({ label: "kvm-3" });
    await dialog
      .getByText(/Guests do not run under KVM on kvm-3/)
      .first()
      .waitFor();
    await dialog.getByLabel("Where to").selectOption("");
    await dialog.getByRole("button", { name: "Move 3 machines" }).click();
    await page.getByRole("link", { name: /^Move \S+ to kvm-\d \d+ %.*and 2 more/ }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it.each([
    ["a viewer", "viewer", /needs the permission machine.move/],
    ["somebody whose only host this is", "empty", /There are no machines yet/],
  ] as const)("tells %s why not", async (_who, as, words) => {
    const { page, context } = await enter(as);
    if (as === "empty") await page.getByRole("link", { name: "Machines" }).click();
    else {
      await openMachine(page, "web-3");
      await page.getByRole("button", { name: "Move", exact: true }).hover();
    }
    await page.getByText(words).waitFor();
    await context.close();
  });

  it("fits a phone, where it is one of the emergency actions", async () => {
    const { page, context } = await enter("anna", { size: phone, scheme: "dark" });
    await openMachine(page, "web-3");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await page.getByRole("button", { name: "Move web-3 to kvm-2" }).waitFor();
    const width = await page.evaluate("document.getElementById('page').scrollWidth");
    expect(width).toBeLessThanOrEqual(phone.width);
    await expectAccessible(page, "move on a phone");
    await context.close();
  });
});
