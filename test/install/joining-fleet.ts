import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { Client } from "@novacron/cli/client";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import type { JoinDescription } from "@novacron/protocol/domain/join-description";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { TestBinaries } from "@novacron/tools/binaries/test-binaries";
import { type CommandResult, runCommand } from "@novacron/tools/bootstrap/run-command";
import { logInAs } from "../framework/logins.ts";
import { programCommand } from "../framework/programs.ts";
import { waitUntil } from "../lab/processes.ts";

const password = "only for the tests of joining";

/** A real control plane over TLS on an address that stock hosts reach, handing out a real release. */
export class JoiningFleet {
  readonly plane: ControlPlaneProcess;
  readonly url: string;
  readonly folder: string;
  #client: Client | null = null;

  private constructor(plane: ControlPlaneProcess, folder: string) {
    this.plane = plane;
    this.folder = folder;
    this.url = plane.url.replace(/^http:/, "https:");
  }

  static async start(address: string, release: TestBinaries): Promise<JoiningFleet> {
    const folder = mkdtempSync(join(tmpdir(), "novacron-joining-"));
    const releases = join(folder, "releases");
    mkdirSync(releases);
    const env = {
      NOVACRON_TLS: "fleet",
      NOVACRON_ADMIN_PASSWORD: password,
      NOVACRON_RELEASES: releases,
    };
    const plane = await ControlPlaneProcess.make(env, { address });
    const fleet = new JoiningFleet(plane, folder);
    fleet.offer(release);
    plane.launch();
    await waitUntil("the control plane is ready", () => {
      if (!plane.isRunning) throw new Error(`it ended: ${plane.stderr}`);
      return plane.stderr.includes("NovaCron is ready");
    });
    setDefaultCACertificates([...getCACertificates("default"), readFileSync(fleet.ca, "utf8")]);
    return fleet;
  }

  /** Puts a release beside those handed out. */
  offer({ folder, version }: TestBinaries): void {
    symlinkSync(folder, join(this.folder, "releases", version));
  }

  /** Certificate of the fleet's authority. */
  get ca(): string {
    return join(this.plane.data, "pki", "ca.pem");
  }

  async client(): Promise<Client> {
    this.#client ??= await logInAs(this.url, "admin", password);
    return this.#client;
  }

  /** The real CLI, which trusts the fleet's authority. */
  async cli(args: readonly string[]): Promise<CommandResult> {
    const token = (await this.client()).connection.token ?? "";
    const env = {
      PATH: process.env.PATH,
      XDG_CONFIG_HOME: this.folder,
      NOVACRON_URL: this.url,
      NOVACRON_TOKEN: token,
      NOVACRON_CA: this.ca,
    };
    return await runCommand([...programCommand("cli"), ...args], { env });
  }

  /** A power action by the CLI, which waits for its end. */
  act(verb: "pause" | "resume", machine: string): Promise<CommandResult> {
    return this.cli(["vm", verb, machine]);
  }

  /** The line that is pasted on a host. There is no sudo in a minimal Debian; who pastes it is root. */
  async line(more: readonly string[] = []): Promise<string> {
    const { stdout } = await this.cli(["host", "join", ...more]);
    return stdout.trim().replace("| sudo sh", "| sh");
  }

  async describe(): Promise<JoinDescription> {
    return (await fetch(`${this.url}/install/release.json`)).json() as Promise<JoinDescription>;
  }

  async hosts(): Promise<readonly HostView[]> {
    return (await (await this.client()).call("listHosts")).items;
  }

  async stop(): Promise<void> {
    await this.plane.end("SIGTERM");
    await this.plane.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
