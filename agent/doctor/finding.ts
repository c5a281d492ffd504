/** `problem`: it does not work; `warning`: it will not, or not all of it; `note`: good to know. */
export type Severity = "problem" | "warning" | "note";

/** One thing that is wrong on this host. */
export interface Finding {
  /** Never renamed: scripts match on it. */
  readonly code: string;
  readonly severity: Severity;
  readonly what: string;
  /** The command or the change that mends it. */
  readonly mend: string;
}

export const problem = (code: string, what: string, mend: string): Finding => ({
  code,
  severity: "problem",
  what,
  mend,
});
export const warning = (code: string, what: string, mend: string): Finding => ({
  ...problem(code, what, mend),
  severity: "warning",
});
export const note = (code: string, what: string, mend: string): Finding => ({
  ...problem(code, what, mend),
  severity: "note",
});
