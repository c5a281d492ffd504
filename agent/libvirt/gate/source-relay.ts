import type { Duplex } from "node:stream";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { keepaliveFrame, PONG } from "../rpc/keepalive.ts";
import { FrameReader } from "../transport/frame-reader.ts";
import { type FinishState, finishStart, isPing, sawCall, sawReply } from "./finish-watch.ts";
import { closed, framesOf, pass } from "./gate-streams.ts";

export interface SourceRelayOptions {
  /** Before the frame that changed it goes on: what is written down then holds whatever happens after. */
  readonly onFinish: (state: FinishState) => void;
  /** The way to the target is lost while its answer to Finish is awaited: this host's libvirtd is kept waiting. */
  readonly onHeld: () => void;
  /** Somebody knows for certain which copy runs: what was kept waiting ends. */
  readonly letGo: AbortSignal;
}

/**
 * The source's half of a gate: `near` is this host's libvirtd, `far` the way to the target's gate. As long as nobody
 * knows whether the target's copy runs, `near` stays open and its pings are answered here, whatever becomes of `far`,
 * so that libvirtd goes on waiting and its paused copy does not wake. Resolves when both have closed; never rejects.
 */
export async function relaySource(
  near: Duplex,
  far: Duplex,
  { onFinish, onHeld, letGo }: SourceRelayOptions,
): Promise<FinishState> {
  const calls = new FrameReader();
  const answers = new FrameReader();
  let finish = finishStart;
  const isHanging = () => finish.stage === "hanging";
  const step = (next: FinishState) => {
    if (next.stage === finish.stage) return;
    finish = next;
    onFinish(next);
  };
  const closeBoth = () => {
    near.destroy();
    far.destroy();
  };
  const farLost = () => {
    far.destroy();
    if (isHanging() && !letGo.aborted) onHeld();
    else near.destroy();
  };
  const ended = Promise.all([closed(near), closed(far)]);
  letGo.addEventListener("abort", closeBoth, { once: true });
  near.on("error", closeBoth);
  near.on("close", () => far.destroy());
  far.on("error", () => far.destroy());
  far.on("close", () => !near.destroyed && !near.writableEnded && farLost());
  near.on("data", (chunk: Buffer) => {
    for (const frame of framesOf(calls, chunk)) {
      if (frame instanceof NovaError) return void closeBoth();
      if (isHanging() && isPing(frame)) near.write(keepaliveFrame(PONG));
      else {
        step(sawCall(finish, frame));
        pass(near, far, frame);
      }
    }
  });
  far.on("data", (chunk: Buffer) => {
    for (const frame of framesOf(answers, chunk)) {
      if (frame instanceof NovaError) return void farLost();
      step(sawReply(finish, frame));
      pass(far, near, frame);
    }
  });
  near.on("end", () => far.end());
  far.on("end", () => (isHanging() ? far.destroy() : near.end()));
  if (letGo.aborted) closeBoth();
  near.resume();
  far.resume();
  await ended;
  letGo.removeEventListener("abort", closeBoth);
  return finish;
}
