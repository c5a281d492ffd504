import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Hasher } from "../../ports/hasher.ts";

const derive = promisify(argon2);

/**
 * RFC 9106, section 4: second recommended option (64 MiB, 3 passes, 4 lanes), halved in memory so that a
 * burst of logins stays within the memory of a small control plane. Runs on libuv's thread pool.
 */
const cost = { memory: 32 * 1024, passes: 3, parallelism: 4 } as const;
const tagLength = 32;
const saltLength = 16;
/** Hashes under way at once: 4 x 32 MiB; the others wait, at most `waiting`. */
const limits = { atOnce: 4, waiting: 64 } as const;

/** Password hashes in the PHC string form `$argon2id$v=19$m=..,t=..,p=..$salt$tag`. */
export class Argon2Hasher implements Hasher {
  #running = 0;
  readonly #queue: (() => void)[] = [];

  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltLength);
    const tag = await this.#derive(password, salt, cost);
    return (
      `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}` +
      `$${base64(salt)}$${base64(tag)}`
    );
  }

  /** False for a wrong password and for a text that is no hash of ours. Constant in time over the tag. */
  async verify(hash: string, password: string): Promise<boolean> {
    const parsed = parsePhc(hash);
    if (parsed === null) return false;
    const tag = await this.#derive(password, parsed.salt, parsed.cost);
    return tag.length === parsed.tag.length && timingSafeEqual(tag, parsed.tag);
  }

  async #derive(password: string, salt: Buffer, by: Cost): Promise<Buffer> {
    await this.#turn();
    try {
      return await derive("argon2id", {
        message: password.normalize("NFKC"),
        nonce: salt,
        tagLength,
        ...by,
      });
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < limits.atOnce) {
      this.#running += 1;
      return;
    }
    if (this.#queue.length >= limits.waiting) {
      throw new RangeError(`more than ${limits.waiting} password checks wait`);
    }
    await new Promise<void>((resolve) => this.#queue.push(resolve));
  }
}

interface Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

const phc = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/;

function parsePhc(text: string): { cost: Cost; salt: Buffer; tag: Buffer } | null {
  const found = phc.exec(text);
  if (found === null) return null;
  const [, memory, passes, parallelism, salt = "", tag = ""] = found;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, "base64"),
    tag: Buffer.from(tag, "base64"),
  };
}

function base64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
