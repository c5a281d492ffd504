/** How a call of the C library is described to node:ffi. */
export interface Signature {
  readonly return: string;
  readonly arguments: readonly string[];
}

export type LibcCall = (...args: (number | bigint)[]) => number;

interface Ffi {
  dlopen(
    path: string | null,
    symbols: Readonly<Record<string, Signature>>,
  ): { readonly functions: Readonly<Record<string, LibcCall>> };
}

/** A call of the C library; null where this Node has no FFI or the library has no such function. */
export function libcCall(name: string, signature: Signature): LibcCall | null {
  try {
    const ffi = process.getBuiltinModule("node:ffi") as unknown as Ffi | undefined;
    return ffi?.dlopen(null, { [name]: signature }).functions[name] ?? null;
  } catch {
    return null;
  }
}
