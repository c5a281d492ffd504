import { undoAll } from "@novacron/control-plane/testing/at-exit";
import { afterAll } from "vitest";

// After a file's own last hooks, which a test that failed halfway gave nothing to end.
afterAll(undoAll);
