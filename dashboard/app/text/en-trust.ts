/** The texts of joining, people and the audit log. */
export const joinTexts = {
  add: "Add a host",
  lead: "A token lets one host join once. Run the line as root on that host; it appears here within seconds.",
  label: "What the token is for",
  life: "Good for",
  minutes: (count: number) => (count < 120 ? `${count} min` : `${count / 60} h`),
  make: "Make the line",
  line: "Run this as root on the host. The token is shown this once.",
  plain:
    "Hosts join over TLS. Let the control plane listen on an address that hosts reach, then open the console there.",
  noRelease:
    "The control plane has no agents to hand out yet. Build them with npm run build:binaries, then add the release.",
  tokens: "Open tokens",
  noTokens: "No token is open.",
  by: "Made by",
  ends: "Ends",
  revoke: (label: string) => `Revoke token ${label}`,
  revokeText: "Whoever has it can no longer join with it.",
  unnamed: "without a label",
};

export const identityTexts = {
  title: "Identity",
  state: "State",
  states: {
    valid: "Valid",
    expired: "Expired",
    revoked: "Revoked",
    cloned: "Cloned",
    "re-imaged": "Another key waits",
  },
  what: {
    expired: "It renews by itself when its agent runs; else make a token for this host.",
    revoked: "It is not let in. Make a token for this host to let it join again.",
    cloned: "Two agents use this identity, and neither is obeyed. Revoke it, then join each anew.",
    "re-imaged":
      "A host with another key says that it is this one. Approve it only if you set it up anew.",
  },
  ends: "Certificate ends",
  joined: "Joined",
  approve: "Approve the new key",
  revoke: "Revoke the certificate",
  revokeText: "Its connections and streams end at once. Its machines keep running.",
  none: "This host has no certificate: it logs in with a password on this machine.",
};

export const peopleTexts = {
  lead: "Who may log in, and what each may do. A role given here holds for the whole fleet.",
  name: "Name",
  fullName: "Full name",
  role: "Role",
  add: "Add",
  password: (name: string) =>
    `Password of ${name}, to be changed at the first login. It is shown this once.`,
  roles: "Roles",
  factor: "Second factor",
  factorOn: "On",
  factorOff: "Off",
  source: "From",
  local: "here",
  oidc: "login provider",
  last: "Last login",
  never: "never",
  disabled: "Disabled",
  enabled: "Active",
  disable: (name: string) => `Disable ${name}`,
  enable: (name: string) => `Enable ${name}`,
  reset: (name: string) => `Reset password of ${name}`,
  group: "by group",
  where: { everything: "", project: "in a project", tag: "by tag" } as Readonly<
    Record<string, string>
  >,
};

export const auditTexts = {
  lead: "Every change and every refusal, in a chain that shows if a row was changed or taken away.",
  text: "Find",
  outcome: "Outcome",
  all: "All",
  outcomes: { done: "Done", refused: "Refused", unknown: "Not known" },
  search: "Search",
  head: (seq: string) => `${seq} rows; the chain holds.`,
  broken: (why: string) => `The chain does not hold: ${why}`,
  verify: "Check it elsewhere with novacron audit verify.",
  at: "Time",
  actor: "Who",
  action: "What",
  target: "On",
  address: "From",
  code: "Code",
  older: "Older",
  none: "No row matches.",
};

export const youTexts = {
  factor: {
    title: "Second factor",
    on: "An authenticator app is asked for at each login.",
    off: "A code of an authenticator app beside the password: a stolen password alone does not let anybody in.",
    password: "Your password",
    begin: "Set up an authenticator app",
    scan: "Scan this with your authenticator app, or type the secret below into it.",
    picture: "QR code for an authenticator app; the same secret stands below as text",
    secret: "Type this into the app, or open it there. It is shown this once.",
    open: "Open in an authenticator app on this device",
    code: "Code that the app shows",
    confirm: "Confirm",
    codes: "Recovery codes, each good once where the app is lost. They are shown this once.",
    remove: "Remove the second factor",
  },
  sessions: {
    title: "Where you are logged in",
    which: "From",
    current: "This one",
    begun: "Since",
    seen: "Last used",
    end: "End this session",
    endText: "It is logged out at once.",
    endOthers: "End all others",
  },
};
