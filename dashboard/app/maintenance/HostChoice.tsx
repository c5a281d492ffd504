import type { HostView } from "@novacron/protocol/http/hosts";
import { Finder } from "../components/Finder.tsx";
import { hostsByName, isNamed } from "../components/hosts-by-name.ts";
import { Check } from "../moves/Check.tsx";
import { hostPromised, hostUse } from "../pages/fleet/use.ts";
import { t } from "../text/en.ts";
import { formatCount, formatPercent } from "../util/format.ts";
import css from "./Maintenance.module.css";

const text = t.maintenance;
/** More than these are slower to look through than to search. */
const drawnMax = 100;
const searchFrom = 12;

export interface HostChoiceProps {
  readonly hosts: Iterable<HostView>;
  /** In the order in which they are to be emptied. */
  readonly wanted: readonly string[];
  /** In a maintenance already. */
  readonly busy: readonly string[];
  readonly find: string;
  readonly onFind: (find: string) => void;
  readonly onToggle: (id: string, on: boolean) => void;
}

/** Which hosts are to be emptied, each with its load. What is chosen stays in sight, whatever is searched. */
export function HostChoice({ hosts, wanted, busy, find, onFind, onToggle }: HostChoiceProps) {
  const all = hostsByName(hosts);
  const found = all.filter((host) => isNamed(host, find) || wanted.includes(host.id));
  const drawn = found.filter((host, at) => at < drawnMax || wanted.includes(host.id));
  const rest = found.length - drawn.length;
  return (
    <fieldset className={css.fieldset}>
      <legend className={css.quiet}>{text.choose}</legend>
      {(all.length > searchFrom || find !== "") && (
        <p className={css.find}>
          <Finder label={t.hosts.filter} value={find} onChange={onFind} />
        </p>
      )}
      <div className={css.choices}>
        {drawn.map((host) => (
          <Check
            key={host.id}
            label={host.name}
            help={[...stateOf(host, wanted, busy), loadOf(host)].join(", ")}
            disabled={busy.includes(host.id)}
            checked={wanted.includes(host.id)}
            onChange={(on) => onToggle(host.id, on)}
          />
        ))}
      </div>
      {found.length === 0 && <p className={css.quiet}>{t.search.nothing}</p>}
      {rest > 0 && <p className={css.quiet}>{t.hosts.more(formatCount(rest))}</p>}
    </fieldset>
  );
}

function stateOf(host: HostView, wanted: readonly string[], busy: readonly string[]): string[] {
  if (busy.includes(host.id)) return [text.under];
  const at = wanted.indexOf(host.id);
  const place = at < 0 || wanted.length < 2 ? [] : [text.nth(at + 1)];
  return host.state === "online" ? place : [...place, t.states.host[host.state].toLowerCase()];
}

function loadOf(host: HostView): string {
  return text.load({
    running: host.machines.running,
    cpu: formatPercent(hostUse(host, "cpu")),
    memory: formatPercent(hostUse(host, "memory")),
    promised: formatPercent(hostPromised(host).memory),
  });
}
