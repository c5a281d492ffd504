/** Resolves to the first truthy value of `look`; rejects when it stays away for `withinMs`. */
export async function eventually<T>(
  look: () => T | undefined | null | false,
  withinMs = 20_000,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const value = look();
    if (value) return value;
    if (performance.now() > end) throw new Error(`did not come about: ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
