import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import type { ReleaseManifest } from "@novacron/protocol/domain/release";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { releaseKeyOf } from "@novacron/tools/binaries/release-key";
import { afterAll, describe } from "vitest";
import {
  layOut,
  type MadeRelease,
  makeRelease,
  packedName,
  signed,
} from "../framework/made-release.ts";
import { type Attempt, attacks, refused, succeeded } from "./attack.ts";
import type { AttackTarget } from "./attack-target.ts";
import { type UpgradeVictim, upgradeAttack } from "./upgrade-victim.ts";

const folder = mkdtempSync(join(tmpdir(), "novacron-release-attack-"));
const shelf = join(folder, "shelf");
const ownerKey = join(folder, "owner-key.pem");
const thiefKey = join(folder, "thief-key.pem");
afterAll(() => rmSync(folder, { recursive: true }));

const words = "the intruder runs";
const intruder = `#!/bin/sh\necho ${words}\n`;
const honest = "#!/bin/sh\necho an honest agent, and somewhat longer than the other one\n";
const version = "0.2.0";

const madeFor = (victim: UpgradeVictim, program = honest, of = version) =>
  makeRelease({ version: of, program, keyPath: victim.keyPath });

describe("attacks: a false control plane, or whoever sits between, and an agent", () => {
  upgradeAttack("hands out a release that it signed itself", {
    without: "agent-release-signature",
    code: "RELEASE_UNTRUSTED",
    attempt: async (victim) => {
      const made = makeRelease({ version, program: intruder, keyPath: thiefKey });
      return victim.began(words, await victim.order(made));
    },
  });

  upgradeAttack("puts its own program into a manifest under the owner's signature", {
    without: "agent-release-signature",
    code: "RELEASE_UNTRUSTED",
    attempt: async (victim) => {
      const own = makeRelease({ version, program: intruder, keyPath: thiefKey });
      const { signature } = madeFor(victim);
      return victim.began(words, await victim.order({ ...own, signature }));
    },
  });

  upgradeAttack("sends an agent back to a signed release with a hole", {
    without: "agent-release-newer",
    code: "RELEASE_REFUSED",
    attempt: async (victim) =>
      victim.began(words, await victim.order(madeFor(victim, intruder), { own: "0.3.0" })),
  });

  upgradeAttack("replays an older manifest under a name that no later release can follow", {
    without: "agent-release-name",
    code: "RELEASE_UNTRUSTED",
    attempt: async (victim) => {
      const outcome = await victim.order(madeFor(victim, intruder), { as: "999.0.0" });
      // Even a newer one that somebody puts in place by hand does not come up any more.
      return victim.began(words, outcome, "5.0.0");
    },
  });

  upgradeAttack("hands out another file than the one that was signed", {
    without: "agent-program-hash",
    code: "RELEASE_UNTRUSTED",
    attempt: async (victim) => {
      const sent = zstdCompressSync(Buffer.from(intruder));
      return victim.began(words, await victim.order(madeFor(victim), { sent }));
    },
  });

  upgradeAttack("cuts a program short where the rest of it does something else", {
    without: "agent-program-hash",
    code: "RELEASE_UNTRUSTED",
    attempt: async (victim) => {
      const program = `#!/bin/sh\necho ${words} >/dev/null; echo nothing happens\n`;
      const cut = program.slice(0, program.indexOf(words) + words.length);
      const sent = zstdCompressSync(Buffer.from(cut));
      return victim.began(words, await victim.order(madeFor(victim, program), { sent }));
    },
  });

  upgradeAttack("changes the program on the disk once it was checked", {
    without: "agent-program-hash",
    code: "RELEASE_UNTRUSTED",
    attempt: async (victim) => {
      const { code } = await victim.order(madeFor(victim));
      if (code !== null) return refused(code);
      writeFileSync(join(victim.data, "program", `novacron-agent-${version}`), intruder);
      return victim.began(words);
    },
  });

  upgradeAttack("writes into the data folder that its own program is the chosen one", {
    without: "agent-release-signature",
    code: "RELEASE_UNTRUSTED",
    attempt: async (victim) => {
      const { text: manifest, signature } = makeRelease({
        version,
        program: intruder,
        keyPath: thiefKey,
      });
      const current = { version, manifest, signature };
      const state = { v: 1, current, previous: null, trial: null, undone: null };
      const place = join(victim.data, "program");
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, `novacron-agent-${version}`), intruder, { mode: 0o700 });
      writeFileSync(join(place, "state.json"), JSON.stringify(state));
      return victim.began(words);
    },
  });

  upgradeAttack("fills a host's disk with a file that grows as it is unpacked", {
    without: "agent-download-bound",
    code: "RELEASE_UNTRUSTED",
    attempt: async (victim) => {
      const bombBytes = 64 * 1024 * 1024;
      const sent = zstdCompressSync(Buffer.alloc(bombBytes));
      const { code, writtenBytes } = await victim.order(madeFor(victim), { sent });
      return writtenBytes > bombBytes ? succeeded : refused(code ?? "it was taken");
    },
  });
});

const release = (program: string, keyPath: string) => makeRelease({ version, program, keyPath });
const env = {
  NOVACRON_RELEASES: shelf,
  NOVACRON_RELEASE_KEYS: releaseKeyOf(ownerKey).publicText,
};

