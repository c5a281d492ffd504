import type { ProblemNote } from "@novacron/protocol/http/hosts";
import type { HostIdentity } from "@novacron/protocol/http/trust";

/** What people should know of a host's certificate. */
export function identityProblems(
  identity: HostIdentity | null,
  name: string,
): readonly ProblemNote[] {
  if (identity === null || identity.state === "valid") return [];
  const { host, revoked, cloned, waiting, notAfter } = identity;
  const note = (since: number | null, text: string): readonly ProblemNote[] => [
    { code: `identity-${identity.state}`, severity: "critical", text, since, machine: null, host },
  ];
  switch (identity.state) {
    case "revoked":
      return note(revoked?.at ?? null, `${revoked?.by ?? "Somebody"} revoked ${name}'s identity`);
    case "cloned":
      return note(
        cloned?.at ?? null,
        `Two agents use the identity of ${name}, neither is obeyed: ${cloned?.evidence.join("; ")}`,
      );
    case "re-imaged":
      return note(
        waiting?.at ?? null,
        `Another key at ${waiting?.address} asks to be ${name}: approve it, or find out who that is`,
      );
    case "expired":
      return note(notAfter, `The certificate of ${name} ended; its agent renews it when it runs`);
  }
}
