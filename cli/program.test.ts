import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Context } from "./context.ts";
import { run } from "./program.ts";
import { isWorthANote } from "./request.ts";

interface Outcome {
  out: string;
  notes: string;
  code: number;
}

async function novacron(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const outcome: Outcome = { out: "", notes: "", code: 0 };
  const context: Context = {
    env: { XDG_CONFIG_HOME: "/nonexistent", ...env },
    out: (text) => {
      outcome.out += `${text}\n`;
    },
    note: (text) => {
      outcome.notes += `${text}\n`;
    },
    isTerminal: false,
    now: () => 0,
    uuid: () => "00000000-0000-4000-8000-000000000001",
    readSecret: () => Promise.resolve("secret"),
    findProgram: (name) => env.AGENT_AT ?? (name === "/bin/sh" ? name : null),
    runProgram: async (path, args) => {
      outcome.out += `${path} ${args.join(" ")}\n`;
      return 1;
    },
    setExitCode: (code) => {
      outcome.code = code;
    },
  };
  await run(args, context);
  return outcome;
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that is not NovaCron, or one that answers a problem. */
async function serve(status: number, body: string, asked: string[] = []): Promise<string> {
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("novacron", () => {
  it("says what it can do, with the exit codes", async () => {
    const { out, code } = await novacron(["--help"]);
    expect(out).toContain("vm");
    expect(out).toContain("8 operation needs attention");
    expect(code).toBe(0);
  });

  it("refuses an unknown command and an unknown option as wrong use", async () => {
    expect((await novacron(["frobnicate"])).code).toBe(2);
    expect((await novacron(["vm", "ls", "--nope"])).code).toBe(2);
  });

  it("shows what there is where a command lacks its word, as wrong use", async () => {
    const bare = await novacron([]);
    expect(bare).toMatchObject({ code: 2, out: "" });
    expect(bare.notes).toContain("Exit codes:");
    expect((await novacron(["vm"])).notes).toContain("migration-check");
  });

  it("says where to read about what was wrong", async () => {
    const { notes } = await novacron(["vm", "stop"]);
    expect(notes).toBe(
      "novacron: missing required argument 'machine'\n  next: novacron vm stop --help\n",
    );
    expect((await novacron(["vmm"])).notes).toContain("Did you mean vm?");
  });

  it("lists every route of the API", async () => {
    const { out } = await novacron(["api"]);
    expect(out).toContain("requestOperation");
    expect(out).toContain("people.manage");
  });

  it("tells a closed port from a refusal", async () => {
    const outcome = await novacron(["vm", "ls"], { NOVACRON_URL: "http://127.0.0.1:1" });
    expect(outcome.code).toBe(6);
    expect(outcome.notes).toContain("[UNREACHABLE]");
  });

  it("refuses an address that is none", async () => {
    const outcome = await novacron(["vm", "ls"], { NOVACRON_URL: "ftp//nonsense" });
    expect(outcome).toMatchObject({ code: 2 });
    expect(outcome.notes).toContain("CONFIG_INVALID");
  });

  it("keeps the code of a problem, and prints it as JSON for scripts", async () => {
    const problem = {
      code: "UNAUTHENTICATED",
      message: "list machines: Nobody is logged in",
      attempted: "list machines",
      next: "Log in again",
      retryable: false,
    };
    const url = await serve(401, JSON.stringify(problem));
    const outcome = await novacron(["vm", "ls", "--json"], { NOVACRON_URL: url });
    expect(outcome.code).toBe(4);
    expect(JSON.parse(outcome.notes)).toMatchObject({
      code: "UNAUTHENTICATED",
      next: "Log in again",
    });
    expect(outcome.out).toBe("");
  });

  it("says each thing once: what failed, why, and what to do", async () => {
    const problem = {
      code: "ACTION_NOT_POSSIBLE",
      message: "start web-1: The action is not possible in this state",
      attempted: "start web-1",
      next: "Bring the machine to shutoff",
      retryable: false,
      details: {
        obstacles: ["state"],
        reasons: ["The machine is running"],
        remedies: ["Bring the machine to shutoff"],
      },
    };
    const url = await serve(409, JSON.stringify(problem));
    const outcome = await novacron(["vm", "start", "web-1"], { NOVACRON_URL: url });
    expect(outcome.code).toBe(5);
    expect(outcome.notes).toBe(
      [
        "novacron: start web-1: The action is not possible in this state [ACTION_NOT_POSSIBLE]",
        "  why: The machine is running",
        "  next: Bring the machine to shutoff",
        "",
      ].join("\n"),
    );
  });

  it("says what to do after an operation that failed, beside its sentence", async () => {
    const id = "00000000-0000-4000-8000-000000000001";
    const problem = { code: "DEADLINE_EXCEEDED", message: "", attempted: "", retryable: false };
    const failed = {
      id,
      kind: "machine.shutdown",
      state: "failed",
      machine: id,
      machineName: "web-1",
      host: id,
      hostName: "h1",
      params: {},
      epoch: 1,
      generation: 0,
      requestedBy: "anna",
      requestedAt: 0,
      deadlineAt: 0,
      startedAt: 0,
      endedAt: 0,
      steps: [],
      progress: null,
      cancelRequestedBy: null,
      problem: { ...problem, next: "force-off cuts the power" },
      result: {},
      sentence: "anna could not shut down web-1 on h1",
    };
    const url = await serve(200, JSON.stringify(failed));
    const told = await novacron(["op", "watch", id], { NOVACRON_URL: url });
    expect(told).toEqual({
      out: "anna could not shut down web-1 on h1\n",
      notes: "  next: force-off cuts the power\n",
      code: 7,
    });
    const json = await novacron(["op", "watch", id, "--json"], { NOVACRON_URL: url });
    expect(json).toMatchObject({ notes: "", code: 7 });
  });

  it("filters machines by options, beside the language of filters", async () => {
    const asked: string[] = [];
    const url = await serve(200, JSON.stringify({ items: [], total: 0 }), asked);
    const args = ["--state", "running,paused", "--name", "my web", "--filter", "cpu>80"];
    await novacron(["vm", "ls", ...args], { NOVACRON_URL: url });
    const query = new URL(asked[0] ?? "", url).searchParams;
    expect(query.get("filter")).toBe('name:"my web" state:"running","paused" cpu>80');
  });

  it("calls a shutdown by both its names, and asks for no state that there is not", async () => {
    const shutdown = await novacron(["vm", "shutdown"]);
    expect(shutdown.notes).toContain("next: novacron vm stop --help");
    const away = { NOVACRON_URL: "http://127.0.0.1:1" };
    expect((await novacron(["op", "ls", "--state", "done"], away)).notes).toContain(
      "next: Say one of open, ended,",
    );
    expect((await novacron(["host", "ls", "--sort", "size"], away)).code).toBe(2);
  });

  it("looks for a host where no machine bears the name", async () => {
    const problem = {
      code: "NOT_FOUND",
      message: "find machine h1: There is no such object",
      attempted: "find machine h1",
      next: "Check the name",
      retryable: false,
    };
    const asked: string[] = [];
    const url = await serve(404, JSON.stringify(problem), asked);
    expect((await novacron(["metrics", "h1"], { NOVACRON_URL: url })).code).toBe(3);
    expect(asked).toEqual(["/api/v1/machines/h1", "/api/v1/hosts/h1"]);
    asked.length = 0;
    await novacron(["metrics", "h1", "--target", "machine"], { NOVACRON_URL: url });
    expect(asked).toEqual(["/api/v1/machines/h1"]);
  });

  it("asks for no operation where a move is but tried", async () => {
    const asked: string[] = [];
    const problem = { code: "NOT_FOUND", message: "", attempted: "", next: "", retryable: false };
    const url = await serve(404, JSON.stringify(problem), asked);
    await novacron(["vm", "migrate", "web-1", "h2", "--dry-run"], { NOVACRON_URL: url });
    await novacron(["vm", "migrate", "web-1", "h2"], { NOVACRON_URL: url });
    expect(asked).toEqual(["/api/v1/machines/web-1", "/api/v1/hosts/h2"]);
  });

  it("notes a change and each tenth of the way, not each answer", () => {
    const at = (progress: number | null, sentence = "moving", phase: string | null = null) => ({
      sentence,
      progress,
      phase,
      atMs: 0,
    });
    expect(isWorthANote(null, at(null))).toBe(true);
    expect(isWorthANote(at(null), at(0.09))).toBe(false);
    expect(isWorthANote(at(null), at(0.1))).toBe(true);
    expect(isWorthANote(at(0.1), at(0.15))).toBe(false);
    expect(isWorthANote(at(0.1), at(0.1, "moved"))).toBe(true);
    const stuck = at(0.1, "moving", "moving");
    expect(isWorthANote(stuck, { ...stuck, phase: "switching" })).toBe(true);
    expect(isWorthANote(stuck, { ...stuck, atMs: 59_999 })).toBe(false);
    expect(isWorthANote(stuck, { ...stuck, atMs: 60_000 })).toBe(true);
    expect(isWorthANote(at(0.1), { ...at(0.1), atMs: 60_000 })).toBe(false);
  });

  it("names the option of a move that is out of its range, and asks nothing", async () => {
    const wrong = await novacron(["vm", "migrate", "web-1", "h2", "--max-pause", "0"], {
      NOVACRON_URL: "http://127.0.0.1:1",
    });
    expect(wrong.notes).toContain("maxPauseMs");
    expect(wrong.code).toBe(2);
  });

  it("says so when something else answers", async () => {
    const outcome = await novacron(["host", "ls"], { NOVACRON_URL: await serve(200, "<html>") });
    expect(outcome.code).toBe(6);
    expect(outcome.notes).toContain("Something other than NovaCron");
  });

  it("sends no request for a wrong operation id, timeout or duration", async () => {
    expect((await novacron(["op", "watch", "x"])).code).toBe(2);
    expect((await novacron(["metrics", "a", "--last", "soon"])).code).toBe(2);
    expect((await novacron(["metrics", "a", "--target", "moon"])).code).toBe(2);
  });

  it("lets the agent of this host look what is wrong, and takes over its exit code", async () => {
    const args = ["doctor", "--json", "--no-probe", "--data", "/d"];
    const outcome = await novacron(args, { AGENT_AT: "/bin/agent" });
    expect(outcome.out.trim()).toBe("/bin/agent doctor --json --no-probe --data /d");
    expect(outcome.code).toBe(1);
    expect((await novacron(["doctor"])).notes).toContain("no novacron-agent here");
  });

  it("prints no line for a control plane that hosts cannot join", async () => {
    const none = { pin: null, caHash: null, release: null, files: [] };
    const about = { url: "http://127.0.0.1:1", version: "0.1.0", ...none };
    const url = await serve(200, JSON.stringify(about));
    const outcome = await novacron(["host", "join"], { NOVACRON_URL: url, NOVACRON_TOKEN: "t" });
    expect(outcome).toMatchObject({ out: "", code: 5 });
    expect(outcome.notes).toContain("over TLS");
  });

  it("says which file of the fleet's authority cannot be read", async () => {
    const outcome = await novacron(["host", "ls"], { NOVACRON_CA: "/nowhere/ca.pem" });
    expect(outcome.code).toBe(2);
    expect(outcome.notes).toContain("/nowhere/ca.pem");
  });
});
