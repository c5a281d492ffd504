import process from "node:process";
import { createInterface } from "node:readline";
import { NovaError } from "@novacron/protocol/errors/nova-error";

/** Reads one line without echo from a terminal, or as it is from a pipe. */
export async function readSecret(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  const line = await new Promise<string | null>((resolve) => {
    const reader = createInterface({ input: stdin, terminal: stdin.isTTY === true });
    if (stdin.isTTY) {
      stderr.write(prompt);
      // readline echoes what is typed by this method; a password must not be shown.
      Object.defineProperty(reader, "_writeToOutput", { value: () => {} });
    }
    reader.once("line", (text) => {
      resolve(text);
      reader.close();
    });
    reader.once("close", () => resolve(null));
  });
  if (stdin.isTTY) stderr.write("\n");
  if (line === null || line === "") {
    throw new NovaError("BAD_REQUEST", "read the password", {
      next: "Type it, or give it on standard input",
    });
  }
  return line;
}
