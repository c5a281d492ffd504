import type { Page } from "playwright-core";

/** One picture: who looks, where, in which colours and size, and what must be there before it is taken. */
export interface Shot {
  readonly name: string;
  readonly as: string | null;
  readonly path: string;
  readonly size: "wide" | "phone";
  readonly scheme: "light" | "dark";
  readonly until: (page: Page) => Promise<void>;
}

/** Long enough for two ticks of the feed, so that live figures and sparklines are on the picture. */
const liveMs = 5_000;

const settled = (page: Page) => page.waitForTimeout(liveMs);
const at = (ms: number) => (page: Page) => page.waitForTimeout(ms);
const openMachine = (name: string, tab?: string) => async (page: Page) => {
  await page.getByRole("link", { name, exact: true }).first().click();
  await page.getByRole("tablist").waitFor();
  if (tab !== undefined) await page.getByRole("tab", { name: tab }).click();
  await settled(page);
};

const upgradePlan = async (page: Page) => {
  await page.getByRole("button", { name: "Upgrade to 0.2.0" }).click();
  await page.getByRole("dialog").getByText("Canaries").first().waitFor();
  await page.waitForTimeout(500);
};
const upgraded = async (page: Page) => {
  await upgradePlan(page);
  await page.getByRole("button", { name: "Upgrade 3 hosts" }).click();
  await settled(page);
};
const newRole = async (page: Page) => {
  await page.getByRole("button", { name: "Copy operator as a new role" }).click();
  await page.getByLabel("Name", { exact: true }).fill("night");
  await settled(page);
};
const openMove = (name: string) => async (page: Page) => {
  await page.getByRole("link", { name, exact: true }).first().click();
  await page.getByRole("tablist").waitFor();
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await page.getByRole("button", { name: new RegExp(`^Move ${name} to`) }).waitFor();
  await page.waitForTimeout(1_000);
};
const pressMove = (name: string, ms: number) => async (page: Page) => {
  await openMove(name)(page);
  await page.getByRole("button", { name: new RegExp(`^Move ${name} to`) }).click();
  await page.getByRole("tablist").waitFor();
  await page.waitForTimeout(ms);
};

const authorityBegun = async (page: Page) => {
  await page.getByRole("button", { name: "Make the next one" }).click();
  await page.waitForTimeout(1_500);
};
const lookNow = async (page: Page) => {
  await page.getByRole("button", { name: "Look now" }).click();
  await page.getByText(/^Move \d machines$/).waitFor();
  await settled(page);
};

type Rest = Partial<Omit<Shot, "name" | "path">>;
const shot = (name: string, path: string, rest: Rest = {}): Shot => ({
  name,
  path,
  as: "anna",
  size: "wide",
  scheme: "light",
  until: settled,
  ...rest,
});

const dark = { scheme: "dark" } as const;
const phone = { size: "phone" } as const;
const webOnly = "/machines?filter=name:web-3";

