import type { Purpose } from "./debian-needs.ts";
import { install, missing } from "./packages.ts";
import { runMain, SetupError } from "./setup-error.ts";

// By hand: npm run exec -- node tools/bootstrap/packages-main.ts test [--no-install] [--list]
await runMain(async () => {
  const [purpose = "start", ...flags] = process.argv.slice(2);
  if (!isPurpose(purpose)) {
    throw new SetupError(`no such purpose: ${purpose}`, "use start, test or bench");
  }
  if (flags.includes("--list")) {
    for (const need of missing(purpose)) process.stdout.write(`${need.name}\n`);
    return 0;
  }
  await install(purpose, { noInstall: flags.includes("--no-install") });
  return 0;
});

function isPurpose(text: string): text is Purpose {
  return text === "start" || text === "test" || text === "bench";
}
