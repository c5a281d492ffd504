import { simulatedMachines } from "@novacron/agent/sim/machine-specs";
import type { MachineSpec } from "@novacron/agent/sim/sim-machine";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openConsole } from "./opened.ts";
import { RealStack } from "./stack.ts";
import { openMachine } from "./visit.ts";

/** The whole way: console, control plane, broker, agent, over a simulated hypervisor. */
const fleet = { hosts: 3, machines: 8 };
const { stack, at, open, enter } = openConsole(() => RealStack.start(fleet));

/** Name of a machine in this state, read from the table. */
async function machineIn(page: Page, state: string): Promise<string> {
  await page.goto(at(`/machines?filter=state:${state}`));
  const link = page.getByRole("grid").getByRole("link").first();
  return (await link.textContent()) ?? "";
}

/** Name of the smallest machine of the simulated fleet that is so. */
function simulated(state: string, is: (machine: MachineSpec) => boolean): string {
  const all = [0, 1, 2].flatMap((host) => simulatedMachines(1, host, fleet.machines));
  const fit = all.filter((machine) => machine.state === state && is(machine));
  const [least] = fit.sort((a, b) => a.profile.memoryBytes - b.profile.memoryBytes);
  return least?.name ?? "";
}

async function openMove(page: Page, name: string): Promise<void> {
  await openMachine(page, name);
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: `Move ${name}` }).waitFor();
}

