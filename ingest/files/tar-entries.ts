import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { createTarDecoder } from 'modern-tar'
import { ImportSkip } from './import-skip.ts'

/** One member of an archive. Its bytes are there until the next member is asked for. */
export interface ArchiveMember {
  /** As the archive spells it: a label, never a path to write to. */
  readonly name: string
  readonly modifiedMs: number | undefined
  /** undefined: a folder, link or device, which holds no log. */
  readonly bytes: AsyncIterable<Uint8Array> | undefined
}

export function isTar(head: Buffer): boolean {
  return head.subarray(257, 262).toString('latin1') === 'ustar'
}

/** Bytes that `isTar` looks at. */
export const tarHeadBytes = 262

/** The members of a tar archive, in its order. Throws ImportSkip where the archive is damaged or cut off. */
export async function* tarMembers(chunks: AsyncIterable<Buffer>): AsyncGenerator<ArchiveMember> {
  const source = Readable.from(chunks)
  const archive = Readable.toWeb(source) as unknown as globalThis.ReadableStream<Uint8Array>
  const entries = archive.pipeThrough(createTarDecoder({ strict: true }))
  try {
    for await (const { header, body } of entries) {
      const isFile = header.type === undefined || header.type === 'file'
      yield {
        name: header.name,
        modifiedMs: header.mtime?.getTime(),
        bytes: isFile ? bodyOf(body as unknown as ReadableStream<Uint8Array>) : undefined,
      }
      // What nobody read must be passed over before the next header.
      if (!body.locked) await body.cancel()
    }
  } catch (error) {
    throw damagedTar(error)
  } finally {
    source.destroy()
  }
}

/** An archive that is cut off ends within a member. */
async function* bodyOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw damagedTar(error)
  }
}

function damagedTar(error: unknown): unknown {
  if (error instanceof ImportSkip || !(error instanceof Error)) return error
  return new ImportSkip(`its tar archive is damaged or cut off (${error.message})`, error)
}
