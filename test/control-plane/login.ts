import type { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";

/** Logs the first administrator in and makes a token of that role. */
export async function adminToken(plane: ControlPlaneProcess): Promise<string> {
  const { name, password } = plane.firstLogin();
  const login = await send(plane, "/api/v1/session", { name, password }, {});
  const cookie = (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const body = { label: "test", role: "administrator" };
  const made = await send(plane, "/api/v1/tokens", body, { cookie, origin: plane.url });
  return ((await made.json()) as { secret: string }).secret;
}

function send(
  plane: ControlPlaneProcess,
  path: string,
  body: object,
  headers: Record<string, string>,
): Promise<Response> {
  return fetch(`${plane.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}
