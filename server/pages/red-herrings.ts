import type { FastifyPluginAsync } from 'fastify'
import { OperatorError } from '../../ingest/operator-error.ts'
import { urls } from '../../views/urls.ts'
import { readNumber } from '../filters.ts'
import { sentForm, takeForms } from '../form-body.ts'
import { writeRedHerrings } from '../note-writer.ts'
import type { NotesOptions } from './notes.ts'

interface LineForm {
  readonly instanceId: string
  readonly attempt?: number
  readonly line?: number
}

/** The forms that call lines a red herring, and take that back. */
export const redHerringForms: FastifyPluginAsync<NotesOptions> = async (app, options) => {
  const { databasePath, now } = options
  takeForms(app)
  app.post('/clusters/:cluster/red-herrings', (request, reply) => {
    const { cluster, form } = sentForm(request)
    const line = readLine(form)
    const { noiseRule } = options.stores().lineFacts(cluster, line)
    if (noiseRule === undefined) throw noPattern()
    const [{ pattern, samples }] = noiseRule.lineClasses
    const sample = samples[0] ?? ''
    writeRedHerrings(databasePath, (list) => list.add({ pattern, sample, atMs: now() }))
    return reply.redirect(back(cluster, line), 303)
  })
  app.post('/clusters/:cluster/red-herrings/:redHerring/remove', (request, reply) => {
    const { cluster, form } = sentForm(request)
    const { redHerring = '' } = request.params as Readonly<Record<string, string>>
    const line = readLine(form)
    if (!writeRedHerrings(databasePath, (list) => list.remove(Number(redHerring)))) {
      throw noRedHerring(redHerring)
    }
    return reply.redirect(back(cluster, line), 303)
  })
}

function readLine(form: URLSearchParams): LineForm {
  const attempt = readNumber('attempt', form.get('attempt') || undefined)
  const line = readNumber('line', form.get('line') || undefined)
  return {
    instanceId: form.get('instance') ?? '',
    ...(attempt !== undefined && { attempt }),
    ...(line !== undefined && { line }),
  }
}

/** To the line that it was said of, else to the list of all. */
function back(cluster: string, { instanceId, attempt, line }: LineForm): string {
  if (attempt === undefined || line === undefined) return `${urls.catalogue(cluster)}#red-herrings`
  return `${urls.lineFacts(cluster, instanceId, { attempt, line })}#red-herring`
}

function noPattern(): OperatorError {
  return new OperatorError(
    'invalid-request',
    'No pattern would match lines like this one alone.',
    'Write one by hand, into the file that you name with --rules.',
  )
}

function noRedHerring(id: string): OperatorError {
  return new OperatorError(
    'not-found',
    `There is no red herring ${id}.`,
    'It may have been taken back already; the page of the catalogue lists all.',
  )
}
