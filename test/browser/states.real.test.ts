import { describe, expect, it } from "vitest";
import { openConsole } from "./opened.ts";
import { mockStack } from "./stack.ts";
import { expectAccessible, openMachine } from "./visit.ts";

const { at, enter } = openConsole(mockStack);

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
    await page.getByRole("button", { name: "Add a host" }).click();
    await page.getByLabel("What the token is for").waitFor();
    await context.close();
  });

  it("puts hosts in order by a press on a head, and keeps it in the address", async () => {
    const { page, context } = await enter("anna");
    await page.goto(at("/hosts"));
    const names = () => page.getByRole("row").getByRole("link").allTextContents();
    await page.getByRole("button", { name: "vCPUs given" }).click();
    await page.waitForURL(/sort=-vcpus/);
    expect(await names()).toEqual(["kvm-1", "kvm-2", "kvm-3"]);
    await page.getByRole("button", { name: "vCPUs given" }).click();
    await page.waitForURL(/sort=vcpus/);
    await page.reload();
    await page.getByRole("columnheader", { name: "vCPUs given" }).waitFor();
    expect(await names()).toEqual(["kvm-3", "kvm-2", "kvm-1"]);
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
    await page.goto(at("/hosts/kvm-2"));
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

  it("narrows the record to trouble and to one person, in the address", async () => {
    const { page, context } = await enter("anna");
    await page.goto(at("/record"));
    await page.getByText("ben started ci-runner-2").waitFor();
    await page.getByRole("radio", { name: "Trouble" }).check({ force: true });
    await page.getByText("ben started ci-runner-2").waitFor({ state: "detached" });
    await page.getByText("lab-kernel panicked").waitFor();
    await page.getByLabel("Done by").fill("anna");
    await page.keyboard.press("Enter");
    await page.getByText("lab-kernel panicked").waitFor({ state: "detached" });
    await page.getByText("anna could not shut web-3 down").waitFor();
    expect(new URL(page.url()).search).toBe("?by=anna&least=warning");
    await page.getByRole("radio", { name: "Critical" }).check({ force: true });
    await page.getByRole("button", { name: "Show everything" }).click();
    await page.getByText("ben started ci-runner-2").waitFor();
    expect(new URL(page.url()).search).toBe("");
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
    await page.goto(at("/hosts"));
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
    await page.goto(at("/settings?tab=people"));
    await page.getByLabel("Name", { exact: true }).fill("ben");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("Password of ben").waitFor();
    const row = page.getByRole("row", { name: /ben/ });
    await row.getByText("viewer").waitFor();
    await page.getByRole("button", { name: "Disable ben" }).click();
    await page.getByRole("button", { name: "Enable ben" }).waitFor();
    await context.close();
  });

  it("shows the plan of an upgrade before it begins, its waves, and what runs where", async () => {
    const { page, context } = await enter("anna");
    await page.goto(at("/settings?tab=upgrades"));
    await page.getByText("Not by a trusted key").waitFor();
    expect(await page.getByRole("button", { name: "Upgrade to 0.3.0" }).count()).toBe(0);
    await page.getByRole("button", { name: "Upgrade to 0.2.0" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Hosts in a wave").fill("1");
    await dialog.getByText("Wave 2").waitFor();
    await expectAccessible(page, "plan of an upgrade");
    await dialog.getByRole("button", { name: "Upgrade 3 hosts" }).click();
    await page.getByRole("row", { name: /Canary kvm-1/ }).waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused").waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByText("3 of 3 hosts healthy").waitFor();
    await page.getByRole("row", { name: /^0\.2\.0 3 kvm-1 kvm-2 kvm-3/ }).waitFor();
    await context.close();
  });

  it("stops an upgrade by a person's word", async () => {
    const { page, context } = await enter("anna");
    await page.goto(at("/settings?tab=upgrades"));
    await page.getByRole("button", { name: "Upgrade to 0.2.0" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Upgrade 3 hosts" }).click();
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop this upgrade" }).click();
    await page.getByText("Stopped", { exact: true }).waitFor();
    await page.getByText("Those that had been asked go on").waitFor();
    await context.close();
  });

  it("says why an upgrade stopped itself, and who was never asked", async () => {
    const { page, context } = await enter("rolls-back");
    await page.goto(at("/settings?tab=upgrades"));
    await page.getByRole("button", { name: "Upgrade to 0.2.0" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Upgrade 3 hosts" }).click();
    await page.getByText(/It stopped itself at kvm-1.*begun 3 times/).waitFor();
    await page.getByRole("row", { name: /kvm-2.*Not asked/ }).waitFor();
    await page.getByRole("columnheader", { name: "Went back" }).waitFor();
    await expectAccessible(page, "upgrade that stopped itself");
    await context.close();
  });

  it("says that there is no release, and how one comes there", async () => {
    const { page, context } = await enter("nothing");
    await page.goto(at("/settings?tab=upgrades"));
    await page.getByText("No release lies on the shelf").waitFor();
    await page.getByText("novacron-server release add FOLDER").waitFor();
    await context.close();
  });

  it("makes a role, gives it for a tag, and deletes it only when nobody has it", async () => {
    const { page, context } = await enter("anna");
    await page.goto(at("/settings?tab=roles"));
    await page.getByRole("button", { name: "Copy viewer as a new role" }).click();
    await page.getByLabel("Name", { exact: true }).fill("night");
    await page.getByLabel("machine.power", { exact: true }).check();
    await page
      .getByText("start, stop, reboot, pause and resume machines", { exact: true })
      .waitFor();
    await expectAccessible(page, "new role");
    await page.getByRole("button", { name: "Make role" }).click();
    await page
      .getByRole("row", { name: /^night/ })
      .getByText("6 permissions")
      .waitFor();
    await page.getByLabel("Role", { exact: true }).selectOption("night");
    await page.getByLabel("To", { exact: true }).selectOption("vera");
    await page.getByLabel("Where", { exact: true }).selectOption("Tag");
    await page.getByLabel("Tag", { exact: true }).fill("prod");
    await page.getByRole("button", { name: "Give", exact: true }).click();
    await page.getByText("machines tagged prod").waitFor();
    const remove = page.getByRole("button", { name: "Delete role night" });
    expect(await remove.getAttribute("aria-disabled")).toBe("true");
    await page.getByRole("button", { name: "Change night" }).focus();
    await page.keyboard.press("Tab");
    await page.getByText("Take it away first from: vera").waitFor();
    await page.getByRole("button", { name: "Take night from vera" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Take night from vera" }).click();
    await page.getByText("machines tagged prod").waitFor({ state: "detached" });
    await remove.click();
    await dialog.getByRole("button", { name: "Delete role night" }).click();
    await page.getByRole("row", { name: /^night/ }).waitFor({ state: "detached" });
    await context.close();
  });

  it("lets a viewer see how an upgrade stands, and not people's roles", async () => {
    const { page, context } = await enter("viewer");
    await page.goto(at("/settings?tab=upgrades"));
    await page.getByText("takes the permission release.manage").waitFor();
    await page.getByRole("row", { name: /^0\.1\.0/ }).waitFor();
    await page.getByRole("tab", { name: "Roles" }).click();
    await page.getByRole("tab", { name: "Roles", selected: true }).waitFor();
    expect(await page.getByRole("button", { name: "New role" }).count()).toBe(0);
    await context.close();
  });

  it("makes a project with a limit, changes it, and removes it while it is empty", async () => {
    const { page, context } = await enter("anna");
    await page.goto(at("/settings?tab=projects"));
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
    await page.goto(at("/settings?tab=person"));
    await page.getByLabel("Your password", { exact: true }).fill("mock");
    await page.getByRole("button", { name: "Set up an authenticator app" }).click();
    await page.getByText("MZXW6YTBOIMZXW6YTBOIMZXW6YTBOIMZ").waitFor();
    await page.getByRole("img", { name: /^QR code for an authenticator app/ }).waitFor();
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
    const told = page.getByRole("region", { name: "Messages" });
    await told.getByText(/Cannot access storage file/).waitFor();
    await told.getByRole("button", { name: "Close" }).click();
    await page.getByText("LIBVIRT_ERROR").waitFor();
    await page.getByText(/Cannot access storage file/).waitFor();
    await page.goBack();
    await page.getByText(/Is switched off\. Start failed/).waitFor();
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

  it("replaces the authority step by step, and asks before a host is left behind", async () => {
    const { page, context, complaints } = await enter("anna", { path: "/settings?tab=authority" });
    await page.getByRole("button", { name: "Make the next one" }).click();
    await page.getByRole("button", { name: "Let the next one sign" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("All hosts have.").waitFor();
    await page.getByRole("button", { name: "Let the next one sign" }).click();
    await dialog.getByRole("button", { name: "Let the next one sign" }).click();
    await page.getByText("Old: trusted, signs no more").waitFor();
    await page.getByText("All hosts have.").waitFor();
    await page.getByRole("button", { name: "Withdraw the old one" }).click();
    await dialog.getByRole("button", { name: "Withdraw the old one" }).click();
    await page.getByRole("button", { name: "Make the next one" }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
    const viewer = await enter("viewer", { path: "/settings?tab=authority" });
    await viewer.page.getByRole("button", { name: "Make the next one" }).hover();
    await viewer.page.getByText("needs the permission system.manage").waitFor();
    await viewer.context.close();
  });
});
