import { machineCan } from "@novacron/protocol/domain/machine-can";
import type { NovaError } from "@novacron/protocol/errors/nova-error";
import { machineFacts } from "@novacron/protocol/http/machine-facts";
import type { MachineView } from "@novacron/protocol/http/machines";
import { useCallback, useEffect, useRef, useState } from "react";
import { ErrorView } from "../../components/ErrorView.tsx";
import { Obstacles } from "../../components/MachineActions.tsx";
import { useWho } from "../../components/use-who.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { Panel } from "../../ui/Panel.tsx";
import css from "./ConsoleTab.module.css";
import { openSerial, type SerialLine } from "./serial-socket.ts";
import { openScreen, type Screen } from "./terminal.ts";

const text = t.machine.console;
type State = "closed" | "connecting" | "open";

/** The serial console. It is opened by a person, never by merely looking at the tab. */
export function ConsoleTab({ machine }: { readonly machine: MachineView }) {
  const who = useWho();
  const obstacles = machineCan("machine.console", machineFacts(machine, who));
  const { box, state, error, begun, connect } = useSerial(machine.id);
  if (obstacles.length > 0 && state === "closed" && !begun) {
    return (
      <Panel title={text.label}>
        <Obstacles title={t.ask.cannot(t.actions["machine.console"])} obstacles={obstacles} />
      </Panel>
    );
  }
  return (
    <section className={css.box} aria-label={text.label}>
      <div className={css.bar}>
        <StateWord state={state} begun={begun} />
        <span>{state === "closed" && !begun ? text.intro : ""}</span>
        {state === "closed" && (
          <Button kind="primary" onClick={() => void connect()}>
            <Icon name="console" size={14} />
            {begun ? text.again : text.connect}
          </Button>
        )}
      </div>
      {error !== null && <ErrorView error={error} />}
      <div ref={box} className={css.screen} />
    </section>
  );
}

function StateWord({ state, begun }: { readonly state: State; readonly begun: boolean }) {
  if (state === "open") return <Mark shape="full" tone="ok" text={text.connected} />;
  if (state === "connecting") return <Mark shape="turning" tone="off" text={text.connecting} />;
  return <Mark shape="ring" tone="off" text={begun ? text.closed : text.label} />;
}

function useSerial(machine: string) {
  const box = useRef<HTMLDivElement>(null);
  const screen = useRef<Screen | null>(null);
  const line = useRef<SerialLine | null>(null);
  const [state, setState] = useState<State>("closed");
  const [error, setError] = useState<NovaError | null>(null);
  const [begun, setBegun] = useState(false);
  const stop = useCallback(() => {
    line.current?.close();
    screen.current?.close();
    line.current = null;
    screen.current = null;
  }, []);
  useEffect(() => stop, [stop]);
  useEffect(() => {
    const fit = () => screen.current?.fit();
    window.addEventListener("resize", fit);
    return () => window.removeEventListener("resize", fit);
  }, []);
  const connect = async () => {
    if (box.current === null) return;
    stop();
    setBegun(true);
    setError(null);
    setState("connecting");
    const made = openScreen(box.current, (typed) => line.current?.send(typed));
    screen.current = made;
    try {
      line.current = await openSerial(machine, {
        onOpen: () => {
          setState("open");
          made.focus();
        },
        onBytes: made.write,
        onClose: (reason) => {
          setState("closed");
          setError(reason);
        },
      });
    } catch (cause) {
      setState("closed");
      setError(cause as NovaError);
    }
  };
  return { box, state, error, begun, connect };
}
