/**
 * Takes the symbols and debugging sections out of a 64-bit little-endian ELF program, as `strip` does, for any
 * architecture and without binutils. Layout: System V ABI, "Object Files" (gABI 4.2).
 */
export function stripElf(input: Buffer): Buffer {
  const elf = readHeader(input);
  const kept = elf.sections.filter((section) => section.isLoaded || section.index === 0);
  const loadedEnd = Math.max(
    ...elf.segments.map(({ offset, fileBytes }) => offset + fileBytes),
    ...kept.filter(({ hasBytes }) => hasBytes).map(({ offset, bytes }) => offset + bytes),
  );
  const names = nameTable(kept.map(({ name }) => name));
  const namesAt = align(loadedEnd, 8);
  const headersAt = align(namesAt + names.bytes.length, 8);
  const count = kept.length + 1;
  const output = Buffer.alloc(headersAt + count * sectionBytes);
  input.copy(output, 0, 0, loadedEnd);
  names.bytes.copy(output, namesAt);
  const placeOf = new Map(kept.map((section, place) => [section.index, place]));
  kept.forEach((section, place) => {
    const at = headersAt + place * sectionBytes;
    input.copy(output, at, section.headerAt, section.headerAt + sectionBytes);
    output.writeUInt32LE(names.offsets[place] ?? 0, at);
    const link = input.readUInt32LE(section.headerAt + 40);
    output.writeUInt32LE(placeOf.get(link) ?? 0, at + 40);
    // The "information" word holds a section's number where this flag stands (SHF_INFO_LINK).
    if ((section.flags & 0x40n) !== 0n) {
      const info = input.readUInt32LE(section.headerAt + 44);
      output.writeUInt32LE(placeOf.get(info) ?? 0, at + 44);
    }
  });
  writeNamesHeader(output, headersAt + kept.length * sectionBytes, {
    name: names.offsets[kept.length] ?? 0,
    offset: namesAt,
    bytes: names.bytes.length,
  });
  output.writeBigUInt64LE(BigInt(headersAt), 40);
  output.writeUInt16LE(count, 60);
  output.writeUInt16LE(kept.length, 62);
  return output;
}

const sectionBytes = 64;
const segmentBytes = 56;
const noBits = 8;
const isAllocated = 0x2n;

interface Section {
  readonly index: number;
  readonly name: string;
  readonly headerAt: number;
  readonly flags: bigint;
  readonly offset: number;
  readonly bytes: number;
  readonly isLoaded: boolean;
  readonly hasBytes: boolean;
}

function readHeader(input: Buffer) {
  const isElf64 = input.readUInt32BE(0) === 0x7f454c46 && input[4] === 2 && input[5] === 1;
  if (!isElf64) throw new RangeError("not a 64-bit little-endian ELF program");
  if (input.readUInt16LE(58) !== sectionBytes || input.readUInt16LE(54) !== segmentBytes) {
    throw new RangeError("ELF headers of an unknown size");
  }
  const segmentsAt = Number(input.readBigUInt64LE(32));
  const segments = Array.from({ length: input.readUInt16LE(56) }, (_, index) => ({
    offset: Number(input.readBigUInt64LE(segmentsAt + index * segmentBytes + 8)),
    fileBytes: Number(input.readBigUInt64LE(segmentsAt + index * segmentBytes + 32)),
  }));
  return { segments, sections: readSections(input) };
}

function readSections(input: Buffer): readonly Section[] {
  const at = Number(input.readBigUInt64LE(40));
  const namesHeader = at + input.readUInt16LE(62) * sectionBytes;
  const namesAt = Number(input.readBigUInt64LE(namesHeader + 24));
  return Array.from({ length: input.readUInt16LE(60) }, (_, index) => {
    const headerAt = at + index * sectionBytes;
    const flags = input.readBigUInt64LE(headerAt + 8);
    const nameAt = namesAt + input.readUInt32LE(headerAt);
    const type = input.readUInt32LE(headerAt + 4);
    return {
      index,
      name: input.toString("latin1", nameAt, input.indexOf(0, nameAt)),
      headerAt,
      flags,
      offset: Number(input.readBigUInt64LE(headerAt + 24)),
      bytes: Number(input.readBigUInt64LE(headerAt + 32)),
      isLoaded: (flags & isAllocated) !== 0n,
      hasBytes: type !== noBits,
    };
  });
}

function nameTable(names: readonly string[]) {
  const offsets: number[] = [];
  let text = "\0";
  for (const name of [...names, ".shstrtab"]) {
    offsets.push(name === "" ? 0 : text.length);
    if (name !== "") text += `${name}\0`;
  }
  return { bytes: Buffer.from(text, "latin1"), offsets };
}

interface NamesHeader {
  readonly name: number;
  readonly offset: number;
  readonly bytes: number;
}

function writeNamesHeader(output: Buffer, at: number, { name, offset, bytes }: NamesHeader): void {
  const stringTable = 3;
  output.writeUInt32LE(name, at);
  output.writeUInt32LE(stringTable, at + 4);
  output.writeBigUInt64LE(BigInt(offset), at + 24);
  output.writeBigUInt64LE(BigInt(bytes), at + 32);
  output.writeBigUInt64LE(1n, at + 48);
}

function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
