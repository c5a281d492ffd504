import type { CallOptions, Procedure, Question } from "./procedure.ts";
import type { LibvirtStream } from "./stream.ts";

/** Who carries calls out: one connection, or a client that keeps one. Rejects with a NovaError. */
export interface Caller {
  call<A, R>(question: Question<A, R>, args: A, options?: CallOptions): Promise<R>;
  /** For a procedure with a stream. The options' deadline is for the answer, not for the stream. */
  open<A, R>(procedure: Procedure<A, R>, args: A, options?: CallOptions): Promise<StreamOf<R>>;
}

export interface StreamOf<R> {
  readonly result: R;
  readonly stream: LibvirtStream;
}
