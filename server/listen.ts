import type { FastifyInstance } from 'fastify'
import { OperatorError } from '../ingest/operator-error.ts'

/**
 * Listens on this machine only. Returns the URL. Port 0 takes a free one.
 * Throws OperatorError `port-in-use`.
 */
export async function listen(app: FastifyInstance, port: number): Promise<string> {
  try {
    return await app.listen({ host: '127.0.0.1', port })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new OperatorError(
      'port-in-use',
      `Port ${port} of 127.0.0.1 is in use.`,
      'End the program that uses it (another hyperscope?), or name another port with --port.',
      error,
    )
  }
}
