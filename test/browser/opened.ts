import { invariant } from "@novacron/protocol/errors/nova-error";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { openBrowser } from "./browser.ts";
import type { Stack } from "./stack.ts";
import { logIn, type Visit, type VisitOptions, visit } from "./visit.ts";

export interface EnterOptions extends VisitOptions {
  /** Where to go after the login. */
  readonly path?: string;
}

/** The console of one test file: it and a browser are started before its tests and ended after them. */
export function openConsole<S extends Stack>(start: () => Promise<S>) {
  let stack: S | null = null;
  let browser: Browser | null = null;
  beforeAll(async () => {
    stack = await start();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const started = (): S => {
    invariant(stack !== null, "the console is used inside a test");
    return stack;
  };
  const at = (path: string): string => started().url + path;
  /** A browser of its own that is not logged in. */
  const open = (options?: VisitOptions): Promise<Visit> => {
    invariant(browser !== null, "the browser is used inside a test");
    return visit(browser, options);
  };
  /** A browser of its own, logged in. */
  const enter = async (as?: string, options: EnterOptions = {}): Promise<Visit> => {
    const made = await open(options);
    await logIn(made.page, started(), as);
    if (options.path !== undefined) await made.page.goto(at(options.path));
    return made;
  };
  return { stack: started, at, open, enter };
}
