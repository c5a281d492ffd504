import type { HookRun } from "@novacron/protocol/domain/host-hook";
import { Ago } from "../components/Ago.tsx";
import { t } from "../text/en.ts";
import { Mark, type Tone } from "../ui/Mark.tsx";
import type { ShapeName } from "../ui/Shape.tsx";
import { formatSpan } from "../util/span.ts";
import css from "./Maintenance.module.css";

const text = t.maintenance;

const looks: Readonly<Record<HookRun["state"], readonly [ShapeName, Tone]>> = {
  asked: ["dashed", "off"],
  running: ["turning", "off"],
  succeeded: ["check", "ok"],
  failed: ["cross", "bad"],
  unknown: ["alert", "warn"],
};

/** How the hook of a host goes, or went: since when, with which status, and what it wrote last. */
export function HookRunView({ host, run }: { readonly host: string; readonly run: HookRun }) {
  const { state, startedAt, endedAt, exitCode, output } = run;
  const [shape, tone] = looks[state];
  return (
    <div className={css.run}>
      <div className={css.line}>
        <Mark shape={shape} tone={tone} text={text.runStates[state]} />
        <span className={css.quiet}>
          <Ago at={startedAt} />
          {exitCode !== null && `, ${text.status(exitCode)}`}
          {endedAt !== null && `, ${text.took(formatSpan(endedAt - startedAt))}`}
        </span>
      </div>
      {output !== "" && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        <section className={css.output} tabIndex={0} aria-label={text.output(host)}>
          <pre>{output.trimEnd()}</pre>
        </section>
      )}
    </div>
  );
}
