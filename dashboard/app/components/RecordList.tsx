import type { RecordEntry } from "@novacron/protocol/http/record";
import { Link } from "@tanstack/react-router";
import { Mark, type Tone } from "../ui/Mark.tsx";
import type { ShapeName } from "../ui/Shape.tsx";
import { Ago } from "./Ago.tsx";
import css from "./RecordList.module.css";

/** Lines of the record, newest first, each a sentence. */
export function RecordList(props: { entries: readonly RecordEntry[]; linked?: boolean }) {
  return (
    <ul className={css.list}>
      {props.entries.map((entry) => (
        <li key={entry.id}>
          <RecordMark entry={entry} />
          <span className={css.sentence}>
            {props.linked === true && entry.machine !== null ? (
              <Link to="/machines/$machine" params={{ machine: entry.machine }}>
                {entry.sentence}
              </Link>
            ) : (
              entry.sentence
            )}
          </span>
          <span className={css.time}>
            <Ago at={entry.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

export function RecordMark({ entry }: { readonly entry: RecordEntry }) {
  const [shape, tone, text] = lookOf(entry);
  return <Mark shape={shape} tone={tone} text={text} bare />;
}

/** Form by who or what did it, tone by how bad it is. */
export function lookOf(entry: RecordEntry): readonly [ShapeName, Tone, string] {
  const tones = { info: "off", warning: "warn", critical: "bad" } as const;
  const tone = tones[entry.severity];
  if (entry.kind === "machine.conflict") return ["twin", tone, "Conflict"];
  if (entry.kind.startsWith("operation.")) {
    return [entry.severity === "info" ? "check" : "alert", tone, "Operation"];
  }
  if (entry.severity === "critical") return ["cross", tone, "Trouble"];
  if (entry.actor === "external") return ["half", tone, "Change from outside"];
  if (entry.actor === "guest") return ["moon", tone, "Guest"];
  return ["ring", tone, "Note"];
}
