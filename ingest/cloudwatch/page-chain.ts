import { OperatorError } from '../operator-error.ts'

/**
 * Follows the token chain of a list operation and yields its pages, empty ones included. Throws OperatorError
 * `aws-unexpected-answer` where a token comes a second time: following it would never end.
 */
export async function* pageChain<Page>(
  read: (token: string | undefined) => Promise<Page>,
  tokenOf: (page: Page) => string | undefined,
): AsyncGenerator<Page> {
  const used = new Set<string>()
  let token: string | undefined
  do {
    const page = await read(token)
    yield page
    token = tokenOf(page) || undefined
    if (token !== undefined && used.has(token)) throw repeatedToken()
    if (token !== undefined) used.add(token)
  } while (token !== undefined)
}

function repeatedToken(): OperatorError {
  return new OperatorError(
    'aws-unexpected-answer',
    'AWS answered a list with a page token that it had given before.',
    'Run the same command again; if it happens twice, please report it.',
  )
}
