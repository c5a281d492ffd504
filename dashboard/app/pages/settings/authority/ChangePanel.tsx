import type { Obstacle } from "@novacron/protocol/domain/obstacle";
import type { AuthorityView } from "@novacron/protocol/http/authority";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { authorityQuery } from "../../../api/authority.ts";
import { call } from "../../../api/call.ts";
import { queryClient } from "../../../api/query-client.ts";
import { ErrorView } from "../../../components/ErrorView.tsx";
import { Obstacles } from "../../../components/MachineActions.tsx";
import { t } from "../../../text/en.ts";
import { Button } from "../../../ui/Button.tsx";
import { Mark } from "../../../ui/Mark.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Tip } from "../../../ui/Tip.tsx";
import css from "./Authority.module.css";
import { LeaveBehind } from "./LeaveBehind.tsx";
import { type Act, type Step, stepsOf } from "./steps.ts";

const text = t.authority;

export interface ChangePanelProps {
  readonly view: AuthorityView;
  /** What the person lacks for any step. */
  readonly barred: readonly Obstacle[];
}

/** The steps of a change in their order, how far it is, who is behind, and the one that can be pressed. */
export function ChangePanel({ view, barred }: ChangePanelProps) {
  const [asking, setAsking] = useState<"switch" | "withdraw" | null>(null);
  const change = useMutation({
    mutationFn: carryOut,
    onSuccess: (answer) => queryClient.setQueryData(authorityQuery.queryKey, answer),
  });
  const press = (act: Act) => {
    if (act === "switch" || act === "withdraw") setAsking(act);
    else change.mutate({ act, force: false });
  };
  const steps = stepsOf(view);
  const behind = steps.find((step) => step.state === "now")?.behind ?? [];
  return (
    <Panel title={text.change}>
      <ol className={css.steps}>
        {steps.map((step) => (
          <li key={step.name} aria-current={step.state === "now" ? "step" : undefined}>
            <StepView step={step} />
            {step.state === "now" &&
              step.acts.map((act) => (
                <Press
                  key={act}
                  act={act}
                  barred={barred}
                  busy={change.isPending}
                  onPress={press}
                />
              ))}
          </li>
        ))}
      </ol>
      {change.isError && <ErrorView error={change.error} />}
      {asking !== null && (
        <LeaveBehind
          act={asking}
          behind={behind.length}
          onClose={() => setAsking(null)}
          onGo={(force) => {
            setAsking(null);
            change.mutate({ act: asking, force });
          }}
        />
      )}
    </Panel>
  );
}

const stepLooks = {
  done: ["check", "ok"],
  now: ["half", "off"],
  later: ["dashed", "off"],
} as const;
const waitingLook = ["turning", "off"] as const;
/** Names that are written out; the rest is counted. */
const namesMax = 12;

function StepView({ step: { name, state, behind } }: { readonly step: Step }) {
  const words = text.steps[name];
  const waits = state === "now" && behind !== null && behind.length > 0;
  const [shape, tone] = waits ? waitingLook : stepLooks[state];
  return (
    <div className={css.step}>
      <h3>
        <Mark shape={shape} tone={tone} text={text.stepStates[state]} bare /> {words.title}
      </h3>
      <p className={css.lead}>
        {words.text} {"command" in words && <code className={css.command}>{words.command}</code>}
      </p>
      {state === "now" && behind !== null && (
        <p>
          {behind.length === 0 ? text.all : `${text.waits(behind.length)}: `}
          {behind.slice(0, namesMax).map(({ id, name: host }) => (
            <Link key={id} to="/hosts/$host" params={{ host: id }} className={css.name}>
              {host}
            </Link>
          ))}
          {behind.length > namesMax && t.common.more(behind.length - namesMax)}
        </p>
      )}
    </div>
  );
}

interface PressProps {
  readonly act: Act;
  readonly barred: readonly Obstacle[];
  readonly busy: boolean;
  readonly onPress: (act: Act) => void;
}

function Press({ act, barred, busy, onPress }: PressProps) {
  const label = act === "abandon" ? text.abandon : text.steps[act].action;
  const ready = barred.length === 0 && !busy;
  return (
    <Tip
      wide
      disabled={barred.length === 0}
      label={<Obstacles title={text.cannot(label)} obstacles={barred} />}
    >
      <Button aria-disabled={!ready} onClick={() => ready && onPress(act)}>
        {label}
      </Button>
    </Tip>
  );
}

function carryOut({ act, force }: { readonly act: Act; readonly force: boolean }) {
  switch (act) {
    case "begin":
      return call("beginAuthority", { body: { own: null } });
    case "abandon":
      return call("abandonAuthority");
    case "switch":
      return call("switchAuthority", { body: { force } });
    case "withdraw":
      return call("withdrawAuthority", { body: { force } });
  }
}
