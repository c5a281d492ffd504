import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import type { Stack } from "./stack.ts";

export interface VisitOptions {
  readonly scheme?: "light" | "dark";
  readonly size?: { readonly width: number; readonly height: number };
}

export const wide = { width: 1440, height: 900 } as const;
export const phone = { width: 390, height: 844 } as const;
/** The machines that run the tests are shared; a slow answer is not a wrong one. */
const patienceMs = 60_000;

/** A browser of its own for one story, and what the page complained about. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page's own scripts and of its policy; answers with an error status are not among them. */
  readonly complaints: readonly string[];
}

export async function visit(browser: Browser, options: VisitOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: options.size ?? wide,
    colorScheme: options.scheme ?? "light",
    reducedMotion: "reduce",
    locale: "en-GB",
  });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const expected = /Failed to load resource|WebSocket connection/.test(message.text());
    if (message.type() === "error" && !expected) complaints.push(message.text());
  });
  return { page, context, complaints };
}

/** Logs in by the form, as a person does, and waits for the first page. */
export async function logIn(page: Page, stack: Stack, as?: string): Promise<void> {
  const { name, password } = stack.login(as);
  await page.goto(`${stack.url}/login`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("navigation", { name: "Main" }).waitFor();
}

/** No violation of WCAG 2.2 A and AA that a machine can find. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map(({ id, nodes }) => ({
    id,
    where,
    nodes: nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`),
  }));
  expect(found).toEqual([]);
}

/** Goes to a machine by the table, as a person does. */
export async function openMachine(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: "Machines" }).click();
  await page.getByLabel("Filter", { exact: true }).fill(`name:${name}`);
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: new RegExp(`^${name}`) }).waitFor();
}
