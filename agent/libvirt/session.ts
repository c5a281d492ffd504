import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../ports/clock.ts";
import type { DaemonAddress } from "./discover.ts";
import { connectEventConnectionClosed } from "./generated/event.ts";
import { QemuApi } from "./generated/qemu-api.ts";
import { RemoteApi } from "./generated/remote-api.ts";
import { Connection, type ConnectionOptions, type ServerEvent } from "./rpc/connection.ts";
import type { KeepaliveOptions } from "./rpc/keepalive.ts";
import type { CallLimits } from "./rpc/pending-calls.ts";
import { dialUnix } from "./transport/transport.ts";

export interface SessionOptions {
  readonly address: DaemonAddress;
  readonly clock: Clock;
  readonly limits?: Partial<CallLimits>;
  /** Absent: no pings, as for a stream with a slow reader. */
  readonly keepalive?: KeepaliveOptions;
  /** For connecting, logging in and opening, each. */
  readonly connectTimeoutMs?: number;
  readonly onEvent?: (event: ServerEvent) => void;
  readonly onClose?: (error: NovaError) => void;
}

/** An open connection to a hypervisor driver, ready for calls. */
export interface Session {
  readonly connection: Connection;
  readonly remote: RemoteApi;
  readonly qemu: QemuApi;
  /** Says goodbye, so that the daemon frees what the connection held, and closes. */
  close(): Promise<void>;
}

export const defaultKeepalive: KeepaliveOptions = { intervalMs: 10_000, missesMax: 2 };

/** Connects, logs in and opens the driver of the address. Rejects with a NovaError. */
export async function openSession(options: SessionOptions, signal?: AbortSignal): Promise<Session> {
  const { clock, address } = options;
  const timeoutMs = options.connectTimeoutMs ?? 10_000;
  const dial = { clock, timeoutMs, ...(signal && { signal }) };
  const transport = await dialUnix(address.socketPath, dial);
  const connection = new Connection(
    transport,
    connectionOptions(options, () => connection),
  );
  connection.listen();
  const remote = new RemoteApi(connection);
  const call = { timeoutMs, ...(signal && { signal }) };
  try {
    await logIn(remote, call);
    await remote.connectOpen({ name: address.uri, flags: address.readOnly ? READ_ONLY : 0 }, call);
    await watchDriver(remote, call);
  } catch (error) {
    connection.close(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
  const close = async () => {
    await remote.connectClose({ timeoutMs: CLOSE_TIMEOUT_MS }).catch(() => undefined);
    connection.close(new Error("closed from this side"));
  };
  return { connection, remote, qemu: new QemuApi(connection), close };
}

/** A daemon that takes longer frees what the connection held when it sees it gone. */
const CLOSE_TIMEOUT_MS = 2_000;
/** VIR_CONNECT_RO. */
const READ_ONLY = 1;
/** VIR_DRV_FEATURE_REMOTE_CLOSE_CALLBACK. */
const FEATURE_CLOSE_CALLBACK = 15;
const AUTH_NONE = 0;
const AUTH_POLKIT = 2;

function connectionOptions(options: SessionOptions, self: () => Connection): ConnectionOptions {
  return {
    clock: options.clock,
    ...(options.limits && { limits: options.limits }),
    ...(options.keepalive && { keepalive: options.keepalive }),
    ...(options.onClose && { onClose: options.onClose }),
    onEvent: (event) => {
      if (event.message === connectEventConnectionClosed) {
        self().close(new Error("libvirt lost its own connection to the driver"));
      }
      options.onEvent?.(event);
    },
  };
}

async function logIn(remote: RemoteApi, call: CallArguments): Promise<void> {
  const { types } = await remote.authList(call);
  if (types.length === 0 || types.includes(AUTH_NONE)) return;
  if (types.includes(AUTH_POLKIT)) {
    await remote.authPolkit(call);
    return;
  }
  throw new NovaError("LIBVIRT_UNAVAILABLE", "log in to libvirt", {
    details: { offered: types.join(",") },
    next: "Run the agent as root or in the libvirt group; SASL on the local socket is not spoken",
  });
}

/** A daemon that only passes calls on tells when it lost the one behind it. */
async function watchDriver(remote: RemoteApi, call: CallArguments): Promise<void> {
  const feature = { feature: FEATURE_CLOSE_CALLBACK };
  const { supported } = await remote.connectSupportsFeature(feature, call);
  if (supported) await remote.connectRegisterCloseCallback(call);
}

interface CallArguments {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}
