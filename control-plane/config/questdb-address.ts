/** A QuestDB's address and, where the URL holds one, the login to it. */
export function questDbAddress(text: string): {
  readonly httpUrl: string;
  readonly login: { readonly user: string; readonly password: string } | null;
} {
  const url = new URL(text);
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  return { httpUrl: url.origin, login: user === "" ? null : { user, password } };
}
