import { once } from "node:events";
import type { MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { newOperationId, recorded } from "../framework/operations.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";

let stack: StackUnderTest;
let machine: MachineId;

beforeAll(async () => {
  stack = await StackUnderTest.up({ labHosts: 1 });
  const { lab } = stack.hosts[0]!;
  machine = (await lab.defineGuest({ name: "shell", shell: true })) as MachineId;
  await lab.virsh(["start", "shell"]);
  await lab.waitForGuest("shell", 120_000);
  await stack.until("it is listed as running", async () => {
    return (await stack.api.call("showMachine", { params: { machine } })).state === "running";
  });
});
afterAll(() => stack?.down());

const socketAt = (path: string, token: string | null): WebSocket => {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  return new WebSocket(`${stack.plane.url.replace("http", "ws")}${path}`, { headers });
};
const token = () => stack.api.connection.token;

it("typing into the guest's shell is answered by the guest", async () => {
  const opened = await stack.api.call("openConsole", {
    params: { machine },
    body: { id: newOperationId() },
  });
  const socket = socketAt(opened.path, token());
  let text = "";
  socket.on("message", (data) => {
    text += data.toString();
  });
  await once(socket, "open");
  // The shell may not read yet, and a terminal drops what nobody reads.
  await stack.until("the shell answers", () => {
    if (text.includes("answer 4242")) return true;
    socket.send("echo answer $((42 * 101))\n");
    return false;
  });
  socket.send("hostname; echo told\n");
  await stack.until("it tells its name", () => /^shell\r$/m.test(text) && /^told\r$/m.test(text));
  socket.close();
  await once(socket, "close");
  const entry = await recorded(stack, machine, {
    kind: "access",
    where: ({ sentence }) => sentence.includes("left the console"),
  });
  expect(entry).toMatchObject({ actor: "admin" });
  const { items } = await stack.api.call("listRecord", { query: { machine } });
  expect(JSON.stringify(items)).not.toContain("answer");
});

it("a console's address is good once, and for its person", async () => {
  const id = newOperationId();
  const opened = await stack.api.call("openConsole", { params: { machine }, body: { id } });
  const refused = (socket: WebSocket): Promise<unknown> => {
    const end = Promise.race([once(socket, "error"), once(socket, "close")]);
    return end.then(() => socket.readyState);
  };
  const stranger = socketAt(opened.path, null);
  expect(await refused(stranger)).not.toBe(WebSocket.OPEN);
  const first = socketAt(opened.path, token());
  await once(first, "open");
  const second = socketAt(opened.path, token());
  expect(await refused(second)).not.toBe(WebSocket.OPEN);
  first.close();
  await once(first, "close");
});

it("a machine that is off has no console", async () => {
  await stack.hosts[0]!.lab.virsh(["destroy", "shell"]);
  await stack.until("it is off", async () => {
    return (await stack.api.call("showMachine", { params: { machine } })).state === "shutoff";
  });
  const asked = stack.api.call("openConsole", {
    params: { machine },
    body: { id: newOperationId() },
  });
  const error = await asked.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(NovaError);
  expect((error as NovaError).code).toBe("ACTION_NOT_POSSIBLE");
});
