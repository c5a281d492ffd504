import { FocusTrap, Portal } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import {
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { heldBy, rowFacts } from "../commands/facts.ts";
import { describe, type Findable, type Found, find } from "../commands/find.ts";
import { useAct } from "../commands/use-act.ts";
import { useHosts, useMachineNames, useOperations } from "../live/use-live.ts";
import { t } from "../text/en.ts";
import { Icon } from "../ui/Icon.tsx";
import css from "./Palette.module.css";
import { closePalette, paletteStore } from "./palette-store.ts";
import { HostMark, MachineMark } from "./StateMark.tsx";
import { useWho } from "./use-who.ts";

const pages = [
  { to: "/", text: t.nav.fleet },
  { to: "/machines", text: t.nav.machines },
  { to: "/hosts", text: t.nav.hosts },
  { to: "/maintenance", text: t.maintenance.title },
  { to: "/operations", text: t.nav.operations },
  { to: "/record", text: t.nav.record },
  { to: "/insights", text: t.nav.insights },
  { to: "/settings", text: t.nav.settings },
] as const;

/** Jump to anything by name, address or tag; run any action that is possible. */
export function Palette() {
  const opened = useSyncExternalStore(paletteStore.subscribe, paletteStore.get);
  return opened ? <OpenPalette /> : null;
}

function OpenPalette() {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const found = find(useDeferredValue(text), useFindable());
  const chosen = Math.min(at, Math.max(0, found.length - 1));
  const list = useId();
  const run = useRun();
  const onKey = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((chosen + step + found.length) % Math.max(1, found.length));
    }
    const hit = found[chosen];
    if (event.key === "Enter" && hit !== undefined) run(hit);
    if (event.key === "Escape") closePalette();
  };
  return (
    <Portal>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a click beside the box closes it, as Esc does */}
      <div
        className={css.overlay}
        onMouseDown={(event) => event.target === event.currentTarget && closePalette()}
      >
        <FocusTrap>
          <div className={css.box} role="dialog" aria-modal="true" aria-label={t.search.open}>
            <input
              className={css.input}
              role="combobox"
              aria-expanded="true"
              aria-controls={list}
              aria-activedescendant={found.length > 0 ? `${list}-${chosen}` : undefined}
              aria-label={t.search.placeholder}
              placeholder={t.search.placeholder}
              value={text}
              data-autofocus
              // At once, so that no letter typed right after Ctrl-K is lost.
              // biome-ignore lint/a11y/noAutofocus: a person opened it to type
              autoFocus
              autoComplete="off"
              spellCheck={false}
              onKeyDown={onKey}
              onChange={(event) => {
                setText(event.target.value);
                setAt(0);
              }}
            />
            <Options id={list} found={found} chosen={chosen} onChoose={setAt} onRun={run} />
            <div className={css.hint}>{t.search.hint}</div>
          </div>
        </FocusTrap>
      </div>
    </Portal>
  );
}

interface OptionsProps {
  readonly id: string;
  readonly found: readonly Found[];
  readonly chosen: number;
  readonly onChoose: (at: number) => void;
  readonly onRun: (hit: Found) => void;
}

function Options({ id, found, chosen, onChoose, onRun }: OptionsProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector(`[id="${id}-${chosen}"]`)?.scrollIntoView({ block: "nearest" });
  }, [id, chosen]);
  return (
    <div ref={box} id={id} role="listbox" aria-label={t.search.open} className={css.list}>
      {found.length === 0 && <div className={css.none}>{t.search.nothing}</div>}
      {found.map((hit, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard acts on the input, as a combobox does
        <div
          key={`${hit.type} ${describe(hit)} ${index}`}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className={css.option}
          onMouseMove={() => onChoose(index)}
          onClick={() => onRun(hit)}
        >
          <OptionMark hit={hit} />
          <span>{describe(hit)}</span>
          <span className={css.more}>{moreOf(hit)}</span>
        </div>
      ))}
    </div>
  );
}

function OptionMark({ hit }: { readonly hit: Found }) {
  if (hit.type === "machine") {
    return <MachineMark state={hit.machine.state} conflict={hit.machine.conflict} bare />;
  }
  if (hit.type === "host") return <HostMark state={hit.host.state} bare />;
  if (hit.type === "action" || hit.type === "maintenance") return <Icon name="right" size={14} />;
  return <Icon name={hit.type === "filter" ? "search" : "fleet"} size={14} />;
}

function moreOf(hit: Found): string {
  if (hit.type === "machine") {
    return [hit.machine.hostName, hit.machine.addresses[0]].filter(Boolean).join(" · ");
  }
  if (hit.type === "host") return `${hit.host.machines.total} ${t.nav.machines.toLowerCase()}`;
  if (hit.type === "action") return hit.machine.hostName;
  return "";
}

function useFindable(): Findable {
  const { rows } = useMachineNames(true);
  const hosts = useHosts().rows;
  const operations = useOperations().rows;
  const who = useWho();
  const held = heldBy(operations.values());
  const machines = useMemo(() => [...rows.values()], [rows]);
  return {
    pages,
    machines,
    hosts: [...hosts.values()],
    facts: (row) =>
      rowFacts(row, { host: hosts.get(row.host), held: held.get(row.id) ?? null, who }),
  };
}

function useRun(): (hit: Found) => void {
  const navigate = useNavigate();
  const act = useAct();
  return (hit) => {
    closePalette();
    switch (hit.type) {
      case "page":
        return void navigate({ to: hit.to });
      case "machine":
        return void navigate({ to: "/machines/$machine", params: { machine: hit.machine.id } });
      case "host":
        return void navigate({ to: "/hosts/$host", params: { host: hit.host.id } });
      case "filter":
        return void navigate({ to: "/machines", search: { filter: hit.filter } });
      case "action":
        return act(hit.kind, hit.machine);
      case "maintenance":
        return void navigate({
          to: "/hosts/$host",
          params: { host: hit.host.id },
          search: { tab: "maintenance" },
        });
    }
  };
}
