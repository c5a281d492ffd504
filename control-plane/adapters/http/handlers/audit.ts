import { auditLook } from "../../../app/audit/audit.ts";
import type { AuditQuery } from "../../../ports/audit-table.ts";
import type { HandlersOf } from "../handler.ts";

export const auditHandlers: HandlersOf<"listAudit" | "auditHead"> = (app) => ({
  listAudit: ({ query }) => {
    const { order, at, from, to, limit, ...fields } = query;
    const newestFirst = order === "newest";
    const asked: Record<string, unknown> = { ...fields, fromMs: from, toMs: to };
    if (newestFirst) asked.beforeSeq = at;
    else asked.afterSeq = at;
    const known = Object.entries(asked).filter(([, value]) => value !== undefined);
    const wanted = Object.fromEntries(known) as Partial<AuditQuery>;
    return app.auditRows({ ...wanted, newestFirst, limit, look: auditLook });
  },
  auditHead: ({ query }) => app.auditHead(query.after),
});
