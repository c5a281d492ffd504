import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { releaseKeyOf } from "@novacron/tools/binaries/release-key";
import { expect, it } from "vitest";
import { type MadeRelease, packedName } from "../framework/made-release.ts";
import { plantedEnv } from "../framework/planted-change.ts";
import { type Attempt, refused, succeeded } from "./attack.ts";
import { type DefenceName, defenceOf } from "./defences/list.ts";
import type { UpgradeOutcome, UpgradeTask } from "./upgrade-process.ts";

const script = join(import.meta.dirname, "upgrade-process.ts");

export interface UpgradeAttack {
  readonly without: DefenceName;
  readonly code: string;
  readonly attempt: (victim: UpgradeVictim) => Promise<Attempt>;
}

/** As `attacks`, on the upgrader of an agent: no control plane is needed where the attacker is one. */
export function upgradeAttack(title: string, { without, code, attempt }: UpgradeAttack): void {
  it(`${title}: succeeds without ${without}, is refused with it`, async () => {
    const tried = async (defence: DefenceName | null) => {
      const victim = new UpgradeVictim(defence);
      try {
        return await attempt(victim);
      } finally {
        victim.remove();
      }
    };
    expect(await tried(without), `without ${without}`).toEqual(succeeded);
    expect(await tried(null)).toEqual(refused(code));
  });
}

/** An agent's data folder and its real upgrader, whole or lacking one defence; version 0.1.0 where nothing is said. */
export class UpgradeVictim {
  readonly folder = mkdtempSync(join(tmpdir(), "novacron-victim-"));
  readonly keyPath = join(this.folder, "owner-key.pem");
  readonly data = join(this.folder, "data");
  readonly #env: Readonly<Record<string, string>>;

  constructor(defence: DefenceName | null) {
    this.#env = defence === null ? {} : plantedEnv(defenceOf(defence));
  }

  /** What a control plane, or whoever sits between, orders and hands out; `as` is the name that it gives. */
  async order(
    made: MadeRelease,
    { as = made.version, own = "0.1.0", sent = made.packed } = {},
  ): Promise<UpgradeOutcome> {
    const server = createServer((request, reply) => {
      if (request.url?.endsWith(packedName)) reply.end(sent);
      else reply.writeHead(404).end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const controlPlane = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { text: manifest, signature } = made;
      const order = { version: as, manifest, signature, controlPlane };
      return JSON.parse(await this.#run({ version: own, order }));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  /** The installed program begins; what then runs has printed this. */
  begin(installed = "0.1.0"): Promise<string> {
    return this.#run({ version: installed, order: null });
  }

  /** Whether the words of the attacker's program are printed by what runs after a start; the refusal else. */
  async began(
    words: string,
    outcome: UpgradeOutcome | null = null,
    installed?: string,
  ): Promise<Attempt> {
    const printed = await this.begin(installed);
    if (printed.includes(words)) return succeeded;
    const code = outcome?.code ?? /^stays as it is: ([A-Z_]+):/.exec(printed)?.[1] ?? printed;
    return refused(code);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #run(task: Pick<UpgradeTask, "version" | "order">): Promise<string> {
    const keys = [releaseKeyOf(this.keyPath).publicText];
    const all: UpgradeTask = { dataFolder: this.data, keys, ...task };
    const env = { PATH: process.env.PATH, ...this.#env };
    const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(all)], {
      env,
      timeout: 60_000,
    });
    return stdout;
  }
}