export const shots: readonly Shot[] = [
  shot("login", "/login", { as: null, until: at(600) }),
  shot("login-dark", "/login", { as: null, until: at(600), ...dark }),
  shot("fleet", "/"),
  shot("fleet-dark", "/", dark),
  shot("fleet-phone", "/", phone),
  shot("fleet-empty", "/", { as: "empty" }),
  shot("fleet-nothing", "/", { as: "nothing", until: at(1_500) }),
  shot("fleet-thousand", "/", { as: "thousand" }),
  shot("fleet-five-thousand-dark", "/", { as: "five-thousand", ...dark }),
  shot("fleet-many-hosts", "/", { as: "many-hosts", until: at(8_000) }),
  shot("fleet-host-down", "/", { as: "host-down" }),
  shot("fleet-slow", "/", { as: "slow", until: at(900) }),
  shot("fleet-failing", "/", { as: "failing", until: at(1_500) }),
  shot("fleet-offline-dark", "/", { as: "offline", ...dark }),
  shot("machines", "/machines"),
  shot("machines-dark", "/machines?sort=-cpu", dark),
  shot("machines-thousand", "/machines", { as: "thousand" }),
  shot("machines-phone", "/machines", phone),
  shot("record", "/record"),
  shot("settings-you", "/settings?tab=person"),
  shot("settings-people", "/settings?tab=people"),
  shot("settings-upgrades", "/settings?tab=upgrades", { until: upgradePlan }),
  shot("settings-upgrades-halted", "/settings?tab=upgrades", { as: "rolls-back", until: upgraded }),
  shot("settings-upgrades-dark", "/settings?tab=upgrades", { until: upgraded, ...dark }),
  shot("settings-upgrades-phone", "/settings?tab=upgrades", {
    as: "rolls-back",
    until: upgraded,
    ...phone,
  }),
  shot("settings-roles", "/settings?tab=roles", { until: newRole }),
  shot("settings-roles-dark", "/settings?tab=roles", dark),
  shot("settings-roles-phone", "/settings?tab=roles", { until: newRole, ...phone }),
  shot("settings-projects", "/settings?tab=projects"),
  shot("settings-limits", "/settings?tab=limits"),
  shot("settings-limits-phone", "/settings?tab=limits", phone),
  shot("settings-projects-phone", "/settings?tab=projects", phone),
  shot("settings-authority", "/settings?tab=authority", { until: authorityBegun }),
  shot("settings-authority-phone", "/settings?tab=authority", phone),
  shot("settings-audit-dark", "/settings?tab=audit", dark),
  shot("settings-people-phone", "/settings?tab=people", phone),
  shot("hosts-add", "/hosts", {
    until: async (page) => {
      await page.getByRole("button", { name: "Add a host" }).click();
      await page.getByRole("button", { name: "Make the line" }).click();
      await settled(page);
    },
  }),
  shot("record-as-of-dark", "/record?at=2026-11-01 12:00", dark),
  shot("record-phone", "/record?at=2026-11-01 12:00", phone),
  shot("machine-disks", webOnly, { until: openMachine("web-3", "Disks") }),
  shot("machine-disks-phone", webOnly, { until: openMachine("web-3", "Disks"), ...phone }),
  shot("machine-networks-dark", webOnly, { until: openMachine("web-3", "Networks"), ...dark }),
  shot("machines-none", "/machines?filter=colour:red%20zzz", { until: at(1_500) }),
  shot("machines-slow", "/machines", { as: "slow", until: at(900) }),
  shot("machines-chosen", "/machines", {
    until: async (page) => {
      const grid = page.getByRole("grid");
      await grid.focus();
      for (const key of ["Space", "Shift+ArrowDown", "Shift+ArrowDown"])
        await page.keyboard.press(key);
      await page.getByRole("button", { name: "Shut down" }).click();
      await page.getByRole("dialog").waitFor();
      await page.waitForTimeout(500);
    },
  }),
  shot("machines-move", "/machines?filter=host:kvm-2", {
    until: async (page) => {
      await page.getByRole("grid").focus();
      for (const key of ["Space", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown"])
        await page.keyboard.press(key);
      await page.getByRole("button", { name: "Move", exact: true }).click();
      await page.getByRole("dialog").getByText(/pause/).first().waitFor();
      await page.waitForTimeout(500);
    },
  }),
  shot("machine", webOnly, { until: openMachine("web-3") }),
  shot("machine-dark", webOnly, { until: openMachine("web-3"), ...dark }),
  shot("machine-phone", webOnly, { until: openMachine("web-3"), ...phone }),
  shot("machine-conflict", "/machines?filter=vpn", { until: openMachine("vpn") }),
  shot("machine-console", webOnly, {
    until: async (page) => {
      await openMachine("web-3", "Console")(page);
      await page.getByRole("button", { name: "Connect" }).click();
      await page.waitForTimeout(1_500);
    },
  }),
  shot("machine-force-off", webOnly, {
    until: async (page) => {
      await openMachine("web-3")(page);
      await page.getByRole("button", { name: "Force off", exact: true }).click();
      await page.waitForTimeout(500);
    },
  }),
  shot("machine-obstacles", "/machines?filter=lab-kernel", {
    until: async (page) => {
      await openMachine("lab-kernel")(page);
      await page.getByRole("button", { name: "Pause", exact: true }).hover();
      await page.waitForTimeout(700);
    },
  }),
  shot("move", webOnly, { until: openMove("web-3") }),
  shot("move-dark", "/machines?filter=name:db-1", { until: openMove("db-1"), ...dark }),
  shot("move-phone", webOnly, { until: openMove("web-3"), ...phone }),
  shot("move-options", "/machines?filter=name:cache-1", {
    until: async (page) => {
      await openMove("cache-1")(page);
      await page.getByText("Policy of this machine", { exact: true }).click();
      await page.getByLabel("Post-copy may be used").click();
      await page.getByText("More", { exact: true }).click();
      await page.getByLabel(/Switch over before/).check();
      await page.waitForTimeout(1_500);
    },
  }),
  shot("move-obstacles", "/machines?filter=name:gitlab", { until: openMove("gitlab") }),
  shot("machine-moving", webOnly, { until: pressMove("web-3", 6_000) }),
  shot("machine-moving-dark", webOnly, { until: pressMove("web-3", 5_000), ...dark }),
  shot("machine-moving-phone", webOnly, { until: pressMove("web-3", 5_000), ...phone }),
  shot("machine-moved", webOnly, { until: pressMove("web-3", 11_000) }),
  shot("hosts", "/hosts"),
  shot("host", "/hosts", { until: openMachine("kvm-3") }),
  shot("host-dark", "/hosts", { until: openMachine("kvm-1"), ...dark }),
  shot("host-maintenance", "/hosts/kvm-2?tab=maintenance"),
  shot("host-maintenance-dark", "/hosts/kvm-3?tab=maintenance", dark),
  shot("host-maintenance-phone", "/hosts/kvm-2?tab=maintenance", phone),
  shot("host-maintenance-run", "/hosts/kvm-3?tab=maintenance", {
    until: async (page) => {
      await page.getByLabel(/could not lose one more/).check();
      await page.getByRole("button", { name: "Empty kvm-3" }).click();
      await settled(page);
    },
  }),
  shot("maintenance", "/maintenance", {
    until: async (page) => {
      await page.getByLabel("kvm-3", { exact: true }).check();
      await page.getByLabel("kvm-2", { exact: true }).check();
      await settled(page);
    },
  }),
  shot("insights", "/insights", { until: lookNow }),
  shot("insights-dark", "/insights", { until: lookNow, ...dark }),
  shot("insights-phone", "/insights", { until: lookNow, ...phone }),
  shot("insights-what-if", "/insights?tab=what-if"),
  shot("insights-more", "/insights?tab=what-if&if=machines-added&count=90&memory=8", dark),
  shot("insights-forecasts", "/insights?tab=forecasts"),
  shot("insights-forecasts-dark", "/insights?tab=forecasts", dark),
  shot("insights-forecasts-phone", "/insights?tab=forecasts", phone),
  shot("insights-table", "/insights?tab=forecasts&view=table"),
  shot("operations", webOnly, {
    until: async (page) => {
      await openMachine("web-3")(page);
      await page.getByRole("button", { name: "Reboot", exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Reboot", exact: true }).click();
      await page.getByRole("link", { name: "Operations" }).click();
      await page
        .getByRole("button", { name: /Steps of/ })
        .first()
        .click();
      await page.waitForTimeout(900);
    },
  }),
  shot("settings", "/settings"),
  shot("settings-tokens-dark", "/settings?tab=tokens", dark),
  shot("palette", "/", {
    until: async (page) => {
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").fill("web");
      await page.waitForTimeout(1_500);
    },
  }),
];
