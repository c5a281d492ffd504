import { NovaError } from "@novacron/protocol/errors/nova-error";
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  type IDToken,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type UserInfoResponse,
} from "openid-client";
import type {
  LoginFlow,
  LoginProvider,
  OpenIdSettings,
  ProvenIdentity,
} from "../../ports/login-provider.ts";

const timeoutSeconds = 10;
/** The provider's keys and addresses are asked for anew after so long. */
const rememberedMs = 3_600_000;
const groupLimit = 200;

/**
 * Authorization code flow with PKCE (S256), state and nonce by openid-client, which checks signature,
 * issuer, audience, times, and the issuer in the answer where the provider gives it (RFC 9207).
 */
export class OpenIdProvider implements LoginProvider {
  readonly label: string;
  readonly #settings: OpenIdSettings;
  #known: { readonly config: Configuration; readonly atMs: number } | null = null;

  constructor(settings: OpenIdSettings) {
    this.#settings = settings;
    this.label = settings.label;
  }

  async begin(): Promise<{ readonly url: string; readonly flow: LoginFlow }> {
    const config = await this.#config();
    const flow = {
      state: randomState(),
      nonce: randomNonce(),
      verifier: randomPKCECodeVerifier(),
    };
    const url = buildAuthorizationUrl(config, {
      redirect_uri: this.#settings.redirectUrl,
      response_type: "code",
      scope: this.#settings.scopes,
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: "S256",
    });
    return { url: url.href, flow };
  }

  async finish(answer: string, flow: LoginFlow): Promise<ProvenIdentity> {
    const config = await this.#config();
    const url = new URL(this.#settings.redirectUrl);
    url.search = answer;
    const granted = await authorizationCodeGrant(config, url, {
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      pkceCodeVerifier: flow.verifier,
      idTokenExpected: true,
    }).catch((cause: unknown) => {
      throw refusal(cause);
    });
    const claims = granted.claims();
    if (claims === undefined) throw new NovaError("OIDC_REFUSED", attempted);
    return this.#identity(claims, await this.#more(config, granted.access_token, claims));
  }

  /** Providers put names and groups either into the ID token or behind the userinfo endpoint. */
  async #more(
    config: Configuration,
    accessToken: string,
    claims: IDToken,
  ): Promise<UserInfoResponse | null> {
    const { nameClaim, groupsClaim } = this.#settings;
    const isWhole = claims[nameClaim] !== undefined && claims[groupsClaim] !== undefined;
    if (isWhole || config.serverMetadata().userinfo_endpoint === undefined) return null;
    return fetchUserInfo(config, accessToken, claims.sub).catch((cause: unknown) => {
      throw refusal(cause);
    });
  }

  #identity(claims: IDToken, more: UserInfoResponse | null): ProvenIdentity {
    const all: Readonly<Record<string, unknown>> = { ...more, ...claims };
    const { nameClaim, groupsClaim } = this.#settings;
    return {
      issuer: claims.iss,
      subject: claims.sub,
      name: textOf(all[nameClaim]),
      fullName: textOf(all.name),
      groups: textsOf(all[groupsClaim]),
    };
  }

  async #config(): Promise<Configuration> {
    const now = performance.now();
    if (this.#known !== null && now - this.#known.atMs < rememberedMs) return this.#known.config;
    const { issuer, clientId, clientSecret } = this.#settings;
    const server = new URL(issuer);
    // Plain HTTP only to this very machine, for tries and tests; TLS is what proves the provider.
    const isLoopback = server.protocol === "http:" && loopback.has(server.hostname);
    const config = await discovery(server, clientId, clientSecret ?? undefined, undefined, {
      timeout: timeoutSeconds,
      ...(isLoopback ? { execute: [allowInsecureRequests] } : {}),
    }).catch((cause: unknown) => {
      throw new NovaError("LOGIN_PROVIDER_UNAVAILABLE", `ask ${server.origin} how to log in`, {
        cause,
      });
    });
    this.#known = { config, atMs: now };
    return config;
  }
}

const attempted = "log in by the login provider";
const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** What came back was refused, unless the provider could not be asked at all. */
function refusal(cause: unknown): NovaError {
  const isAway =
    cause instanceof TypeError || (cause instanceof Error && cause.name === "TimeoutError");
  return new NovaError(isAway ? "LOGIN_PROVIDER_UNAVAILABLE" : "OIDC_REFUSED", attempted, {
    cause,
  });
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 200) : null;
}

/** Some providers give one group as a plain text. */
function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = values.flatMap((one) => textOf(one) ?? []);
  return [...new Set(texts)].slice(0, groupLimit);
}
