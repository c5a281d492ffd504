import { Popover } from "@mantine/core";
import { parseMachineFilter } from "@novacron/protocol/domain/machine-filter";
import { useEffect, useId, useRef, useState } from "react";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import css from "./FilterBox.module.css";

/** The address bar follows when typing has rested; the table follows at once. */
const addressAfterMs = 300;

interface FilterBoxProps {
  readonly value: string;
  readonly onFilter: (filter: string) => void;
  readonly onSettled: (filter: string) => void;
}

/** Filters while one types, and says which part it does not understand. */
export function FilterBox({ value, onFilter, onSettled }: FilterBoxProps) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const problemId = useId();
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (next: string) => {
    setText(next);
    onFilter(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSettled(next), addressAfterMs);
  };
  const [problem] = parseMachineFilter(text).problems;
  return (
    <div className={css.wrap}>
      <div className={css.box}>
        <Icon name="search" />
        <input
          type="text"
          inputMode="search"
          aria-label={t.machines.filter}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : problemId}
          placeholder={t.machines.filterHint}
          value={text}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="none"
          onChange={(event) => change(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && change("")}
        />
        {text !== "" && (
          <Button kind="quiet" small icon aria-label={t.machines.clear} onClick={() => change("")}>
            <Icon name="close" size={14} />
          </Button>
        )}
        <FilterHelp />
      </div>
      {problem !== undefined && (
        <p id={problemId} className={css.problem} role="status">
          {problem.text}. The rest of the filter applies.
        </p>
      )}
    </div>
  );
}

function FilterHelp() {
  return (
    <Popover position="bottom-end" withinPortal>
      <Popover.Target>
        <Button kind="quiet" small icon aria-label={t.machines.filterHelp}>
          <Icon name="help" />
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.help}>
        <dl>
          {t.machines.help.map(([example, meaning]) => (
            <div key={example} style={{ display: "contents" }}>
              <dt>
                <code>{example}</code>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}
