import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const brotli = promisify(brotliCompress);
const gunzippable = promisify(gzip);

/** Below this, headers and a packet cost more than what is saved. */
const worthBytes = 1_024;
/** Level 3 packs JSON about as tight as gzip 6 in a third of the time; both run on the thread pool. */
const brotliLevel = 3;

export type Encoding = "br" | "gzip";

/** The best encoding that the client takes, or null. `q=0` refuses (RFC 9110, 12.5.3). */
export function encodingFor(header: string | undefined): Encoding | null {
  const offers = new Map(
    (header ?? "").split(",").map((part) => {
      const [name = "", ...params] = part.split(";").map((text) => text.trim().toLowerCase());
      return [name, !params.some((param) => /^q=0(\.0+)?$/.test(param))] as const;
    }),
  );
  if (offers.get("br") === true) return "br";
  return offers.get("gzip") === true ? "gzip" : null;
}

export async function compressed(
  text: string,
  encoding: Encoding | null,
): Promise<{ readonly body: Buffer | string; readonly encoding: Encoding | null }> {
  if (encoding === null || text.length < worthBytes) return { body: text, encoding: null };
  const body =
    encoding === "br"
      ? await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliLevel } })
      : await gunzippable(text, { level: 4 });
  return { body, encoding };
}
