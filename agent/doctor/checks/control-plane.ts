import type { ControlPlaneFacts, Facts, ReachFacts } from "../facts.ts";
import { type Finding, problem, warning } from "../finding.ts";

const hurtsMs = 60_000;
const showsMs = 2_000;

/** Is the control plane reached by name, address, TLS and login, and do both agree on time and version? */
export function checkControlPlane({ controlPlane, agent, at }: Facts): Finding[] {
  if (controlPlane === null) return [];
  const { api, bus, tunnel } = controlPlane;
  const found = [
    ...checkReach(api, "API"),
    // One name that does not resolve is said once.
    ...(bus === null || sameTrouble(api, bus) ? [] : checkReach(bus, "BUS")),
    ...(tunnel === null || sameTrouble(api, tunnel) ? [] : checkReach(tunnel, "TUNNEL")),
    ...checkClock(controlPlane),
    ...checkVersions(controlPlane.version, agent.running?.version ?? agent.version),
  ];
  return [...found, ...checkLogin(agent, at)];
}

function sameTrouble(one: ReachFacts, other: ReachFacts): boolean {
  return one.outcome === "dns" && other.outcome === "dns";
}

const words = { API: "the control plane", BUS: "the MQTT broker", TUNNEL: "the tunnel" } as const;

function checkReach({ url, outcome, text }: ReachFacts, part: keyof typeof words): Finding[] {
  const name = URL.canParse(url) ? new URL(url).hostname : url;
  switch (outcome) {
    case "ok":
      return [];
    case "dns": {
      const mend = `Make the name resolve: try "getent hosts ${name}", look at /etc/resolv.conf`;
      return [problem("DNS_FAILS", `the name ${name} does not resolve: ${text}`, mend)];
    }
    case "refused":
    case "timeout": {
      const how = outcome === "refused" ? "refuses the connection" : "does not answer";
      const mend = "Check that it runs and that no firewall between drops the port";
      return [problem(`${part}_UNREACHABLE`, `${words[part]} at ${url} ${how}: ${text}`, mend)];
    }
    case "tls": {
      const what = `${words[part]} at ${url} does not prove to be this fleet's: ${text}`;
      const mend =
        "If the control plane was set up anew, join anew; otherwise somebody stands between: do not join";
      return [problem(`${part}_NOT_TRUSTED`, what, mend)];
    }
    case "rejected": {
      const what = `${words[part]} at ${url} turns this host away: ${text}`;
      const mend =
        "Its certificate was revoked or replaced; an administrator sees why on the host's page. " +
        "To come back, join anew";
      return [problem(`${part}_REJECTED`, what, mend)];
    }
    case "other":
      return [
        problem(
          `${part}_FAILS`,
          `${words[part]} at ${url}: ${text}`,
          "See the text of the failure",
        ),
      ];
  }
}

function checkClock({ skewMs, skewErrorMs }: ControlPlaneFacts): Finding[] {
  if (skewMs === null) return [];
  const surely = Math.abs(skewMs) - skewErrorMs;
  if (surely < showsMs) return [];
  const seconds = (Math.abs(skewMs) / 1_000).toFixed(1);
  const what = `this host's clock is ${seconds} s ${skewMs > 0 ? "behind" : "ahead of"} the control plane's`;
  const mend =
    "Start a time service on both (chronyd or systemd-timesyncd) and let it set the clock";
  return [
    surely >= hurtsMs ? problem("CLOCK_WRONG", what, mend) : warning("CLOCK_SKEW", what, mend),
  ];
}

/** One release either way works together. */
function checkVersions(theirs: string | null, ours: string): Finding[] {
  if (theirs === null || theirs === ours) return [];
  const [their, our] = [theirs, ours].map((text) => text.split(".").map(Number));
  const sameMajor = their?.[0] === our?.[0];
  const apart = Math.abs((their?.[1] ?? 0) - (our?.[1] ?? 0));
  if (sameMajor && apart <= 1) return [];
  const what = `the agent is ${ours}, the control plane ${theirs}: more than one release apart`;
  const mend =
    "Upgrade the older of the two; the line of `novacron host join` upgrades an agent, too";
  return [problem("VERSIONS_APART", what, mend)];
}

/** What the running agent met: it alone logs in, since a second login of one host is an alarm. */
function checkLogin({ running }: Facts["agent"], at: number): Finding[] {
  if (running === null || running.bus === "connected") return [];
  const since = Math.max(0, Math.round((at - running.since) / 1_000));
  const { code, text } = running.problem ?? { code: "BUS_UNAVAILABLE", text: "no reason is known" };
  const what = `the agent has not been connected for ${since} s: ${text} [${code}]`;
  if (code === "BUS_REFUSED") {
    const mend = "The broker refuses this host's login: it was forgotten or revoked; join anew";
    return [problem("BUS_LOGIN_REFUSED", what, mend)];
  }
  return [
    problem("BUS_NOT_CONNECTED", what, "The findings beside this one say why, or wait a minute"),
  ];
}
