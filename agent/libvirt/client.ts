import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Ids } from "../ports/clock.ts";
import { type BackoffOptions, backoffMs, defaultBackoff } from "./backoff.ts";
import { LibvirtError } from "./errors.ts";
import { registerEvent } from "./event-registry.ts";
import { QemuApi } from "./generated/qemu-api.ts";
import { RemoteApi } from "./generated/remote-api.ts";
import type { Caller, StreamOf } from "./rpc/caller.ts";
import type { ConnectionCounts, ServerEvent } from "./rpc/connection.ts";
import type { CallOptions, EventMessage, Procedure, Question } from "./rpc/procedure.ts";
import { openSession, type Session, type SessionOptions } from "./session.ts";

export interface ClientOptions extends Omit<SessionOptions, "onEvent" | "onClose" | "address"> {
  /** Asked before each try, so that a daemon that comes back in another form is found. */
  readonly address: () => Promise<SessionOptions["address"]>;
  readonly random: Ids["random"];
  readonly backoff?: BackoffOptions;
  readonly onState?: (state: ClientState) => void;
}

export type ClientState =
  | { readonly state: "connected" }
  | { readonly state: "disconnected"; readonly reason: NovaError; readonly retryInMs: number }
  | { readonly state: "stopped" };

/**
 * A connection to libvirt that keeps itself: it comes back after each loss, asking again for the
 * events it had. Calls while it is away fail at once with LIBVIRT_UNAVAILABLE; none is repeated,
 * since only its caller can know whether a repetition is harmless.
 */
export class LibvirtClient implements Caller {
  readonly remote: RemoteApi;
  readonly qemu: QemuApi;
  readonly #options: ClientOptions;
  readonly #handlers = new Map<EventMessage<unknown>, Set<(payload: never) => void>>();
  readonly #unsupported = new Set<string>();
  #session: Session | undefined;
  #reason = new NovaError("LIBVIRT_UNAVAILABLE", "libvirt client", {
    cause: new Error("not started"),
  });
  #failures = 0;
  #life: AbortController | undefined;
  #cancelRetry = () => {};
  #detach = () => {};

  constructor(options: ClientOptions) {
    this.#options = options;
    this.remote = new RemoteApi(this);
    this.qemu = new QemuApi(this);
  }

  get connected(): boolean {
    return this.#session !== undefined;
  }

  /** Why it is not connected; the last reason while it is. */
  get reason(): NovaError {
    return this.#reason;
  }

  /** Null while not connected. */
  get counts(): ConnectionCounts | null {
    return this.#session?.connection.counts ?? null;
  }

  /** Events asked for that this daemon does not know. */
  get unsupportedEvents(): readonly string[] {
    return [...this.#unsupported];
  }

  /** Makes the first try and resolves when it ended, well or not; goes on trying until `stop`. */
  async start(signal: AbortSignal): Promise<void> {
    if (this.#life) throw new NovaError("INTERNAL", "start the libvirt client a second time");
    this.#life = new AbortController();
    const onAbort = () => void this.stop();
    signal.addEventListener("abort", onAbort);
    this.#detach = () => signal.removeEventListener("abort", onAbort);
    if (signal.aborted) await this.stop();
    else await this.#connect(this.#life.signal);
  }

  async stop(): Promise<void> {
    if (!this.#life || this.#life.signal.aborted) return;
    this.#life.abort();
    this.#detach();
    this.#cancelRetry();
    const session = this.#session;
    this.#session = undefined;
    this.#reason = new NovaError("LIBVIRT_UNAVAILABLE", "libvirt client", {
      cause: new Error("stopped"),
    });
    await session?.close();
    this.#options.onState?.({ state: "stopped" });
  }

  async call<A, R>(question: Question<A, R>, args: A, options?: CallOptions): Promise<R> {
    return await this.#need(question).connection.call(question, args, options);
  }

  async open<A, R>(
    procedure: Procedure<A, R>,
    args: A,
    options?: CallOptions,
  ): Promise<StreamOf<R>> {
    return await this.#need(procedure).connection.open(procedure, args, options);
  }

  /**
   * Hears one kind of event, of all objects, now and after every reconnection. To be called before
   * `start`. What happened while away is not told: look afresh on each `connected`.
   */
  on<T>(message: EventMessage<T>, handler: (payload: T) => void): void {
    if (this.#life) throw new NovaError("INTERNAL", `listen to ${message.name} after the start`);
    const handlers = this.#handlers.get(message) ?? new Set();
    this.#handlers.set(message, handlers.add(handler));
  }

  #need({ name }: Pick<Procedure<unknown, unknown>, "name">): Session {
    if (this.#session) return this.#session;
    const attempted = `libvirt ${name}`;
    throw new NovaError("LIBVIRT_UNAVAILABLE", attempted, { cause: this.#reason });
  }

  async #connect(life: AbortSignal): Promise<void> {
    let opened: Session | undefined;
    let lost: NovaError | undefined;
    const onClose = (error: NovaError) => {
      lost = error;
      if (opened && this.#session === opened) this.#lose(error, life);
    };
    try {
      const address = await this.#options.address();
      const onEvent = (event: ServerEvent) => this.#deliver(event);
      const options: SessionOptions = { ...this.#options, address, onEvent, onClose };
      opened = await openSession(options, life);
      await this.#registerAll(opened, life);
      if (lost) throw lost;
    } catch (error) {
      opened?.connection.close(new Error("could not be set up"));
      if (!life.aborted) this.#lose(asNovaError(error), life);
      return;
    }
    if (life.aborted) return await opened.close();
    this.#session = opened;
    this.#failures = 0;
    this.#options.onState?.({ state: "connected" });
  }

  #lose(reason: NovaError, life: AbortSignal): void {
    this.#session = undefined;
    if (life.aborted) return;
    this.#reason = reason;
    const { random, backoff = defaultBackoff } = this.#options;
    const retryInMs = backoffMs(this.#failures++, random(), backoff);
    this.#cancelRetry = this.#options.clock.after(retryInMs, () => void this.#connect(life));
    this.#options.onState?.({ state: "disconnected", reason, retryInMs });
  }

  async #registerAll(session: Session, signal: AbortSignal): Promise<void> {
    this.#unsupported.clear();
    for (const message of this.#handlers.keys()) {
      try {
        await registerEvent(session, message, { signal });
      } catch (error) {
        // An older daemon refuses a kind it does not know; the others are worth having.
        if (!(error instanceof LibvirtError)) throw error;
        this.#unsupported.add(message.name);
      }
    }
  }

  #deliver({ message, payload }: ServerEvent): void {
    for (const handler of this.#handlers.get(message) ?? []) handler(payload as never);
  }
}

function asNovaError(error: unknown): NovaError {
  if (error instanceof NovaError) return error;
  return new NovaError("LIBVIRT_UNAVAILABLE", "connect to libvirt", { cause: error });
}
