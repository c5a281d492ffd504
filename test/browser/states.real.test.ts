import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "./browser.ts";
import { mockStack, type Stack } from "./stack.ts";
import { expectAccessible, logIn, openMachine, visit } from "./visit.ts";

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  stack = await mockStack();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await stack.stop();
});

async function enter(as: string) {
  const made = await visit(browser);
  await logIn(made.page, stack, as);
  return made;
}

describe("states of the console", () => {
  it("offers a labelled demo guest on a host without machines, and shows it made", async () => {
    const { page, context } = await enter("empty");
    await page.getByText("box runs no machines yet").waitFor();
    await page.getByRole("button", { name: "Make a demo guest" }).click();
    await page.getByRole("heading", { level: 1, name: "Operations" }).waitFor();
    await page.getByText("made demo guest demo-1 on box").waitFor();
    await page.getByRole("link", { name: "Machines" }).click();
    const row = page.getByRole("row", { name: /demo-1/ });
    await row.getByText("Demo guest").waitFor();
    await context.close();
  });

  it("says that the fleet is empty and what to do", async () => {
    const { page, context } = await enter("nothing");
    await page.getByText("No host has joined yet", { exact: true }).waitFor();
    await page.getByText("Install the agent on a host").waitFor();
    await context.close();
  });

  it("names what failed, the code and the next step, and can try again", async () => {
    const { page, context } = await enter("failing");
    await page.getByText("Could not show the fleet").waitFor();
    await page.getByText("STORE_UNAVAILABLE").waitFor();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await expectAccessible(page, "failing");
    await context.close();
  });

  it("says that it is not live, since when, and keeps what it knows", async () => {
    const { page, context } = await enter("offline");
    await page.getByText(/The live feed has been lost for/).waitFor();
    await page.getByRole("heading", { level: 1, name: /things are wrong/ }).waitFor();
    await expectAccessible(page, "offline");
    await context.close();
  });

  it("shows a host that is down first", async () => {
    const { page, context } = await enter("host-down");
    await page.getByText("kvm-2 is not connected").first().waitFor();
    await page.getByText("2 of 3 hosts report").waitFor();
    await context.close();
  });

  it("forgets a host that is gone, once its name was typed", async () => {
    const { page, context } = await enter("host-down");
    await page.goto(`${stack.url}/hosts/kvm-2`);
    await page.getByRole("button", { name: "Forget this host" }).click();
    const dialog = page.getByRole("dialog");
    const button = dialog.getByRole("button", { name: "Forget this host" });
    expect(await button.getAttribute("aria-disabled")).toBe("true");
    await dialog.getByLabel("Type kvm-2 to confirm").fill("kvm-2");
    await button.click();
    await page.getByText("kvm-2 is forgotten").waitFor();
    await page.getByRole("heading", { level: 1, name: "Hosts" }).waitFor();
    await context.close();
  });

  it("shows the fleet as it was, and says what is no time", async () => {
    const { page, context } = await enter("anna");
    await page.getByRole("link", { name: "Record" }).click();
    const at = page.getByLabel("The fleet as it was at");
    await at.fill("yesterday");
    await page.getByRole("button", { name: "Look" }).click();
    await page.getByText("That is not a time").waitFor();
    await at.fill("2026-01-02 03:04");
    await page.getByRole("button", { name: "Look" }).click();
    const row = page.getByRole("row", { name: /web-3/ });
    await row.getByText("Off").waitFor();
    expect(new URL(page.url()).searchParams.get("at")).toBe("2026-01-02 03:04");
    await page.getByRole("button", { name: "Back to now" }).click();
    await page.getByText("Newest first").waitFor();
    await context.close();
  });

  it("measures disks and interfaces one by one while somebody looks", async () => {
    const { page, context } = await enter("anna");
    const asked = page.waitForRequest((request) => request.url().endsWith("/detail"));
    await openMachine(page, "web-3");
    await page.getByRole("tab", { name: "Disks" }).click();
    expect((await asked).postDataJSON()).toEqual({ seconds: 120 });
    await page.getByText("Figures of vda").waitFor();
    await page.getByRole("figure", { name: /Chart of Requests/ }).waitFor();
    await context.close();
  });

  it("gives the one line that adds a host, and takes a token back", async () => {
    const { page, context } = await enter("anna");
    await page.goto(`${stack.url}/hosts`);
    await page.getByRole("button", { name: "Add a host" }).click();
    await page.getByLabel("What the token is for").fill("rack 4");
    await page.getByRole("button", { name: "Make the line" }).click();
    await page.getByText(/^curl .*install\.sh \| sudo sh -s -- --token nct1\./).waitFor();
    await page.getByRole("button", { name: "Revoke token rack 4" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Revoke token rack 4" }).click();
    await page.getByText("No token is open.").waitFor();
    await expectAccessible(page, "add a host");
    await context.close();
  });

  it("adds a person with a role, and shows the password once", async () => {
    const { page, context } = await enter("anna");
    await page.goto(`${stack.url}/settings?tab=people`);
    await page.getByLabel("Name", { exact: true }).fill("ben");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("Password of ben").waitFor();
    const row = page.getByRole("row", { name: /ben/ });
    await row.getByText("viewer").waitFor();
    await page.getByRole("button", { name: "Disable ben" }).click();
    await page.getByRole("button", { name: "Enable ben" }).waitFor();
    await context.close();
  });

  it("makes a project with a limit, changes it, and removes it while it is empty", async () => {
    const { page, context } = await enter("anna");
    await page.goto(`${stack.url}/settings?tab=projects`);
    await page.getByLabel("Name", { exact: true }).fill("shop");
    await page.getByLabel("Limit of machines", { exact: true }).fill("4");
    await page.getByRole("button", { name: "Add project", exact: true }).click();
    await page.getByRole("meter", { name: "Machines shop", exact: true }).waitFor();
    await page.getByRole("button", { name: "Change shop", exact: true }).click();
    await page.getByLabel("Limit of machines", { exact: true }).fill("6");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("0 of 6", { exact: true }).waitFor();
    await expectAccessible(page, "projects");
    await page.getByRole("button", { name: "Remove project shop", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Remove project shop", exact: true }).click();
    await page.getByRole("row", { name: /shop/ }).waitFor({ state: "detached" });
    await context.close();
  });

  it("sets up an authenticator app in two steps, and shows the recovery codes once", async () => {
    const { page, context } = await enter("anna");
    await page.goto(`${stack.url}/settings?tab=person`);
    await page.getByLabel("Your password", { exact: true }).fill("mock");
    await page.getByRole("button", { name: "Set up an authenticator app" }).click();
    await page.getByText("MZXW6YTBOIMZXW6YTBOIMZXW6YTBOIMZ").waitFor();
    await page.getByLabel("Code that the app shows").fill("123456");
    await page.getByRole("button", { name: "Confirm", exact: true }).click();
    await page.getByText(/^Recovery codes/).waitFor();
    await page.getByText("Where you are logged in").waitFor();
    await expectAccessible(page, "second factor");
    await context.close();
  });

  it("lets a viewer look, and tells why nothing can be pressed", async () => {
    const { page, context } = await enter("viewer");
    await openMachine(page, "web-3");
    const button = page.getByRole("button", { name: "Shut down" });
    expect(await button.getAttribute("aria-disabled")).toBe("true");
    await button.hover();
    await page.getByText("needs the permission machine.power").waitFor();
    await context.close();
  });

  it("shows a failed operation with libvirt's own words", async () => {
    const { page, context } = await enter("anna");
    await openMachine(page, "fails-to-start");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("link", { name: "Operations" }).click();
    await page.getByText("LIBVIRT_ERROR").waitFor();
    await page.getByText(/Cannot access storage file/).waitFor();
    await context.close();
  });

  it("cancels an operation that hangs", async () => {
    const { page, context } = await enter("anna");
    await openMachine(page, "hangs-on-shutdown");
    await page.getByRole("button", { name: "Shut down" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Shut down" }).click();
    await page.getByRole("link", { name: "Operations" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page
      .getByText(/tried to shutdown hangs-on-shutdown.*cancelled/)
      .first()
      .waitFor();
    await context.close();
  });

  it("settles a conflict only by a person's word", async () => {
    const { page, context } = await enter("anna");
    await openMachine(page, "vpn");
    expect(await page.getByRole("button", { name: "Reboot" }).getAttribute("aria-disabled")).toBe(
      "true",
    );
    await page.getByRole("button", { name: "The one on kvm-1 is true" }).click();
    await page.getByText("Two hosts report this machine").waitFor({ state: "detached" });
    await context.close();
  });
});
