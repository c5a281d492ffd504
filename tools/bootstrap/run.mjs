// The first step of every command: runs on any Node >= 20.19 with npm and nothing else installed.
// It installs the pinned Node and pnpm into .toolchain, the workspace's dependencies into
// node_modules, and then runs the TypeScript file it was given on the pinned Node.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const toolchain = join(root, ".toolchain");
const nodeBin = join(toolchain, "node_modules", `node-linux-${process.arch}`, "bin", "node");
const pnpmBin = join(toolchain, "node_modules", ".bin", "pnpm");

function fail(message) {
  process.stderr.write(`novacron: ${message}\n`);
  process.exit(1);
}

function run(what, command, args, cwd, env = process.env) {
  const result = spawnSync(command, args, { cwd, env, stdio: ["ignore", 2, 2] });
  if (result.error) fail(`${what}: cannot run ${command}: ${result.error.message}`);
  if (result.status !== 0)
    fail(`${what} failed (${command} ${args.join(" ")} exited ${result.status})`);
}

/** Hash of the files that decide what must be installed; equal stamp means nothing to do. */
function stampOf(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(existsSync(file) ? readFileSync(file) : "absent");
  return hash.digest("hex");
}

function installOnce(stampFile, files, install) {
  const want = stampOf(files);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === want) return;
  install();
  writeFileSync(stampFile, want);
}

function ensureToolchain() {
  const source = join(root, "tools", "bootstrap", "toolchain");
  const files = ["package.json", "package-lock.json"].map((name) => join(source, name));
  mkdirSync(toolchain, { recursive: true });
  installOnce(join(toolchain, "stamp"), files, () => {
    process.stderr.write("novacron: installing the pinned Node and pnpm into .toolchain\n");
    for (const file of files) copyFileSync(file, join(toolchain, file.slice(source.length + 1)));
    run(
      "set-up of the toolchain",
      "npm",
      ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
      toolchain,
    );
    if (existsSync(nodeBin)) ensureNodeRuns();
  });
  if (!existsSync(nodeBin))
    fail(`no pinned Node for linux-${process.arch}; x64 and arm64 are supported`);
}

/** The official Node needs libatomic, which a minimal Debian does not have. */
function ensureNodeRuns() {
  const attempt = () => spawnSync(nodeBin, ["--version"], { encoding: "utf8" });
  const first = attempt();
  if (first.status === 0) return;
  const problem = (first.stderr || String(first.error)).trim();
  const command = ["apt-get", "install", "-y", "--no-install-recommends", "libatomic1"];
  const mayInstall = process.getuid() === 0 && !process.argv.includes("--no-install");
  if (!problem.includes("libatomic") || !mayInstall || !existsSync("/usr/bin/apt-get")) {
    fail(`the pinned Node does not run: ${problem}\nnovacron: what to do: ${command.join(" ")}`);
  }
  process.stderr.write(
    `novacron: the pinned Node needs libatomic; installing it now: ${command.join(" ")}\n`,
  );
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const quiet = { env, stdio: ["ignore", 2, 2] };
  if (spawnSync(command[0], command.slice(1), quiet).status !== 0) {
    run("refresh of the package lists", "apt-get", ["update", "-q"], root, env);
    run("set-up of libatomic", command[0], command.slice(1), root, env);
  }
  if (attempt().status !== 0) fail(`the pinned Node does not run: ${attempt().stderr}`);
}

function ensureDependencies() {
  const packages = ["protocol", "agent", "control-plane", "dashboard", "cli", "test", "tools"];
  const files = ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml"].map((name) =>
    join(root, name),
  );
  for (const name of packages) files.push(join(root, name, "package.json"));
  mkdirSync(join(root, "node_modules"), { recursive: true });
  installOnce(join(root, "node_modules", ".novacron-stamp"), files, () => {
    process.stderr.write("novacron: installing the workspace's dependencies\n");
    const args = [pnpmBin, "install", "--frozen-lockfile", "--reporter=append-only"];
    run("set-up of the dependencies", nodeBin, args, root, { ...process.env, CI: "true" });
  });
}

if (process.platform !== "linux") fail("NovaCron runs on Linux hosts");
ensureToolchain();
ensureDependencies();

const [first, ...rest] = process.argv.slice(2);
if (first === undefined)
  fail("usage: run.mjs FILE.ts [ARG ...] | run.mjs --exec COMMAND [ARG ...]");
const paths = [
  dirname(nodeBin),
  join(toolchain, "node_modules", ".bin"),
  join(root, "node_modules", ".bin"),
];
const env = {
  ...process.env,
  PATH: `${paths.join(":")}:${process.env.PATH}`,
  NODE_NO_WARNINGS: "1",
};
const [command, args] =
  first === "--exec" ? [rest[0], rest.slice(1)] : [nodeBin, [join(root, first), ...rest]];

// The signals of a terminal reach the whole process group; this parent only waits for the child's answer.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
const { spawn } = await import("node:child_process");
const child = spawn(command, args, { stdio: "inherit", env });
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => fail(`cannot run ${command}: ${error.message}`));
child.on("exit", (code, signal) =>
  process.exit(code ?? 128 + constants.signals[signal ?? "SIGTERM"]),
);
