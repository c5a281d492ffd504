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

interface ProblemsProps {
  readonly notes: readonly ProblemNote[];
  /** One line for the evidence, where there is little room. */
  readonly brief?: boolean;
}

/** What is wrong, worst first: since when, why, and where something can be done about it. */
export function Problems({ notes, brief = false }: ProblemsProps) {
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
          <div className={css.what}>
            <ProblemText note={note} />
            {note.why !== undefined && (
              <small className={brief ? css.brief : undefined} title={brief ? note.why : undefined}>
                {note.why.replaceAll(" %", "\u00a0%")}
              </small>
            )}
            <Ways note={note} />
          </div>
          <span className={css.age}>{note.since !== null && <Ago at={note.since} bare />}</span>
        </li>
      ))}
    </ul>
  );
}

const waysOf = { machines: ["machines", "maintenance"], storage: ["storage"] } as const;

function Ways({ note: { see, host } }: { readonly note: ProblemNote }) {
  if (see === undefined || host === null) return null;
  return (
    <span className={css.ways}>
      {waysOf[see].map((tab) => (
        <Link key={tab} to="/hosts/$host" params={{ host }} search={{ tab }}>
          {t.host.ways[tab]}
        </Link>
      ))}
    </span>
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
