import {
  type AuditCheckpoint,
  type AuditRow,
  auditCanonical,
  auditCutAction,
  checkpointText,
  cutText,
  noHash,
} from "./audit.ts";

/** What a verifier needs from its surroundings. */
export interface ChainTools {
  /** SHA-256 of the text's UTF-8 bytes, lower-case hex. */
  readonly digest: (text: string) => string;
  /** Whether the signature of the text is by the audit log's key. */
  readonly isSigned: (text: string, signature: string) => boolean;
}

export interface ChainFault {
  /** Row at which it shows; null where it is about the whole. */
  readonly seq: number | null;
  readonly what:
    | "changed"
    | "missing"
    | "not-linked"
    | "cut-unexplained"
    | "tail-missing"
    | "head-differs"
    | "bad-signature"
    | "malformed";
  readonly text: string;
}

export interface ChainVerdict {
  readonly faults: readonly ChainFault[];
  readonly rows: number;
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
  readonly head: string;
  /** Checkpoints whose signature is good and whose row is as signed. */
  readonly checkpoints: number;
  /** Rows up to here are covered by a signature. */
  readonly signedUpTo: number;
}

const faultLimit = 100;

/**
 * Checks the log row by row, so that a log of any length needs no memory. Rows are given in order, then the
 * checkpoints, from wherever they were kept; more than one source of checkpoints only makes it stricter.
 */
export class ChainVerifier {
  readonly #tools: ChainTools;
  readonly #faults: ChainFault[] = [];
  readonly #checkpoints: readonly AuditCheckpoint[];
  #nextCheckpoint = 0;
  #good = 0;
  #signedUpTo = 0;
  #rows = 0;
  #first: AuditRow | null = null;
  #last: AuditRow | null = null;
  #isCutExplained = true;

  constructor(tools: ChainTools, checkpoints: readonly AuditCheckpoint[]) {
    this.#tools = tools;
    this.#checkpoints = [...checkpoints]
      .filter((one) => {
        const isGood = tools.isSigned(checkpointText(one), one.signature);
        const text = "a checkpoint is not signed by the log's key";
        if (!isGood) this.#fault(one.seq, "bad-signature", text);
        return isGood;
      })
      .sort((a, b) => a.seq - b.seq);
  }

  row(row: AuditRow): void {
    this.#rows += 1;
    const last = this.#last;
    if (last === null) this.#begin(row);
    else if (row.seq !== last.seq + 1) {
      this.#fault(row.seq, "missing", `rows ${last.seq + 1} to ${row.seq - 1} are missing`);
    } else if (row.prev !== last.hash) {
      this.#fault(row.seq, "not-linked", "it does not follow from the row before it");
    }
    if (this.#tools.digest(auditCanonical(row)) !== row.hash) {
      this.#fault(row.seq, "changed", "its content is not what its hash says");
    }
    this.#explainCut(row);
    this.#meetCheckpoints(row);
    this.#last = row;
  }

  malformed(seq: number | null, text: string): void {
    this.#fault(seq, "malformed", text);
  }

  end(): ChainVerdict {
    const last = this.#last;
    if (!this.#isCutExplained) {
      const text = `older rows are gone and no signed ${auditCutAction} row says so`;
      this.#fault(this.#first?.seq ?? null, "cut-unexplained", text);
    }
    const newest = this.#checkpoints.at(-1);
    if (newest !== undefined && newest.seq > (last?.seq ?? 0)) {
      const text = `rows up to ${newest.seq} were signed, the log ends at ${last?.seq ?? 0}`;
      this.#fault(null, "tail-missing", text);
    }
    return {
      faults: this.#faults,
      rows: this.#rows,
      firstSeq: this.#first?.seq ?? null,
      lastSeq: last?.seq ?? null,
      head: last?.hash ?? noHash,
      checkpoints: this.#good,
      signedUpTo: this.#signedUpTo,
    };
  }

  #begin(row: AuditRow): void {
    this.#first = row;
    if (row.seq > 1) this.#isCutExplained = false;
    else if (row.prev !== noHash) {
      this.#fault(row.seq, "not-linked", "the first row names one before it");
    }
  }

  /** The newest cut names, signed, the last row let go: the one that the oldest row left follows from. */
  #explainCut(row: AuditRow): void {
    const first = this.#first;
    if (first === null || row.action !== auditCutAction) return;
    const { upTo, hash, signature } = row.detail;
    if (upTo !== first.seq - 1 || hash !== first.prev || typeof signature !== "string") return;
    if (this.#tools.isSigned(cutText({ upTo, hash }), signature)) this.#isCutExplained = true;
  }

  #meetCheckpoints(row: AuditRow): void {
    for (;;) {
      const next = this.#checkpoints[this.#nextCheckpoint];
      if (next === undefined || next.seq > row.seq) return;
      this.#nextCheckpoint += 1;
      if (next.seq < row.seq) continue;
      if (next.hash === row.hash) {
        this.#good += 1;
        this.#signedUpTo = row.seq;
      } else this.#fault(row.seq, "head-differs", "it is not the row that was signed");
    }
  }

  #fault(seq: number | null, what: ChainFault["what"], text: string): void {
    if (this.#faults.length < faultLimit) this.#faults.push({ seq, what, text });
  }
}
