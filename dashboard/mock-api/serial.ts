import type { WebSocket } from "ws";

/** A guest that greets and echoes, enough to see that bytes go both ways. */
export function serveSerial(name: string, socket: WebSocket): void {
  const say = (text: string) => socket.send(Buffer.from(text, "utf8"));
  say(`\r\nDebian GNU/Linux 12 ${name} ttyS0\r\n\r\n${name} login: `);
  socket.on("message", (data) => {
    const text = String(data);
    say(text.replaceAll("\r", `\r\n${name} login: `));
  });
}
