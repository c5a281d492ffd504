import type { Generated } from "kysely";

/** The tables as the newest migration leaves them. `body` is the whole row as JSON. */
export interface StateTables {
  meta: { key: string; value: string };
  host: { id: string; body: string };
  copy: { machine: string; host: string; body: string };
  ownership: { machine: string; body: string };
  operation: {
    id: string;
    state: string;
    machine: string;
    host: string;
    requested_at: number;
    open: number;
    body: string;
  };
  record: {
    id: Generated<number>;
    at: number;
    kind: string;
    machine: string | null;
    host: string | null;
    full: number;
    body: string;
  };
  event_mark: { host: string; boot: string; up_to: number; at: number };
  user: { id: string; name: string; body: string };
  session: { hash: string; user: string; expires_at: number; body: string };
  token: { id: string; hash: string; user: string; expires_at: number | null; body: string };
  role: { name: string; body: string };
  binding: { id: string; created_at: number; body: string };
  bus_login: { name: string; body: string };
  enrolment_token: { id: string; created_at: number; expires_at: number; body: string };
  identity: { host: string; body: string };
  audit: {
    seq: number;
    at: number;
    actor: string;
    action: string;
    target: string | null;
    outcome: string;
    code: string | null;
    body: string;
  };
  audit_checkpoint: { seq: number; at: number; hash: string; signature: string };
  audit_intent: { id: string; body: string };
  project: { id: string; name: string; body: string };
  move: { operation: string; body: string };
  recorded_move: { operation: string; ended_at: number; machine: string; body: string };
  move_policy: { machine: string; body: string };
  maintenance: { id: string; requested_at: number; open: number; body: string };
  machine_label: { machine: string; project: string; body: string };
}