attacks("whoever can write to the shelf of releases", { env }, ({ attack }) => {
  attack("lays out a release that nobody trusted signed", {
    without: "shelf-signature",
    code: "RELEASE_UNTRUSTED",
    attempt: (target) => offered(target, release(intruder, thiefKey)),
  });

  attack("changes a file of a signed release", {
    without: "shelf-file-hash",
    code: "RELEASE_UNTRUSTED",
    attempt: (target) => {
      const made = release(honest, ownerKey);
      const packed = Buffer.from(made.packed);
      packed[packed.length - 1] = (packed.at(-1) ?? 0) ^ 1;
      return offered(target, { ...made, packed });
    },
  });

  attack("links a file of a release to a secret, which anybody can fetch then", {
    without: "shelf-no-links",
    code: "NOT_FOUND",
    isAudited: false,
    attempt: (target) => {
      const secret = "the secret";
      const made = release(honest, thiefKey);
      const place = layOut(sizedAs(made, packedName, secret.length), shelf);
      rmSync(join(place, packedName));
      writeFileSync(join(folder, "secret"), secret);
      symlinkSync(join(folder, "secret"), join(place, packedName));
      return fetched(target, `/releases/${version}/${packedName}`, secret);
    },
  });

  attack("names a file outside the shelf in a manifest", {
    without: "release-file-name",
    code: "NOT_FOUND",
    isAudited: false,
    attempt: (target) => {
      const secret = "the secret";
      writeFileSync(join(folder, "secret"), secret);
      layOut(sizedAs(release(honest, thiefKey), "../../secret", secret.length), shelf);
      return fetched(target, `/releases/${version}/..%2f..%2fsecret`, secret);
    },
  });
});

attacks("a stranger at the shelf of releases", { env }, ({ attack }) => {
  attack("asks for a path that leads out of it", {
    without: "release-files-by-name",
    code: "NOT_FOUND",
    isAudited: false,
    attempt: (target) => {
      layOut(release(honest, ownerKey), shelf);
      writeFileSync(join(folder, "secret"), "the secret");
      return fetched(target, `/releases/${version}/..%2f..%2fsecret`, "the secret");
    },
  });
});

attacks("who talks an administrator into adding a release", { env }, ({ attack }) => {
  attack("has signed it with another key", {
    without: "release-add-signature",
    code: "RELEASE_UNTRUSTED",
    isAudited: false,
    attempt: (target) => added(target, release(intruder, thiefKey)),
  });

  attack("has changed a file of it", {
    without: "release-add-hash",
    code: "RELEASE_UNTRUSTED",
    isAudited: false,
    attempt: (target) => {
      const made = release(honest, ownerKey);
      const packed = Buffer.from(made.packed);
      packed[packed.length - 1] = (packed.at(-1) ?? 0) ^ 1;
      return added(target, { ...made, packed });
    },
  });

  attack("brings an old one with a hole", {
    without: "release-add-newer",
    code: "RELEASE_REFUSED",
    isAudited: false,
    attempt: (target) => {
      rmSync(shelf, { recursive: true, force: true });
      layOut(makeRelease({ version: "0.3.0", program: honest, keyPath: ownerKey }), shelf);
      return added(target, release(honest, ownerKey), false);
    },
  });
});

/** Whether the control plane would send it to hosts: there is none here, so the next check after trust refuses. */
async function offered(target: AttackTarget, made: MadeRelease): Promise<Attempt> {
  layOut(made, shelf);
  try {
    await target.admin.call("startRollout", { body: { version } });
    return succeeded;
  } catch (error) {
    if (!(error instanceof NovaError)) throw error;
    return error.code === "RELEASE_REFUSED" ? succeeded : refused(error.code);
  }
}

/** The same with a file of that name and size, whose content nobody has signed. */
function sizedAs(made: MadeRelease, name: string, bytes: number): MadeRelease {
  const [file] = made.manifest.files;
  const [packed] = file?.packed ?? [];
  if (file === undefined || packed === undefined) throw new Error("the release has no file");
  const files = [{ ...file, packed: [{ ...packed, name, bytes }] }];
  const manifest: ReleaseManifest = { ...made.manifest, files };
  return { ...made, ...signed(manifest, thiefKey) };
}

async function fetched(target: AttackTarget, path: string, secret: string): Promise<Attempt> {
  const { hostname, port } = new URL(target.url);
  const text = await new Promise<string>((resolve, reject) => {
    // Not fetch: that would tidy the path.
    get({ host: hostname, port, path, agent: false }, (answer) => {
      let all = "";
      answer.on("data", (chunk: Buffer) => {
        all += chunk.toString();
      });
      answer.on("end", () => resolve(all));
    }).on("error", reject);
  });
  return text === secret ? succeeded : refused(JSON.parse(text).code);
}

/** `novacron-server release add` on an empty shelf, or as it is. */
async function added(target: AttackTarget, made: MadeRelease, empty = true): Promise<Attempt> {
  if (empty) rmSync(shelf, { recursive: true, force: true });
  const from = layOut(made, join(folder, "brought"));
  const { status, errors } = await target.plane.word(["release", "add", from]);
  return status === 0 ? succeeded : refused(errors.split(":")[0] ?? errors);
}
