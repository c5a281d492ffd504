import type { JournalEntry, JournalStore } from "@novacron/agent/ports/journal-store";
import type { Command } from "@novacron/protocol/messages/command";

/** Commands that the control plane sent, and what agents took for one. */
export class Obedience {
  readonly #sent = new Set<string>();
  readonly violations: string[] = [];

  sent(command: Command): void {
    this.#sent.add(essence(command));
  }

  /** Looks at each command as it comes into the journal for the first time. */
  watch(store: JournalStore, session: string): JournalStore {
    const known = new Set<string>();
    return new Proxy(store, {
      get: (target, key): unknown => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function") return value;
        if (key === "open") {
          return async () => {
            const found = await target.open();
            for (const { command } of found.entries) known.add(command.id);
            return found;
          };
        }
        if (key !== "put") return value.bind(target);
        return (entry: JournalEntry) => {
          if (!known.has(entry.command.id)) this.#judge(entry.command, session);
          known.add(entry.command.id);
          return target.put(entry);
        };
      },
    });
  }

  #judge(command: Command, session: string): void {
    const { id, action } = command;
    if (!this.#sent.has(essence(command))) {
      this.violations.push(`obeyed what the control plane never sent: ${action.kind} ${id}`);
    }
    if (command.session !== session) {
      this.violations.push(`obeyed a command of an earlier session: ${action.kind} ${id}`);
    }
  }
}

/** Without the order of fields, which parsing may change. */
function essence({ id, host, epoch, session, turn, action }: Command): string {
  return JSON.stringify([id, host, epoch, session, turn, action], (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}
