import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { AccessSettings } from "../app/access/access-model.ts";
import type { SessionLimits } from "../app/access/access-ports.ts";
import type { OpenIdSettings } from "../ports/login-provider.ts";
import type { Config } from "./settings.ts";

/** What the settings say about people: how long they stay in, and which roles ask for more. */
export function peopleSettings(config: Config): {
  readonly sessionLimits: SessionLimits;
  readonly access: AccessSettings;
} {
  const { sessionHours, sessionIdleMinutes, secondFactorRoles } = config;
  const groupRoles = config.oidcRoles.map((pair) => {
    const cut = pair.lastIndexOf("=");
    const [group, role] = [pair.slice(0, cut), pair.slice(cut + 1)];
    if (cut < 1 || role === "") throw invalid("oidcRoles", `"${pair}" is not GROUP=ROLE`);
    return { group, role };
  });
  return {
    sessionLimits: { sessionMs: sessionHours * 3_600_000, idleMs: sessionIdleMinutes * 60_000 },
    access: { secondFactorRoles, groupRoles },
  };
}

/** The login provider, where one is set; null where none is. */
export function openIdSettings(config: Config): OpenIdSettings | null {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcRedirectUrl: redirectUrl } = config;
  if (issuer === null) return null;
  if (clientId === null) throw invalid("oidcClientId", "oidcIssuer needs it");
  if (redirectUrl === null) throw invalid("oidcRedirectUrl", "oidcIssuer needs it");
  return {
    issuer,
    clientId,
    redirectUrl,
    clientSecret: config.oidcClientSecret,
    scopes: config.oidcScopes,
    nameClaim: config.oidcNameClaim,
    groupsClaim: config.oidcGroupsClaim,
    label: config.oidcLabel,
  };
}

function invalid(setting: string, fault: string): NovaError {
  return new NovaError("CONFIG_INVALID", "set up logins", { details: { setting, fault } });
}
