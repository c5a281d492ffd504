import type { ErrorCode } from "@novacron/protocol/errors/codes";
import { NovaError } from "@novacron/protocol/errors/nova-error";

export interface QuestDbAddress {
  /** Scheme, host and port. */
  readonly httpUrl: string;
  readonly login: { readonly user: string; readonly password: string } | null;
}

export type Cell = string | number | boolean | null;

/** No question of ours may take longer. */
const timeoutMs = 60_000;

/** QuestDB's SQL over HTTP (`/exec`), https://questdb.com/docs/reference/api/rest/ */
export class QuestDbHttp {
  readonly #address: QuestDbAddress;

  constructor(address: QuestDbAddress) {
    this.#address = address;
  }

  /** Rows of an answer; empty for a statement that has none. STORE_UNAVAILABLE, DISK_FULL. */
  async exec(sql: string): Promise<readonly (readonly Cell[])[]> {
    const attempted = `ask QuestDB at ${this.#address.httpUrl}`;
    const url = `${this.#address.httpUrl}/exec?nm=true&query=${encodeURIComponent(sql)}`;
    let body: { readonly dataset?: Cell[][]; readonly error?: string };
    try {
      const answer = await fetch(url, {
        headers: this.#headers(),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await answer.text();
      if (answer.status === 401 || answer.status === 403) {
        throw new NovaError("STORE_UNAVAILABLE", attempted, {
          next: "QuestDB refused the login: check user and password in the metrics address",
        });
      }
      body = JSON.parse(text) as typeof body;
    } catch (error) {
      throw error instanceof NovaError
        ? error
        : new NovaError("STORE_UNAVAILABLE", attempted, { cause: error });
    }
    if (body.error !== undefined) throw questDbError(body.error, attempted);
    return body.dataset ?? [];
  }

  #headers(): Record<string, string> {
    const { login } = this.#address;
    if (login === null) return {};
    const token = Buffer.from(`${login.user}:${login.password}`).toString("base64");
    return { authorization: `Basic ${token}` };
  }
}

/** QuestDB tells a full disk only in words. */
export function questDbError(message: string, attempted: string): NovaError {
  const isFull = /no space left|errno=28\b|disk full/i.test(message);
  const code: ErrorCode = isFull ? "DISK_FULL" : "STORE_UNAVAILABLE";
  return new NovaError(code, attempted, {
    cause: message,
    details: { questdb: message.slice(0, 500) },
  });
}

/** Text inside a statement. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
