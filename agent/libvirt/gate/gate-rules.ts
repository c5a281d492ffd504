import { NovaError } from "@novacron/protocol/errors/nova-error";
import { connectOpen } from "../generated/connect.ts";
import {
  domainMigrateFinish3Params,
  domainMigratePrepare3Params,
} from "../generated/domain-migrate.ts";
import { allProcedures } from "../generated/procedures.ts";
import { decodeHeader, type Header, MESSAGE } from "../rpc/header.ts";
import type { Procedure } from "../rpc/procedure.ts";
import { byName, stringOf, type TypedParameter } from "../rpc/typed-parameter.ts";
import { XdrDecoder } from "../rpc/xdr-decoder.ts";
import { type GateTicket, migrateFlag, neverAllowed } from "./gate-ticket.ts";
import { whyNotIncoming } from "./incoming-domain.ts";

/** Where the one migration stands; nothing is done twice. */
export type GatePhase = "greeting" | "open" | "prepared" | "finished";

export interface GateState {
  readonly phase: GatePhase;
  readonly frames: number;
}
export type GateVerdict =
  | { readonly pass: true }
  | { readonly pass: false; readonly header: Header | null; readonly error: NovaError };

export const gateStart: GateState = { phase: "greeting", frames: 0 };

/** What libvirtd's own peer-to-peer code asks of a target besides the migration, libvirt 9.0 to 11.3. */
const greetings: ReadonlySet<string> = new Set([
  "authList",
  "connectSupportsFeature",
  "connectRegisterCloseCallback",
  "connectUnregisterCloseCallback",
  "connectGetLibVersion",
  "connectClose",
]);
const parameterNames: ReadonlySet<string> = new Set([
  "auto_converge.increment",
  "auto_converge.initial",
  "bandwidth",
  "bandwidth.postcopy",
  "compression",
  "compression.mt.dthreads",
  "compression.mt.level",
  "compression.mt.threads",
  "compression.xbzrle.cache",
  "compression.zlib.level",
  "compression.zstd.level",
  "destination_name",
  "destination_xml",
  "disks_port",
  "disks_uri",
  "listen_address",
  "migrate_disks",
  "migrate_disks_detect_zeroes",
  "migrate_uri",
  "parallel.connections",
  "persistent_xml",
  "tls.destination",
]);

const keepaliveProgram = 0x6b656570;
const remoteProgram = 0x20008086;
/** A migration needs some twenty; pings come every few seconds. */
const framesMax = 100_000;

const namesByNumber = new Map(
  allProcedures
    .filter((one) => one.program === remoteProgram)
    .map((one) => [one.number, one.name] as const),
);

/**
 * Judges one frame (without its length word) from the source's libvirtd. Pure. What is not on the list is
 * refused: a libvirt client with write access is root on the host that it speaks to.
 */
export function stepGate(
  state: GateState,
  frame: Buffer,
  ticket: GateTicket,
): readonly [GateState, GateVerdict] {
  let header: Header | null = null;
  try {
    if (state.frames >= framesMax) throw refusal("send on", `${framesMax} messages were sent`);
    const input = new XdrDecoder(frame);
    header = decodeHeader(input);
    const phase = nextPhase(state.phase, { header, input }, ticket);
    return [{ phase, frames: state.frames + 1 }, { pass: true }];
  } catch (cause) {
    const own = cause instanceof NovaError && cause.code === "MIGRATION_GATE_REFUSED";
    const error = own ? cause : refusal("read a message", messageOf(cause));
    return [
      { ...state, frames: state.frames + 1 },
      { pass: false, header, error },
    ];
  }
}

interface Message {
  readonly header: Header;
  readonly input: XdrDecoder;
}

