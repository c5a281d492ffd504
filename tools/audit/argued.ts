/** Advisories that match and do no harm here, each with the reason; looked at again with every new version. */
export const argued: Readonly<Record<string, string>> = {};
