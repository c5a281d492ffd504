import { expect, test } from "vitest";
import { withOverrides } from "./own-libvirtd.ts";

test("a setting is added only where nobody has set it", () => {
  const settings = { stdio_handler: '"file"' };
  expect(withOverrides("", settings)).toBe('stdio_handler = "file"\n');
  expect(withOverrides('#stdio_handler = "logd"\nuser = "x"', settings)).toBe(
    '#stdio_handler = "logd"\nuser = "x"\nstdio_handler = "file"\n',
  );
  const chosen = 'stdio_handler = "logd"\n';
  expect(withOverrides(chosen, settings)).toBe(chosen);
});
