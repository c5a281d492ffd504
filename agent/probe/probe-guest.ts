/**
 * The probe guest: one boot sector that switches to 64-bit mode with paging, the way every ordinary guest
 * does, counts 100,000,000 rounds there and then prints a line on the first serial port. Reading CPU flags
 * or opening /dev/kvm would not tell: there are kernels whose KVM carries a guest only by emulating one
 * instruction after the other, so that the few instructions of a boot sector pass and every real guest
 * hangs. Counting takes a processor about 50 ms, TCG half a second and such a KVM minutes.
 *
 *   16 bit: cli; ds = es = ss = 0; sp = 7c00h; zero 1000h..3fffh
 *           [1000h] = 2003h; [2000h] = 3003h; [3000h] = 83h    page tables: 2 MB identity page
 *           cr4 = PAE | PGE; cr3 = 1000h; EFER |= LME; lgdt [7c90h]; cr0 |= PG | PE; jmp 8:7c5ch
 *   64 bit: ecx = 100,000,000; count down to 0; esi = 7c96h; dx = 3f8h; print until 0; hlt for ever
 *   data:   7c80h: GDT (null, 64-bit code); 7c90h: limit and base of it; 7c96h: the line
 */
const code =
  "fa31c08ed88ec08ed0bc007cfcbf0010b90018f3abc70600100320c70600200330c7060030830066b8a00000000f" +
  "22e066b8001000000f22d866b9800000c00f320d00010f300f0116907c0f20c0660d010000800f22c0ea5c7c0800" +
  "b900e1f505ffc975fcbe967c000066baf803ac84c07403eeebf8f4ebfd0f1f800000000000000000000000000000" +
  "0000009a20000f00807c0000";

/** The line on the serial port by which the guest shows that it runs. */
export const probeGuestLine = "novacron-probe: up";

/** A raw disk that boots the probe guest; QEMU's BIOS refuses disks of a single sector. */
export function probeGuestDisk(): Buffer {
  const disk = Buffer.alloc(1024 * 1024);
  const length = disk.write(code, "hex");
  disk.write(`${probeGuestLine}\r\n\0`, length, "latin1");
  disk.writeUInt16LE(0xaa55, 510);
  return disk;
}
