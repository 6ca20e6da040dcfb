// A zip writer of its own for the tests, so that archives can be made which no tool would make.
import { crc32, deflateRawSync } from 'node:zlib'

/** A member: its name and bytes, and where asked for its Unix file type (0o120777: a link). */
export interface ZipMember {
  readonly name: string
  readonly bytes: Buffer
  readonly unixMode?: number
}

/** The bytes of a zip archive (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16). */
export function zipFile(members: readonly ZipMember[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const member of members) {
    const body = deflateRawSync(member.bytes)
    const name = Buffer.from(member.name)
    const facts = shared(member, name, body)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), facts, name, body])
    directory.push(entry(member, { facts, name, offset }))
    locals.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, central, end])
}

/** What the local header and the directory both say. */
function shared({ bytes }: ZipMember, name: Buffer, body: Buffer): Buffer {
  const facts = Buffer.alloc(26)
  facts.writeUInt16LE(20, 0)
  facts.writeUInt16LE(8, 4)
  facts.writeUInt16LE(0x5d77, 8)
  facts.writeUInt32LE(crc32(bytes), 10)
  facts.writeUInt32LE(body.length, 14)
  facts.writeUInt32LE(bytes.length, 18)
  facts.writeUInt16LE(name.length, 22)
  return facts
}

function entry(
  { unixMode = 0o100644 }: ZipMember,
  at: { readonly facts: Buffer; readonly name: Buffer; readonly offset: number },
): Buffer {
  const before = Buffer.from([0x50, 0x4b, 0x01, 0x02, 0x14, 0x03])
  const after = Buffer.alloc(14)
  after.writeUInt32LE((unixMode << 16) >>> 0, 6)
  after.writeUInt32LE(at.offset, 10)
  return Buffer.concat([before, at.facts, after, at.name])
}
