import { join } from "node:path";
import { startMock } from "./server.ts";

/**
 * Serves the mock API and, where it is built, the console: node mock-api/main.ts [port].
 *
 * Log in with the password "mock"; the name chooses what is seen: anna (a small fleet with trouble), viewer,
 * nothing, empty (one host, no machines), thousand, five-thousand, many-hosts, slow, failing, offline,
 * host-down, rolls-back (an upgrade of agents that stops itself). Machines called fails-* fail to start, hangs-* never shut down.
 */
const dist = join(import.meta.dirname, "..", "dist");
const server = await startMock({ port: Number(process.argv[2] ?? 5180), dist });
process.stdout.write(`Mock API and console at ${server.url} (password: mock)\n`);
