import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { ImportLimits } from './import-limits.ts'
import { ImportSkip } from './import-skip.ts'

/** Bytes of one file, packed and unpacked so far: what its limits are held against. */
export class UnpackBudget {
  readonly #limits: ImportLimits
  packed = 0
  unpacked = 0

  constructor(limits: ImportLimits) {
    this.#limits = limits
  }

  /** Passes chunks on and counts them as packed. */
  async *countPacked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.packed += chunk.length
      yield chunk
    }
  }

  /** Throws ImportSkip where the file unpacks to more than any log does. */
  spend(bytes: number): void {
    this.unpacked += bytes
    const { unpackedBytes, ratio, ratioFromBytes } = this.#limits
    if (this.unpacked > unpackedBytes) {
      throw new ImportSkip(`it unpacks to more than ${unpackedBytes} bytes`)
    }
    if (this.unpacked > ratioFromBytes && this.unpacked > ratio * this.packed) {
      throw new ImportSkip(`it unpacks to over ${ratio} times its size, as no log does`)
    }
  }
}

const gzipMagic = Buffer.from([0x1f, 0x8b])

export function isGzip(head: Buffer): boolean {
  return head.subarray(0, 2).equals(gzipMagic)
}

/** The bytes inside a gzip file of one member or several. Throws ImportSkip where it is cut off, damaged or a bomb. */
export async function* gunzipped(
  chunks: AsyncIterable<Buffer>,
  budget: UnpackBudget,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  const source = Readable.from(chunks)
  source.on('error', (error) => gunzip.destroy(error))
  source.pipe(gunzip)
  try {
    for await (const chunk of gunzip) {
      budget.spend((chunk as Buffer).length)
      yield chunk as Buffer
    }
  } catch (error) {
    if (error instanceof ImportSkip || !(error instanceof Error) || !('code' in error)) throw error
    const isCut = error.code === 'Z_BUF_ERROR'
    throw new ImportSkip(
      isCut ? 'its gzip data ends in the middle' : `its gzip data is damaged (${error.message})`,
      error,
    )
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}
