/** The few forms of ASN.1's DER (ITU-T X.690) that a certificate request is made of. */
export type Der = Uint8Array;

export function sequence(...parts: readonly Der[]): Der {
  return tagged(0x30, ...parts);
}

/** Of one part: more would have to be sorted. */
export function set(part: Der): Der {
  return tagged(0x31, part);
}

/** From 0 to 127. */
export function number(value: number): Der {
  return tagged(0x02, Uint8Array.of(value));
}

export function text(value: string): Der {
  return tagged(0x0c, new TextEncoder().encode(value));
}

/** Of whole bytes. */
export function bitString(bytes: Uint8Array): Der {
  return tagged(0x03, Uint8Array.of(0), bytes);
}

/** `[tag]`, constructed, with nothing in it. */
export function nothing(tag: number): Der {
  return tagged(0xa0 + tag);
}

/** X.690 8.19: the first two numbers in one, each in groups of seven bits, all but the last marked. */
export function objectId(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(groupsOf7)));
}

function groupsOf7(value: number): number[] {
  const groups = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) {
    groups.unshift(128 + (left % 128));
  }
  return groups;
}

function tagged(tag: number, ...parts: readonly Uint8Array[]): Der {
  const content = Buffer.concat(parts);
  return Buffer.concat([Uint8Array.of(tag, ...lengthOf(content.length)), content]);
}

/** X.690 8.1.3: short up to 127, else the number of bytes and the bytes. */
function lengthOf(length: number): number[] {
  if (length < 128) return [length];
  const bytes: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return [128 + bytes.length, ...bytes];
}
