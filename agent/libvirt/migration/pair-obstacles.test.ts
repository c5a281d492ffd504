import { expect, test } from "vitest";
import { heldImages, keyOf } from "./image-locks.ts";
import { freePorts, parseQemuConf } from "./qemu-conf.ts";

test("what qemu.conf says of locks and ports, else libvirt's own", () => {
  expect(parseQemuConf(`#lock_manager = "lockd"\n`)).toEqual({
    lockManager: null,
    ports: { from: 49_152, to: 49_215 },
  });
  const text = `lock_manager = "sanlock"\nmigration_port_min = 50000\n  migration_port_max = 50001 # few\n`;
  expect(parseQemuConf(text)).toEqual({
    lockManager: "sanlock",
    ports: { from: 50_000, to: 50_001 },
  });
});

test("ports are free where nobody has them, by either table", () => {
  const conf = parseQemuConf("migration_port_min = 50000\nmigration_port_max = 50002\n");
  const tables = `  sl  local_address rem_address   st
   0: 0100007F:C350 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
   1: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2
   0: 00000000000000000000000000000000:C350 00000000000000000000000000000000:0000 0A 0
   1: 00000000000000000000000000000000:C352 00000000000000000000000000000000:0000 0A 0
`;
  expect(freePorts(conf, tables)).toBe(1);
  expect(freePorts(conf, "")).toBe(3);
});

test("an image is held by locks on QEMU's bytes alone", () => {
  const locks = `1: POSIX  ADVISORY  WRITE 13278 fe:00:6144186 0 EOF
2: OFDLCK ADVISORY  READ  -1 fe:00:77 100 101
2: -> OFDLCK ADVISORY  WRITE  -1 103:00:78 203 203
3: POSIX  ADVISORY  WRITE 12570 fe:00:79 1073741824 1073742335
`;
  expect([...heldImages(locks)]).toEqual(["fe:00:77", "103:00:78"]);
  expect(keyOf(0xfe00, 77)).toBe("fe:00:77");
  expect(keyOf(0x10300, 78)).toBe("103:00:78");
});
