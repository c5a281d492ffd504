import type { AuthorityView } from "@novacron/protocol/http/authority";

type State = AuthorityView["authorities"][number]["state"];

/** Texts of the fleet's certificate authority and of its change while hosts run. */
export const authorityTexts = {
  lead: "Every host's certificate is signed by the fleet's own authority, and tokens pin it by its fingerprint. It can be replaced while hosts run; machines do not notice.",
  title: "Certificate authorities",
  head: {
    state: "State",
    subject: "Subject",
    fingerprint: "Fingerprint of its key",
    made: "Made",
    until: "Valid until",
  },
  states: {
    signing: "Signs",
    next: "Next: trusted, signs nothing yet",
    old: "Old: trusted, signs no more",
  } satisfies Record<State, string>,
  ends: (span: string) => `in ${span}`,
  change: "Change of the authority",
  steps: {
    begin: {
      title: "Make the next one",
      text: "It is made here, and every host is told to trust it too. One of your own is brought by the command line:",
      command: "novacron authority begin --certificate FILE --key FILE",
      action: "Make the next one",
    },
    learn: {
      title: "Hosts learn to trust it",
      text: "Each host takes it over within seconds of being told.",
    },
    switch: {
      title: "Let it sign",
      text: "From then on it signs, and every host renews its certificate now.",
      action: "Let the next one sign",
    },
    renew: {
      title: "Hosts renew their certificates",
      text: "Each host asks for a certificate by the new one.",
    },
    withdraw: {
      title: "Withdraw the old one",
      text: "It is trusted no more, and its key is gone. This ends the change.",
      action: "Withdraw the old one",
    },
  },
  stepStates: { done: "Done", now: "Now", later: "Later" },
  abandon: "Take the next one back",
  waits: (count: number) => (count === 1 ? "1 host has not yet" : `${count} hosts have not yet`),
  all: "All hosts have.",
  cannot: (action: string) => `${action} is not possible yet`,
  ask: {
    leave: (count: number) =>
      count === 1
        ? "Leave 1 host behind: it must join again with a token"
        : `Leave ${count} hosts behind: each must join again with a token`,
    withdraw: "Withdraw the old authority?",
    withdrawText:
      "This cannot be undone. A host whose certificate is by the old one is cut off and must join again.",
    switch: "Let the next authority sign?",
    switchText: "A host that does not trust it yet is cut off and must join again.",
  },
  forbidden: "To see the authority takes the permission system.view.",
} as const;