function nextPhase(phase: GatePhase, message: Message, ticket: GateTicket): GatePhase {
  const { header } = message;
  if (header.program === keepaliveProgram && header.type === MESSAGE.message) return phase;
  const name = namesByNumber.get(header.procedure) ?? `procedure ${header.procedure}`;
  if (header.program !== remoteProgram || header.version !== 1 || header.type !== MESSAGE.call) {
    throw refusal(name, `program ${header.program} with message type ${header.type}`);
  }
  if (greetings.has(name)) return phase;
  switch (name) {
    case connectOpen.name:
      return open(phase, argsOf(message, connectOpen));
    case domainMigratePrepare3Params.name:
      return prepare(phase, argsOf(message, domainMigratePrepare3Params), ticket);
    case domainMigrateFinish3Params.name:
      return finish(phase, argsOf(message, domainMigrateFinish3Params), ticket);
    default:
      throw refusal(name, "it is no part of a migration");
  }
}

function argsOf<A, R>({ input }: Message, procedure: Procedure<A, R>): A {
  const args = procedure.args.decode(input);
  if (input.remaining > 0) throw refusal(procedure.name, `${input.remaining} bytes follow`);
  return args;
}

function open(phase: GatePhase, args: { readonly name: string | null }): GatePhase {
  if (phase !== "greeting") throw refusal("connectOpen", "it is open already");
  if (args.name !== "qemu:///system") throw refusal("connectOpen", `driver ${args.name}`);
  return "open";
}

interface PrepareArgs {
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

function prepare(phase: GatePhase, { params, flags }: PrepareArgs, ticket: GateTicket): GatePhase {
  const attempt = "domainMigratePrepare3Params";
  if (phase !== "open") throw refusal(attempt, `the gate is ${phase}`);
  // Bit operations of JavaScript are signed; flags of libvirt stay below bit 31.
  const unknown = flags & ~(ticket.flags & ~neverAllowed);
  if (unknown !== 0) throw refusal(attempt, `flags ${unknown} are not in the ticket`);
  const offline = (flags & migrateFlag.offline) !== 0;
  if (ticket.requireTls && !offline && (flags & migrateFlag.tls) === 0) {
    throw refusal(attempt, "guest memory would travel in the clear");
  }
  checkParameters(attempt, params, ticket);
  const given = byName(params);
  const xml = stringOf(given.get("destination_xml"));
  if (xml === null) throw refusal(attempt, "it brings no definition");
  for (const field of ["destination_xml", "persistent_xml"]) {
    const text = stringOf(given.get(field));
    const why = text === null ? null : whyNotIncoming(text, ticket);
    if (why !== null) throw refusal(attempt, why);
  }
  return "prepared";
}

/** The last of two of one name counts in libvirt, the first here or there: twice is refused. */
function checkParameters(
  attempt: string,
  params: readonly TypedParameter[],
  ticket: GateTicket,
): void {
  const seen = new Set<string>();
  for (const { field } of params) {
    if (!parameterNames.has(field)) throw refusal(attempt, `parameter ${field}`);
    const many = field.startsWith("migrate_disks") || field === "compression";
    if (seen.has(field) && !many) throw refusal(attempt, `parameter ${field} comes twice`);
    seen.add(field);
  }
  const name = stringOf(byName(params).get("destination_name"));
  if (name !== null && name !== ticket.name) throw refusal(attempt, `machine ${name}`);
}

function finish(phase: GatePhase, { params }: Pick<PrepareArgs, "params">, ticket: GateTicket) {
  const attempt = "domainMigrateFinish3Params";
  if (phase !== "prepared") throw refusal(attempt, `the gate is ${phase}`);
  checkParameters(attempt, params, ticket);
  if (stringOf(byName(params).get("destination_name")) !== ticket.name) {
    throw refusal(attempt, "it names no machine");
  }
  return "finished" as const;
}

function refusal(what: string, why: string): NovaError {
  return new NovaError("MIGRATION_GATE_REFUSED", `${what} through a migration's gate`, {
    details: { what, why },
    cause: new Error(why),
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
