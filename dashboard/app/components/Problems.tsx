import type { ProblemNote } from "@novacron/protocol/http/hosts";
import { Link } from "@tanstack/react-router";
import { t } from "../text/en.ts";
import { Mark } from "../ui/Mark.tsx";
import type { ShapeName } from "../ui/Shape.tsx";
import { Ago } from "./Ago.tsx";
import css from "./Problems.module.css";

const shapes: Readonly<Record<string, ShapeName>> = {
  conflict: "twin",
  crashed: "cross",
  "io-error": "bars",
  "host-offline": "square-cross",
};

/** What is wrong, worst first, with since when. */
export function Problems({ notes }: { readonly notes: readonly ProblemNote[] }) {
  return (
    <ul className={css.list}>
      {notes.map((note) => (
        <li key={`${note.code} ${note.machine} ${note.host} ${note.text}`}>
          <Mark
            shape={shapes[note.code] ?? "alert"}
            tone={note.severity === "critical" ? "bad" : "warn"}
            text={note.severity}
            bare
          />
          <ProblemText note={note} />
          <span className={css.age}>{note.since !== null && <Ago at={note.since} bare />}</span>
        </li>
      ))}
    </ul>
  );
}

function ProblemText({ note }: { readonly note: ProblemNote }) {
  if (note.machine !== null) {
    return (
      <Link to="/machines/$machine" params={{ machine: note.machine }}>
        {note.text}
      </Link>
    );
  }
  if (note.host !== null) {
    return (
      <Link to="/hosts/$host" params={{ host: note.host }}>
        {note.text}
      </Link>
    );
  }
  return <span title={t.common.unknown}>{note.text}</span>;
}
