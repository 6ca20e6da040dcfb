import { OperatorError, type OperatorErrorCode } from '../ingest/operator-error.ts'

interface Trouble {
  readonly pattern: RegExp
  readonly code: OperatorErrorCode
  readonly what: string
  readonly nextStep: string
}

const troubles: readonly Trouble[] = [
  {
    pattern: /^SQLITE_FULL/,
    code: 'database-unwritable',
    what: 'has no room left on its disk',
    nextStep: 'Free some space and run the same command again; everything stored so far is intact.',
  },
  {
    // Z_: zlib's, of a block of lines. A file that was cut off ends within a page.
    pattern: /^(SQLITE_(NOTADB|CORRUPT|IOERR_SHORT_READ)|Z_)/,
    code: 'database-damaged',
    what: 'is damaged',
    nextStep:
      'See with `hyperscope doctor` what of it can be trusted; or move it away and sync again: what CloudWatch still has is copied anew.',
  },
  {
    pattern: /^SQLITE_NOMEM/,
    code: 'database-unwritable',
    what: 'cannot be worked on, since memory has run out',
    nextStep:
      'End other programs, or allow this one more memory, and run the same command again; everything stored so far is intact.',
  },
  {
    pattern: /^ERR_DLOPEN_FAILED/,
    code: 'database-unwritable',
    what: 'cannot be opened, since SQLite itself cannot be loaded',
    nextStep:
      'Allow this program more memory, or install it again, and run the same command again.',
  },
  {
    pattern: /^SQLITE_BUSY/,
    code: 'database-locked',
    what: 'is held by another program',
    nextStep:
      'End the program that writes it, or wait until it has ended, and run the command again.',
  },
  {
    // A first sync was killed while it made the file; who only reads cannot take the half of a write back.
    pattern: /^SQLITE_READONLY_ROLLBACK/,
    code: 'database-unwritable',
    what: 'was cut off while it was made',
    nextStep: 'Run the same sync again; it goes on from there.',
  },
  {
    pattern: /^SQLITE_(IOERR|READONLY|CANTOPEN|PERM|AUTH)/,
    code: 'database-unwritable',
    what: 'cannot be read or written',
    nextStep:
      'Check the disk, and that the file and its folder are yours to write; then run the command again.',
  },
]

/** What SQLite or zlib say of the file, as an error that an operator can act on; any other error as it is. */
export function databaseError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof OperatorError) return error
  const { code = '', message: said } = error as NodeJS.ErrnoException
  const trouble = troubles.find(({ pattern }) => pattern.test(code))
  if (trouble === undefined) return error
  const message = `${path} ${trouble.what}: ${said} (${code}).`
  return new OperatorError(trouble.code, message, trouble.nextStep, error)
}

/** The same of copying one file into another: what cannot be read, or fits no row of the copy, is damage of the first. */
export function copyError(
  { from, to }: { readonly from: string; readonly to: string },
  error: unknown,
): unknown {
  const { code = '', message = '' } = error as NodeJS.ErrnoException
  if (code.startsWith('SQLITE_CONSTRAINT'))
    return databaseError(
      from,
      Object.assign(new Error(message), { code: `SQLITE_CORRUPT, ${code}` }),
    )
  return databaseError(/^(SQLITE_(NOTADB|CORRUPT)|Z_)/.test(code) ? from : to, error)
}
