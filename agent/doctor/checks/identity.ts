import type { CertificateFacts, Facts } from "../facts.ts";
import { type Finding, problem, warning } from "../finding.ts";

const joinAgain = "Make a new token (novacron host join) and run the line it prints on this host";
const hourMs = 3_600_000;

/** Has this host joined, and is what it joined with still good? */
export function checkIdentity(facts: Facts): Finding[] {
  const { identity } = facts;
  switch (identity.state) {
    case "absent":
      return [problem("NOT_JOINED", `there is no identity in ${identity.folder}`, joinAgain)];
    case "unreadable": {
      const what = `${identity.folder} cannot be read: ${identity.problem}`;
      const mend = `Give it back to the agent: chown -R ${facts.agent.user}: ${identity.folder}`;
      return [problem("IDENTITY_UNREADABLE", what, mend)];
    }
    case "damaged": {
      const what = `the identity in ${identity.folder} is damaged: ${identity.problem}`;
      return [problem("IDENTITY_DAMAGED", what, joinAgain)];
    }
    case "present":
      return [...checkKey(facts), ...checkCertificate(identity.certificate, facts)];
  }
}

function checkKey({ identity }: Facts): Finding[] {
  if (identity.keyMode === null || /^[0-7]00$/.test(identity.keyMode)) return [];
  const path = `${identity.folder}/key.pem`;
  const what = `${path} has mode ${identity.keyMode}: others on this host can read the key`;
  return [problem("KEY_EXPOSED", what, `chmod 600 ${path}, then let the host join anew`)];
}

function checkCertificate(certificate: CertificateFacts | null, facts: Facts): Finding[] {
  if (certificate === null) return [];
  const { identity, at } = facts;
  const found: Finding[] = [];
  if (!certificate.matchesKey) {
    found.push(
      problem("CERTIFICATE_OF_OTHER_KEY", "key.pem and cert.pem do not belong together", joinAgain),
    );
  }
  if (!certificate.signedByCa) {
    found.push(
      problem("CERTIFICATE_OF_OTHER_FLEET", "cert.pem is not signed by ca.pem", joinAgain),
    );
  }
  const kept = identity.keptHost;
  if (kept !== null && certificate.hosts.length > 0 && !certificate.hosts.includes(kept)) {
    const what = `the certificate is for host ${certificate.hosts.join(", ")}, this host is ${kept}`;
    found.push(problem("CERTIFICATE_OF_OTHER_HOST", what, joinAgain));
  }
  return [...found, ...checkTime(certificate, at), ...checkHost(facts)];
}

function checkTime({ validFrom, validTo }: CertificateFacts, at: number): Finding[] {
  if (at < validFrom) {
    const what = `the certificate is valid only from ${iso(validFrom)}: this host's clock is behind`;
    return [
      problem(
        "CERTIFICATE_NOT_YET_VALID",
        what,
        "Set the clock (chronyc makestep, or timedatectl)",
      ),
    ];
  }
  if (at > validTo) {
    const what = `the certificate ended on ${iso(validTo)}`;
    return [problem("CERTIFICATE_EXPIRED", what, joinAgain)];
  }
  const left = validTo - at;
  // The agent renews long before; a certificate this close to its end was refused or never asked for.
  if (left < (validTo - validFrom) / 6) {
    const what = `the certificate ends in ${Math.round(left / hourMs)} h and was not renewed yet`;
    const mend =
      "Look at the agent's journal for why renewal fails; the control plane must be reached";
    return [warning("CERTIFICATE_NOT_RENEWED", what, mend)];
  }
  return [];
}

/** A disk that was copied to another machine brings the identity with it. */
function checkHost({ identity, libvirt }: Facts): Finding[] {
  const now = libvirt.session.state === "open" ? libvirt.session.hostUuid : null;
  const kept = identity.keptHost;
  if (now === null || kept === null || now === kept) return [];
  const what = `this agent speaks as host ${kept}, but libvirt says that this host is ${now}`;
  const mend =
    "Was this system copied from another host? Then remove the agent's data folder and join anew; " +
    "if only the mainboard changed, nothing need be done";
  return [warning("HOST_ID_CHANGED", what, mend)];
}

function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
