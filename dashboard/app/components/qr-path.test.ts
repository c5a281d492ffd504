import decodeQR from "qr/decode.js";
import { expect, it } from "vitest";
import { qrPath } from "./qr-path.ts";

/** As a screen shows it: each module some pixels wide, dark on light. */
function pixels({ size, path }: ReturnType<typeof qrPath>, scale = 6) {
  const side = size * scale;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      for (
        let column = Number(x) * scale;
        column < (Number(x) + Number(width)) * scale;
        column += 1
      ) {
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
      }
    }
  }
  return { width: side, height: side, data };
}

it.each([
  "otpauth://totp/NovaCron:anna?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=NovaCron&algorithm=SHA1&digits=6&period=30",
  `otpauth://totp/NovaCron:${"a".repeat(64)}%40nova.example?secret=${"A".repeat(32)}&issuer=NovaCron`,
])("an authenticator app reads what was meant: %s", (uri) => {
  const made = qrPath(uri);
  expect(decodeQR(pixels(made))).toBe(uri);
  // Nothing but geometry, and light all around.
  expect(made.path).toMatch(/^(M\d+ \d+h\d+v1h-\d+z)+$/);
  const columns = [...made.path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map((one) =>
    one.slice(1).map(Number),
  );
  for (const [x = 0, y = 0, width = 0] of columns) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(4);
    expect(Math.max(x + width, y + 1)).toBeLessThanOrEqual(made.size - 4);
  }
});
