import { type Browser, chromium } from "playwright-core";

/** Debian's chromium; another one by NOVACRON_CHROMIUM. It must not call home while it is measured. */
const executablePath = process.env.NOVACRON_CHROMIUM ?? "/usr/bin/chromium";
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args });
}
