import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { cutAt, matchesIn } from "../../util/find-text.ts";
import css from "./DefinitionTab.module.css";

export interface SearchedTextProps {
  readonly title: string;
  readonly text: string;
  readonly note?: string;
  readonly tools?: React.ReactNode;
}

/** A long text that is only read: searched by typing, Enter goes to the next match, and copied whole. */
export function SearchedText({ title, text, note, tools }: SearchedTextProps) {
  const [wanted, setWanted] = useState("");
  const [at, setAt] = useState(0);
  const [copied, setCopied] = useState<string | null>(null);
  const pre = useRef<HTMLPreElement>(null);
  const matches = matchesIn(text, wanted);
  const here = matches.length === 0 ? 0 : at % matches.length;
  useEffect(() => {
    if (wanted === "") return;
    pre.current?.querySelectorAll("mark")[here]?.scrollIntoView({ block: "nearest" });
  }, [here, wanted]);
  const go = (by: number) => setAt((here + by + matches.length) % Math.max(1, matches.length));
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    go(event.shiftKey ? -1 : 1);
  };
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(text);
  };
  const words = t.machine.definition;
  return (
    <Panel
      title={title}
      count={words.lines(text.trimEnd().split("\n").length)}
      flush
      tools={
        <div className={css.tools}>
          <input
            type="search"
            className={css.search}
            aria-label={words.search}
            placeholder={words.search}
            value={wanted}
            onKeyDown={onKey}
            onChange={(event) => {
              setWanted(event.target.value);
              setAt(0);
            }}
          />
          <output className={css.count}>
            {wanted === "" ? "" : words.matches(here + 1, matches.length)}
          </output>
          {tools}
          <Button small onClick={() => void copy()}>
            <Icon name={copied === text ? "check" : "copy"} size={14} />
            {copied === text ? t.common.copied : t.common.copy}
          </Button>
        </div>
      }
    >
      {note !== undefined && <p className={css.note}>{note}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre ref={pre} className={css.text} tabIndex={0}>
        {cutAt(text, matches, wanted.length).map((piece) =>
          piece.match === null ? (
            piece.text
          ) : (
            <mark key={piece.match} className={piece.match === here ? css.here : undefined}>
              {piece.text}
            </mark>
          ),
        )}
      </pre>
    </Panel>
  );
}
