import type { Codec } from "./codec.ts";

/** One call of a program, as the table describes it. */
export interface Procedure<A, R> {
  readonly kind: "call";
  /** libvirt's own name, minus its prefix, in camel case. */
  readonly name: string;
  readonly program: number;
  readonly version: number;
  readonly number: number;
  readonly args: Codec<A>;
  readonly result: Codec<R>;
  /** Where bulk data flows, seen from the client. */
  readonly stream?: "read" | "write" | "duplex";
  /** The server answers without waiting for a hypervisor. */
  readonly highPriority?: true;
}

/** What a caller needs to know of a call: its answer may be read into something else than the table has. */
export interface Question<A, R> extends Omit<Procedure<A, R>, "result"> {
  readonly result: Pick<Codec<R>, "decode">;
}

/** One message that the server sends unasked. */
export interface EventMessage<T> {
  readonly kind: "event";
  readonly name: string;
  readonly program: number;
  readonly version: number;
  readonly number: number;
  readonly payload: Codec<T>;
}

export interface CallOptions {
  /** For the whole call, its wait for a place included; the connection's default if absent. */
  readonly timeoutMs?: number;
  /**
   * Stops waiting. libvirt has no way to withdraw a call: it goes on there, and its answer is
   * dropped and counted when it comes.
   */
  readonly signal?: AbortSignal;
}
