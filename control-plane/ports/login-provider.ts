/** How we are known at a provider, and where it puts what we need. */
export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** Our own callback, as it is registered at the provider. */
  readonly redirectUrl: string;
  readonly scopes: string;
  readonly groupsClaim: string;
  readonly nameClaim: string;
  readonly label: string;
}

/** What has to be remembered between sending the browser away and its return. */
export interface LoginFlow {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who came back, as the provider proved it. */
export interface ProvenIdentity {
  readonly issuer: string;
  /** The provider's own name of the person: never given to another. */
  readonly subject: string;
  readonly name: string | null;
  readonly fullName: string | null;
  readonly groups: readonly string[];
}

/** A login provider (OpenID Connect). Errors: LOGIN_PROVIDER_UNAVAILABLE, OIDC_REFUSED. */
export interface LoginProvider {
  readonly label: string;
  /** The address to send the browser to. */
  begin(): Promise<{ readonly url: string; readonly flow: LoginFlow }>;
  /** `answer`: the query with which the browser came back. Everything in it is checked. */
  finish(answer: string, flow: LoginFlow): Promise<ProvenIdentity>;
}
