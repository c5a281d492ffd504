import process from "node:process";
import { createInterface } from "node:readline";
import { NovaError } from "@novacron/protocol/errors/nova-error";

let ahead = "";

/** Reads one line without echo from a terminal, or as it is from a pipe, which may hold several. */
export async function readSecret(prompt: string): Promise<string> {
  const line = process.stdin.isTTY === true ? await typed(prompt) : await nextPiped();
  if (line === null || line === "") {
    throw new NovaError("BAD_REQUEST", "read a secret", {
      next: "Type it, or give it on standard input, one line for each that is asked",
    });
  }
  return line;
}

/** What was read behind the line that was asked for stays for the next one. */
async function nextPiped(): Promise<string | null> {
  for (;;) {
    const cut = ahead.indexOf("\n");
    if (cut >= 0) {
      const line = ahead.slice(0, cut).replace(/\r$/, "");
      ahead = ahead.slice(cut + 1);
      return line;
    }
    const chunk = await nextChunk();
    if (chunk === null) {
      const rest = ahead;
      ahead = "";
      return rest === "" ? null : rest;
    }
    ahead += chunk;
  }
}

/** Null at the end. Pauses in between, so that an open pipe does not keep the process alive. */
function nextChunk(): Promise<string | null> {
  const { stdin } = process;
  if (stdin.readableEnded) return Promise.resolve(null);
  return new Promise((resolve) => {
    const take = (chunk: Buffer | null) => {
      stdin.pause();
      // Of a file there is nothing to hold the process.
      if ("unref" in stdin) stdin.unref();
      stdin.off("data", take);
      stdin.off("end", ended);
      resolve(chunk === null ? null : chunk.toString("utf8"));
    };
    const ended = () => take(null);
    stdin.on("data", take);
    stdin.once("end", ended);
    if ("ref" in stdin) stdin.ref();
    stdin.resume();
  });
}

async function typed(prompt: string): Promise<string | null> {
  const { stdin, stderr } = process;
  const line = await new Promise<string | null>((resolve) => {
    const reader = createInterface({ input: stdin, terminal: true });
    stderr.write(prompt);
    // readline echoes what is typed by this method; a secret must not be shown.
    Object.defineProperty(reader, "_writeToOutput", { value: () => {} });
    reader.once("line", (text) => {
      resolve(text);
      reader.close();
    });
    reader.once("close", () => resolve(null));
  });
  stderr.write("\n");
  return line;
}
