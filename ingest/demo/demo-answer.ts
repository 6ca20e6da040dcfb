// Writes answers, whole or broken as the fault says.
import type { ServerResponse } from 'node:http'
import type { Fault } from './fault.ts'
import type { ServiceError } from './service-error.ts'

/** An answer before it is written. */
export interface Answer {
  readonly httpStatus: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const contentType = 'application/x-amz-json-1.1'

export function resultAnswer(result: Record<string, unknown>): Answer {
  return { httpStatus: 200, headers: { 'content-type': contentType }, body: JSON.stringify(result) }
}

export function errorAnswer(error: ServiceError): Answer {
  const body = { __type: error.type, message: error.message }
  const headers = { 'content-type': contentType, 'x-amzn-errortype': error.type }
  return { httpStatus: error.httpStatus, headers, body: JSON.stringify(body) }
}

const proxyPage =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in to the network.</body></html>\n'

function writeWhole(response: ServerResponse, answer: Answer, body: string | Buffer): void {
  const length = String(Buffer.byteLength(body))
  response.writeHead(answer.httpStatus, { ...answer.headers, 'content-length': length })
  response.end(body)
}

function writeCut(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body)
  response.writeHead(answer.httpStatus, {
    ...answer.headers,
    'content-length': String(body.length),
  })
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy())
}

function writeDripping(
  response: ServerResponse,
  answer: Answer,
  pace: { bytes: number; everyMs: number },
): void {
  const body = Buffer.from(answer.body)
  response.writeHead(answer.httpStatus, {
    ...answer.headers,
    'content-length': String(body.length),
  })
  let sent = 0
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + pace.bytes))
    sent += pace.bytes
    if (sent < body.length) return
    clearInterval(timer)
    response.end()
  }, pace.everyMs)
  response.on('close', () => clearInterval(timer))
}

/** Writes an answer; of the faults it plays those that concern the connection and the body. */
export function writeAnswer(
  response: ServerResponse,
  answer: Answer,
  fault: Fault | undefined,
): void {
  if (fault?.kind === 'hang') return
  if (fault?.kind === 'reset') {
    response.destroy()
    return
  }
  if (fault?.kind === 'cut') writeCut(response, answer)
  else if (fault?.kind === 'drip') writeDripping(response, answer, fault)
  else if (fault?.kind === 'empty-body') writeWhole(response, answer, '')
  else if (fault?.kind === 'html') {
    writeWhole(
      response,
      { ...answer, headers: { ...answer.headers, 'content-type': 'text/html' } },
      proxyPage,
    )
  } else if (fault?.kind === 'truncated-json') {
    const body = Buffer.from(answer.body)
    writeWhole(response, answer, body.subarray(0, Math.ceil(body.length / 2)))
  } else writeWhole(response, answer, answer.body)
}
