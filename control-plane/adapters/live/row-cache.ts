import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { Changes, LiveKind, LiveSeen } from "./live-views.ts";

type RowKind = Exclude<LiveKind, "plans">;

/**
 * Serialises each changed row once for all clients of one round that see the same, and each whole message once for all that
 * get the same ids.
 */
export class RowCache {
  readonly #views: LiveSeen;
  readonly #rows = new Map<string, string | null>();
  readonly #messages = new WeakMap<ReadonlySet<string>, Map<LiveKind, string | null>>();

  constructor(views: LiveSeen) {
    this.#views = views;
  }

  /** The message of one kind about these ids; null where nothing is left to say. */
  message(kind: LiveKind, ids: Changes[LiveKind]): string | null {
    const known = this.#messages.get(ids)?.get(kind);
    if (known !== undefined) return known;
    const made = ids.size === 0 ? null : this.#make(kind, ids);
    const ofSet = this.#messages.get(ids) ?? new Map<LiveKind, string | null>();
    ofSet.set(kind, made);
    this.#messages.set(ids, ofSet);
    return made;
  }

  #make(kind: LiveKind, ids: Iterable<string>): string | null {
    if (kind === "plans") {
      return this.#views.seesPlans() ? JSON.stringify({ type: kind, changed: [...ids] }) : null;
    }
    const changed: string[] = [];
    const gone: string[] = [];
    for (const id of ids) {
      const row = this.#row(kind, id);
      if (row !== null) changed.push(row);
      else if (this.#wasSeen(kind, id)) gone.push(JSON.stringify(id));
    }
    const rows = `[${changed.join(",")}]`;
    if (kind === "figures")
      return changed.length === 0 ? null : `{"type":"figures","rows":${rows}}`;
    if (kind === "operations") {
      return changed.length === 0 ? null : `{"type":"operations","changed":${rows}}`;
    }
    if (changed.length === 0 && gone.length === 0) return null;
    return `{"type":"${kind}","changed":${rows},"gone":[${gone.join(",")}]}`;
  }

  /** The id of what one may not see must not come out by its end. */
  #wasSeen(kind: RowKind, id: string): boolean {
    return kind === "hosts" ? this.#views.seesHosts() : this.#views.wasSeen(id as MachineId);
  }

  #row(kind: RowKind, id: string): string | null {
    const key = `${kind} ${id}`;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const value = this.#view(kind, id);
    const text = value === null ? null : JSON.stringify(value);
    this.#rows.set(key, text);
    return text;
  }

  #view(kind: RowKind, id: string): object | null {
    switch (kind) {
      case "machines":
        return this.#views.machineRow(id as MachineId);
      case "figures":
        return this.#views.machineFigures(id as MachineId);
      case "hosts":
        return this.#views.hostView(id as HostId);
      case "operations":
        return this.#views.operationNow(id as OperationId);
    }
  }
}
