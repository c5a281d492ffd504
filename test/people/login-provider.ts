import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

export interface Registered {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUrl: string;
}

/** Who can log in there; the password is not asked. */
export type Persons = Readonly<
  Record<string, { readonly name: string; readonly groups: readonly string[] }>
>;

/** A real OpenID provider on a free port of this machine, with its own pages for logging in. */
export class TestLoginProvider {
  readonly #server: Server;
  readonly issuer: string;

  private constructor(server: Server, issuer: string) {
    this.#server = server;
    this.issuer = issuer;
  }

  static async start(client: Registered, persons: Persons): Promise<TestLoginProvider> {
    // The issuer is part of the configuration, so the port has to be known before the provider is made.
    const { createServer } = await import("node:http");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: client.clientId,
          client_secret: client.clientSecret,
          redirect_uris: [client.redirectUrl],
          grant_types: ["authorization_code"],
          response_types: ["code"],
        },
      ],
      claims: { openid: ["sub"], profile: ["name", "preferred_username", "groups"] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      cookies: { keys: ["keys of the test"] },
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => {
          const person = persons[id];
          return {
            sub: id,
            name: person?.name,
            preferred_username: person?.name,
            groups: person?.groups,
          };
        },
      }),
    });
    server.on("request", provider.callback());
    return new TestLoginProvider(server, issuer);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** As much of a browser as a login needs: cookies by site, redirects one by one. */
export class TestBrowser {
  readonly #jars = new Map<string, Map<string, string>>();

  cookie(url: string, name: string): string | undefined {
    return this.#jar(url).get(name);
  }

  async go(url: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const jar = this.#jar(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { cookie },
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const cut = pair.indexOf("=");
      jar.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    return answer;
  }

  /** Follows redirects until the address begins with `until`, filling in the provider's forms. */
  async logIn(start: string, as: string, until: string): Promise<string> {
    let url = start;
    for (let step = 0; step < 20; step += 1) {
      const answer = await this.go(url);
      const next = answer.headers.get("location") ?? (await this.#submit(url, answer, as));
      url = new URL(next, url).href;
      if (url.startsWith(until)) return url;
    }
    throw new Error(`the login did not come to ${until}, but to ${url}`);
  }

  async #submit(url: string, page: Response, as: string): Promise<string> {
    const html = await page.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1];
    if (page.status !== 200 || prompt === undefined) throw new Error(`${page.status} ${html}`);
    const action = /action="([^"]+)"/.exec(html)?.[1] ?? url;
    const form = prompt === "login" ? { prompt, login: as, password: "any" } : { prompt };
    const answer = await this.go(new URL(action, url).href, form);
    return answer.headers.get("location") ?? "";
  }

  #jar(url: string): Map<string, string> {
    const { host } = new URL(url);
    const jar = this.#jars.get(host) ?? new Map<string, string>();
    this.#jars.set(host, jar);
    return jar;
  }
}
