import type { RefusalReason } from "@novacron/protocol/messages/parse";
import type { DownlinkMessage, UplinkListener } from "../../ports/uplink.ts";

/** Remembers what an uplink told, and lets a test wait for it. */
export class RememberingListener implements UplinkListener {
  readonly messages: DownlinkMessage[] = [];
  readonly losses: string[] = [];
  readonly refusals: RefusalReason[] = [];
  connects = 0;
  #waiting: { readonly holds: () => boolean; readonly done: () => void }[] = [];

  connected(): void {
    this.connects += 1;
    this.#look();
  }

  disconnected(reason: string): void {
    this.losses.push(reason);
    this.#look();
  }

  message(message: DownlinkMessage): void {
    this.messages.push(message);
    this.#look();
  }

  refused(reason: RefusalReason): void {
    this.refusals.push(reason);
    this.#look();
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ holds, done });
      this.#look();
    });
  }

  #look(): void {
    const met = this.#waiting.filter((one) => one.holds());
    this.#waiting = this.#waiting.filter((one) => !met.includes(one));
    for (const { done } of met) done();
  }
}
