import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { buildDashboard } from "@novacron/dashboard/build";
import { startMock } from "@novacron/dashboard/mock-api/server";
import { openBrowser } from "@novacron/test/browser/browser";
import type { Browser, Page } from "playwright-core";
import { type Shot, shots } from "./shots.ts";

/**
 * Takes pictures of the console for people to look at:
 *
 *   node tools/screenshots/main.ts OUT [NAME...]        against the mock API, in every listed state
 *   NOVACRON_URL=... NOVACRON_USER=... NOVACRON_PASSWORD=... node tools/screenshots/main.ts OUT NAME...
 *                                                       against a running control plane
 */
const [out = "screenshots", ...names] = process.argv.slice(2);
const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

await mkdir(out, { recursive: true });
const { dist } = await buildDashboard();
const running = process.env.NOVACRON_URL;
const mock = running === undefined ? await startMock({ dist }) : null;
const url = running ?? mock?.url ?? "";
const browser = await openBrowser();
try {
  for (const shot of shots) {
    const wanted = names.length === 0 || names.some((name) => shot.name.startsWith(name));
    if (wanted) await take(browser, shot);
  }
} finally {
  await browser.close();
  await mock?.stop();
}

async function take(browser: Browser, shot: Shot): Promise<void> {
  const context = await browser.newContext({
    viewport: sizes[shot.size],
    colorScheme: shot.scheme,
    reducedMotion: "reduce",
    locale: "en-GB",
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") process.stderr.write(`${shot.name}: ${message.text()}\n`);
  });
  page.on("pageerror", (error) => process.stderr.write(`${shot.name}: ${error.message}\n`));
  if (shot.as !== null) await logIn(page, shot.as);
  await page.goto(url + shot.path);
  await shot.until(page);
  await page.screenshot({ path: join(out, `${shot.name}.png`) });
  await context.close();
  process.stdout.write(`${shot.name}\n`);
}

async function logIn(page: Page, as: string): Promise<void> {
  const name = running === undefined ? as : (process.env.NOVACRON_USER ?? "admin");
  const password = running === undefined ? "mock" : (process.env.NOVACRON_PASSWORD ?? "");
  await page.goto(`${url}/login`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("navigation").waitFor();
}
