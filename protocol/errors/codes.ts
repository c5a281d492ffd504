/**
 * The one table of error codes. Codes are added, never renamed or given another meaning: scripts match on
 * them. `status` is the HTTP answer, `retryable` says whether the same request may succeed later without a
 * change by the caller, `next` tells the reader what to do.
 */
export interface ErrorCodeInfo {
  readonly status: number;
  readonly retryable: boolean;
  readonly text: string;
  readonly next: string;
}

const row = (status: number, retryable: boolean, text: string, next: string): ErrorCodeInfo => ({
  status,
  retryable,
  text,
  next,
});

export const errorCodes = {
  // Requests
  BAD_REQUEST: row(
    400,
    false,
    "The request is not of the documented form",
    "Correct the named fields; /openapi.json has the form",
  ),
  NOT_FOUND: row(
    404,
    false,
    "There is no such object",
    "Check the id or name; list the objects to see what exists",
  ),
  AMBIGUOUS_NAME: row(
    409,
    false,
    "More than one object has this name",
    "Use the id instead of the name",
  ),
  METHOD_NOT_ALLOWED: row(
    405,
    false,
    "The path exists, but not with this method",
    "See /openapi.json",
  ),
  PAYLOAD_TOO_LARGE: row(
    413,
    false,
    "The body is larger than accepted",
    "Send less in one request",
  ),
  RATE_LIMITED: row(429, true, "Too many requests", "Wait for the time in the Retry-After header"),
  OVERLOADED: row(
    503,
    true,
    "The control plane cannot take more work now",
    "Try again in a moment; the fleet page names the full queue",
  ),
  NOT_READY: row(
    503,
    true,
    "The control plane is still starting or is shutting down",
    "Wait until /readyz answers 200",
  ),
  RESTORING: row(
    503,
    true,
    "The control plane was restored from a backup and has not read every host again",
    "Wait for the named hosts, or have an administrator end the wait",
  ),
  INTERNAL: row(
    500,
    false,
    "NovaCron failed in a way it did not expect",
    "Report it with the log lines of this request id",
  ),
  // People
  UNAUTHENTICATED: row(
    401,
    false,
    "Nobody is logged in, or the session or token ended",
    "Log in again, or use a valid token",
  ),
  BAD_CREDENTIALS: row(
    401,
    false,
    "Name or password is wrong",
    "Check both; after several failures wait for the given time",
  ),
  SECOND_FACTOR_NEEDED: row(
    401,
    false,
    "The account has a second factor",
    "Log in with the code of the authenticator app, or with a recovery code",
  ),
  SECOND_FACTOR_WRONG: row(
    401,
    false,
    "The code is wrong, was used before, or its time is over",
    "Wait for the next code of the app; after several failures wait for the given time",
  ),
  LOGIN_PROVIDER_UNAVAILABLE: row(
    503,
    true,
    "The login provider does not answer as it should",
    "Try again in a moment, or log in with a local account",
  ),
  OIDC_REFUSED: row(
    401,
    false,
    "The answer of the login provider is not one to this login",
    "Begin the login anew from the console",
  ),
  LAST_ADMINISTRATOR: row(
    409,
    false,
    "Nobody would be left who can administer everything with a local account",
    "Make another local account an administrator of everything first",
  ),
  FORBIDDEN: row(
    403,
    false,
    "This login may not do this",
    "Ask an administrator for the role that may",
  ),
  CSRF_REFUSED: row(
    403,
    false,
    "The request did not come from the console's own pages",
    "Use the console, or a token in the Authorization header",
  ),
  // Machines and operations
  CONFLICT: row(
    409,
    false,
    "The object changed, or another operation holds it",
    "Look at its present state and try again",
  ),
  ID_REUSED: row(
    409,
    false,
    "This operation id was used before with another content",
    "Make a new id for a new operation",
  ),
  ACTION_NOT_POSSIBLE: row(
    409,
    false,
    "The action is not possible in this state",
    "The answer lists every reason and what would remove it",
  ),
  MIGRATION_GATE_REFUSED: row(
    403,
    false,
    "The host that the machine comes from asked for something outside the migration",
    "Look at both hosts before moving the machine again: a host that asks for more may be taken over",
  ),
  MIGRATION_TARGET_REFUSED: row(
    409,
    true,
    "The host that the machine should go to did not let the host that it comes from in",
    "Look at the named target: its agent's log, its clock, and that the address for moves is its own",
  ),
  MIGRATION_FAILED: row(
    409,
    true,
    "The machine could not be moved and is where it was",
    "Read the cause; what the move had made on the target is removed",
  ),
  MIGRATION_ARRIVED: row(
    409,
    false,
    "The machine runs on the target already, so its move cannot be undone there",
    "Nothing: the move goes on to its end",
  ),
  MIGRATION_ABANDONED: row(
    409,
    true,
    "The host was told to abandon this move before this part of it arrived, so nothing was made for it",
    "Ask for the move again if it is wanted after all",
  ),
  MIGRATION_NOT_CONVERGED: row(
    409,
    true,
    "The machine wrote its memory faster than it could be copied, so the move was given up; it runs on where it was",
    "Allow a longer pause, auto-converge or post-copy, or move it when it is quieter",
  ),
  MIGRATION_MEMORY_LOST: row(
    500,
    false,
    "The memory of the machine was lost during post-copy; its disks are whole and no copy of it runs",
    "Start the machine again on the host that the operation names",
  ),
  MIGRATION_UNCLEAR: row(
    500,
    false,
    "The machine was switched over and the target's answer was lost; the source's copy stands still",
    "The target is asked: whichever copy it proves to be the only one goes on",
  ),
  MACHINE_CONFLICT: row(
    409,
    false,
    "Two hosts report this machine",
    "Choose the copy that is the true one on the machine's page",
  ),
  HOST_OFFLINE: row(
    409,
    true,
    "The host of the machine is not connected",
    "Check the host and its agent; the operation can be asked again then",
  ),
  HOST_READ_ONLY: row(
    409,
    false,
    "The host is run by another manager and only watched",
    "Release it there first",
  ),
  QUOTA_EXCEEDED: row(
    409,
    false,
    "The project has no room for it",
    "Free some of what the details name, or have an administrator raise the quota",
  ),
  OPERATION_ENDED: row(409, false, "The operation has ended already", "Look at its outcome"),
  DEADLINE_EXCEEDED: row(
    504,
    true,
    "It did not finish in the time it was given",
    "Look at the machine's present state before asking again",
  ),
  COMMAND_INTERRUPTED: row(
    500,
    false,
    "The agent was cut off while acting, so it cannot be known whether it took effect",
    "Look at the machine's present state before asking again",
  ),
  HOOK_REFUSED: row(
    409,
    false,
    "The agent does not run this hook",
    "Mend what is named, on the host; docs/operate/moving.md says what a hook must be",
  ),
  HOOK_FAILED: row(
    500,
    false,
    "The hook ended with a failure",
    "Read the end of its output, mend the cause on the host, and run it again",
  ),
  COMMAND_EXPIRED: row(
    409,
    true,
    "The command reached the host too late to be obeyed",
    "Ask again",
  ),
  COMMAND_UNKNOWN: row(
    501,
    false,
    "The agent on this host does not know this command",
    "Upgrade the agent",
  ),
  EPOCH_REFUSED: row(
    409,
    false,
    "The command came from an older control plane epoch",
    "Stop the old control plane",
  ),
  GENERATION_REFUSED: row(
    409,
    false,
    "The command was made for another generation of the machine",
    "Look at where the machine is now and ask again",
  ),
  SIGNATURE_MISSING: row(
    401,
    false,
    "A message to an agent was not signed",
    "Only the control plane's own words are obeyed; see who may publish on the broker",
  ),
  SIGNATURE_REFUSED: row(
    401,
    false,
    "A message to an agent was not signed by its control plane, or was changed on the way",
    "See who may publish on the broker; after a lost signing key, enrol the host anew",
  ),
  SESSION_REFUSED: row(
    409,
    false,
    "A command was made for another session of the agent",
    "The control plane says it again for the present one; if nobody asked, see who may publish on the broker",
  ),
  COMMAND_REPLAYED: row(
    409,
    false,
    "A command that had ended long ago was sent again",
    "It was not obeyed; see who may publish on the broker",
  ),
  CANCELLED: row(409, false, "It was cancelled", "Ask again if it is wanted after all"),
  // libvirt and the host
  LIBVIRT_UNAVAILABLE: row(
    503,
    true,
    "libvirt does not answer on this host",
    "Check libvirtd or virtqemud on the host; the agent reconnects by itself",
  ),
  LIBVIRT_TIMEOUT: row(
    504,
    true,
    "libvirt did not answer in time",
    "Look for a machine that hangs; the host page names it",
  ),
  LIBVIRT_ERROR: row(
    502,
    false,
    "libvirt refused or failed",
    "Read libvirt's own message in the details",
  ),
  LIBVIRT_PROTOCOL: row(
    502,
    true,
    "The bytes from libvirt were not understood",
    "The connection was closed and is opened anew; report it if it repeats",
  ),
  XML_REFUSED: row(
    400,
    false,
    "The XML is malformed or holds what is not accepted",
    "Correct the XML; document types and entities are never accepted",
  ),
  // Bus
  MESSAGE_REFUSED: row(
    400,
    false,
    "A message on the bus was malformed, too large or on a foreign topic",
    "See the topic table; the counter names the sender",
  ),
  BUS_UNAVAILABLE: row(
    503,
    true,
    "The MQTT broker cannot be reached",
    "Check its address and credentials; agents keep their samples meanwhile",
  ),
  BUS_REFUSED: row(
    401,
    false,
    "The MQTT broker refused the login",
    "Check the user name and password of this client",
  ),
  // Storage
  DISK_FULL: row(
    507,
    true,
    "There is no room on the disk",
    "Free some space; work goes on by itself when there is room",
  ),
  STORE_UNAVAILABLE: row(
    503,
    true,
    "A store does not answer",
    "Check the store; nothing accepted is lost meanwhile",
  ),
  STORE_CORRUPT: row(
    500,
    false,
    "A stored file is damaged",
    "The damaged part was set aside and counted; see the log for its name",
  ),
  SECRETS_LOCKED: row(
    500,
    false,
    "A sealed secret does not open with the keys that are here",
    "Give the secret key that this data was used with",
  ),
  SCHEMA_NEWER: row(
    500,
    false,
    "The data was written by a newer NovaCron",
    "Run that version or newer, or restore a backup",
  ),
  // Tunnel
  TICKET_REFUSED: row(
    403,
    false,
    "The stream ticket is wrong, used or expired",
    "Open the stream again",
  ),
  STREAM_CLOSED: row(409, true, "The stream ended", "Open it again"),
  // Releases
  RELEASE_UNTRUSTED: row(
    422,
    false,
    "The release is not signed by a trusted key, or is not what was signed",
    "Take the release from where it was built, whole and unchanged",
  ),
  RELEASE_REFUSED: row(
    409,
    false,
    "This version may not follow the running one",
    "See docs/operate/upgrades.md for which version can follow which",
  ),
  UPGRADE_UNDONE: row(
    409,
    false,
    "The upgraded agent did not prove itself, and the one before it runs again",
    "See the agent's log on that host; then start the upgrade again",
  ),
  // Trust
  ENROLMENT_REFUSED: row(
    403,
    false,
    "The enrolment token is not accepted",
    "Make a new one with novacron token create; each is good for one host, once, and for its time",
  ),
  REQUEST_REFUSED: row(
    400,
    false,
    "The request for a certificate is not accepted",
    "Send a PKCS#10 request in PEM for an ECDSA P-256 key, signed by that key",
  ),
  HOST_REIMAGED: row(
    409,
    true,
    "This host joined before with another key",
    "Approve the new key in the console, or use a token made for this host; then enrol again",
  ),
  IDENTITY_REVOKED: row(
    403,
    false,
    "The identity of this host was revoked",
    "Make a token for this host and enrol it anew with novacron-agent enroll --new-key",
  ),
  IDENTITY_CLONED: row(
    409,
    false,
    "Two agents use the identity of this host at the same time",
    "Find the copy, revoke the identity, then enrol each host with a token of its own",
  ),
  CERTIFICATE_REFUSED: row(
    401,
    false,
    "The client certificate is missing, foreign or over its time",
    "Enrol the host anew with a token made for it",
  ),
  SERVER_NOT_TRUSTED: row(
    502,
    false,
    "The server's certificate is not one of this fleet's control plane",
    "Check the address; if it is right, somebody stands between: do not go on",
  ),
  // Set-up
  CONFIG_INVALID: row(400, false, "The configuration is not valid", "Correct the named setting"),
  PACKAGES_MISSING: row(
    400,
    false,
    "Needed programs are not installed",
    "Install them, or run again without --no-install",
  ),
  ADDRESS_IN_USE: row(
    409,
    false,
    "The address to listen on is taken",
    "Stop the other program or choose another address",
  ),
  FOLDER_IN_USE: row(
    409,
    false,
    "Another process works on this data folder",
    "Stop the other process first, or choose another folder",
  ),
  UNREACHABLE: row(
    503,
    true,
    "The control plane cannot be reached",
    "Check the address and that it runs",
  ),
} as const satisfies Record<string, ErrorCodeInfo>;

export type ErrorCode = keyof typeof errorCodes;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}