describe("a person at the console", () => {
  it("is told that the password is wrong, and gets in with the right one", async () => {
    const { page, context } = await open();
    await page.goto(at("/machines"));
    await page.getByLabel("Name").fill("admin");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("Name or password is wrong").waitFor();
    await page.getByLabel("Password").fill(stack().login().password);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("heading", { level: 1, name: "Machines" }).waitFor();
    await context.close();
  });

  it("sees the fleet, that it is simulated, and that it is live", async () => {
    const { page, context, complaints } = await enter();
    await page
      .getByText(/All 3 hosts report; .* of 24 machines run\. All hosts are simulated\./)
      .waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    await page.getByText(/^\d\.\d s$/).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("shuts a machine down after a question, watches it, and starts it again", async () => {
    const { page, context, complaints } = await enter();
    const name = await machineIn(page, "running");
    await openMachine(page, name);
    await page.getByRole("button", { name: "Shut down" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Shut down" }).click();
    const start = page.getByRole("button", { name: "Start", exact: true });
    await page.getByText("Is switched off.").waitFor();
    await start.click();
    await page
      .getByText("Runs without trouble.")
      .or(page.getByText(/^Runs,/))
      .waitFor();
    await page.getByRole("tab", { name: "Events" }).click();
    await page
      .getByRole("tabpanel")
      .getByText(new RegExp(`admin .*start.* ${name}`))
      .first()
      .waitFor();
    await page.getByRole("link", { name: "Operations" }).click();
    await page
      .getByRole("link", { name: new RegExp(`admin .* ${name}`) })
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("must type the name before power is cut", async () => {
    const { page, context } = await enter();
    const name = await machineIn(page, "running");
    await openMachine(page, name);
    await page.getByRole("button", { name: "Force off", exact: true }).click();
    const dialog = page.getByRole("dialog");
    const confirm = dialog.getByRole("button", { name: "Force off" });
    await dialog.getByText(/every write not yet on disk/).waitFor();
    expect(await confirm.getAttribute("aria-disabled")).toBe("true");
    await page.keyboard.press("Enter");
    await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
    await confirm.click();
    await page.getByText("Is switched off.").waitFor();
    await context.close();
  });

  it("watches figures arrive, zooms in by dragging, and goes back by a double click", async () => {
    const { page, context, complaints } = await enter();
    const name = await machineIn(page, "running");
    await openMachine(page, name);
    const cpu = page.getByRole("figure", { name: /Chart of CPU/ });
    await cpu.getByText(/CPU$/).first().waitFor();
    await page.getByLabel("5 min").check({ force: true });
    await page.waitForURL(/range=5m/);
    const box = await cpu.boundingBox();
    if (box === null) throw new Error("the chart has no place");
    await page.mouse.move(box.x + box.width * 0.7, box.y + 70);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 70, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=\d+&to=\d+/);
    await page.getByRole("button", { name: "Back to live" }).waitFor();
    await page.mouse.dblclick(box.x + box.width * 0.6, box.y + 70);
    await page.getByRole("button", { name: "Back to live" }).waitFor({ state: "detached" });
    await page.getByLabel("Table").check({ force: true });
    await page.getByRole("table").getByText(/CPU$/).first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("opens the serial console, types, and reads the answer", async () => {
    const { page, context, complaints } = await enter();
    const name = await machineIn(page, "running");
    await openMachine(page, name);
    await page.getByRole("tab", { name: "Console" }).click();
    await page.getByRole("button", { name: "Connect" }).click();
    await page.getByText("Connected").waitFor();
    await page.keyboard.type("hello");
    await page.locator(".xterm-rows").getByText(/hello/).first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("reads a machine's definition, and searches in it", async () => {
    const { page, context, complaints } = await enter();
    const name = await machineIn(page, "running");
    await openMachine(page, name);
    await page.getByRole("tab", { name: "XML" }).click();
    await page.getByText(`<name>${name}</name>`).waitFor();
    await page.getByRole("searchbox", { name: "Search" }).fill("uuid");
    await page.getByText("1 of 2").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("2 of 2").waitFor();
    await page.getByLabel("Next start").check({ force: true });
    await page.getByText("<domain type='kvm'>").waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("jumps and acts by the palette without the mouse", async () => {
    const { page, context } = await enter();
    const name = await machineIn(page, "running");
    await page.keyboard.press("Control+k");
    await page.keyboard.type(`pause ${name}`);
    await page.getByRole("option", { name: new RegExp(`^Pause ${name} `) }).waitFor();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: `Pause ${name}?` });
    await dialog.waitFor();
    await page.keyboard.press("Enter");
    await openMachine(page, name);
    await page.getByRole("button", { name: "Resume" }).click();
    await page
      .getByText("Runs without trouble.")
      .or(page.getByText(/^Runs,/))
      .waitFor();
    await context.close();
  });

  it("looks at what a move takes, cancels one, and sees another beside its forecast", async () => {
    const { page, context, complaints } = await enter();
    const local = simulated("running", (machine) => !machine.sharedDisk);
    await openMove(page, local);
    await page.getByLabel("Live", { exact: true }).check({ force: true });
    await page
      .getByText(/^Only its host reaches vda/)
      .first()
      .waitFor();
    await page.getByLabel("Live, with its disks", { exact: true }).check({ force: true });
    await page.getByRole("region", { name: "Where to" }).getByText("2 of 2 possible").waitFor();
    await page.getByRole("img", { name: /^Duration: median/ }).waitFor();
    await page.getByRole("button", { name: new RegExp(`^Move ${local} to sim-`) }).click();
    await page.getByRole("figure", { name: "What remains over time" }).waitFor();
    await page.getByText(/^\d.* of \d+(\.\d)? GiB$/).waitFor();
    await page.getByText("Pause if it switched now").waitFor();
    await page.getByRole("button", { name: "Cancel the move" }).click();
    await page.getByText("Is where it was; nothing is left on the target").waitFor();

    const shared = simulated("running", (machine) => machine.sharedDisk);
    await openMove(page, shared);
    const button = page.getByRole("button", { name: new RegExp(`^Move ${shared} to sim-`) });
    const target = (await button.textContent())?.split(" to ").at(-1) ?? "";
    await button.click();
    await page.getByText("Last move").waitFor();
    await page.getByRole("img", { name: /^Duration: .*; measured .* the interval$/ }).waitFor();
    await page.getByRole("img", { name: /^Pause: .*; measured .* the interval$/ }).waitFor();
    await page.getByRole("link", { name: target, exact: true }).waitFor();
    await page.goto(at("/insights?tab=forecasts&view=table"));
    await page
      .getByRole("row", { name: new RegExp(shared) })
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("is told when the control plane is gone, and everything is back by itself with it", async () => {
    const { page, context } = await enter();
    await page.getByText(/All 3 hosts report/).waitFor();
    await stack().plane.end("SIGKILL");
    await page.getByText(/The live feed has been lost for/).waitFor();
    await stack().plane.start();
    await page.getByText(/The live feed has been lost/).waitFor({ state: "detached" });
    await page.getByText("Live", { exact: true }).waitFor();
    await context.close();
  });
});
