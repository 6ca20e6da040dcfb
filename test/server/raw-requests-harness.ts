// Bytes that no browser would send, over real sockets: the viewer must neither tell anything nor end.
import { connect } from 'node:net'
import { listen } from '../../server/listen.ts'
import type { PromiseFigure } from '../promises/promise-figure.ts'
import { oneOf, seededNumbers } from '../seeded-numbers.ts'
import { testApp } from './test-app.ts'

type Numbers = (below: number) => number

const oddTexts = [
  ...[
    '',
    ' ',
    '\t',
    '\u0000',
    '\u0001',
    '\u000b',
    '\u007f',
    '\u0080',
    '\u00ff',
    '\u00a0',
    '\r',
    '\n',
  ],
  ...[
    'evil.example',
    'null',
    '..',
    '/',
    '\\',
    '?',
    '#',
    '@',
    ':',
    ',',
    ';',
    '%',
    '%00',
    '%2e',
    '%zz',
  ],
  ...[
    '[',
    ']',
    '[::1]',
    '127.0.0.1',
    'localhost',
    '0',
    '8117',
    'http://',
    '//',
    '__proto__',
    'x'.repeat(9000),
  ],
]

/** A text with some of its characters left out, doubled or replaced. */
function damaged(text: string, number: Numbers): string {
  let result = text
  for (let times = 1 + number(3); times > 0; times -= 1) {
    const at = number(result.length + 1)
    const drop = oneOf(number, [0, 1, 1])
    result = result.slice(0, at) + oneOf(number, oddTexts) + result.slice(at + drop)
  }
  return result
}

const paths = [
  ...['/', '/clusters', '/clusters.json', '/clusters/ml-prod', '/clusters/ml-prod/instances.csv'],
  ...[
    '/clusters/ml-prod/search?q=error',
    '/sql?q=SELECT%201',
    '/assets/x/app.css',
    '*',
    'http://evil.example/',
  ],
]

/** One request with at least one thing wrong; the wrong thing may be that its Host or Origin is another's. */
function oddRequest(own: string, number: Numbers): string {
  const method = oneOf(number, [
    'GET',
    'GET',
    'HEAD',
    'POST',
    'OPTIONS',
    'CONNECT',
    'get',
    'G\u0000T',
    'PRI',
  ])
  const path = number(3) === 0 ? damaged(oneOf(number, paths), number) : oneOf(number, paths)
  const version = oneOf(number, [
    'HTTP/1.1',
    'HTTP/1.1',
    'HTTP/1.0',
    'HTTP/0.9',
    'HTTP/2.0',
    'HTTP/1.1 x',
    '',
  ])
  const wrong = oneOf(number, wrongHeaders)(own, number)
  const more = number(2) === 0 ? [] : oneOf(number, extraHeaders)(number)
  const end = oneOf(number, ['\r\n', '\r\n', '\r\n', '\n', '\r'])
  return [
    `${method} ${path} ${version}`,
    ...wrong,
    ...more,
    '',
    oneOf(number, ['', 'x=1', '0\r\n\r\n']),
  ].join(end)
}

const wrongHeaders: readonly ((own: string, number: Numbers) => readonly string[])[] = [
  () => [],
  (own, number) => [`Host: ${otherThan(own, damaged(own, number))}`],
  (own, number) => [`Host: ${own}`, `Host: ${oneOf(number, [own, 'evil.example', ''])}`],
  (own, number) => [`Host: ${oneOf(number, ['evil.example', own])}`, `host: evil.example`],
  (own, number) => [
    `Host: ${own}`,
    `Origin: ${otherThan(`http://${own}`, damaged(`http://${own}`, number))}`,
  ],
  (own) => [`Host: ${own}`, 'Origin: null', `Origin: http://${own}`],
  (own) => [`Host : ${own}`],
  (own) => [`Host: evil.example`, ` ${own}`],
  (own) => [`X: y\r`, `Host: ${own}`, 'Sec-Fetch-Site: cross-site'],
  (own, number) => [
    `Host: ${own}`,
    `Sec-Fetch-Site: ${oneOf(number, ['cross-site', 'same-site', '?1', 'none,'])}`,
  ],
]

const extraHeaders: readonly ((number: Numbers) => readonly string[])[] = [
  () => ['Content-Length: 3', 'Transfer-Encoding: chunked'],
  (number) => [
    `Content-Length: ${oneOf(number, ['-1', '1e9', '3, 4', 'x', '99999999999999999999'])}`,
  ],
  () => ['Connection: upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
  () => ['Expect: 100-continue', 'Connection: keep-alive'],
  (number) => [`${damaged('Cookie', number)}: ${damaged('hyperscope-8117=x', number)}`],
  (number) =>
    Array.from({ length: 1 + number(300) }, (_, at) => `X-${at}: ${'y'.repeat(number(80))}`),
  (number) => [`Authorization: ${damaged('Bearer abc', number)}`],
  () => ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 3'],
]

/** What damage has left as it was, blanks around it aside, is made another's. */
function otherThan(own: string, text: string): string {
  return text.trim().toLowerCase() === own ? `x${text}` : text
}

/** Sends bytes and returns all that comes back until the other side closes. */
function answerTo(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.once('close', () => resolve(answer))
    socket.end(Buffer.from(bytes, 'latin1'))
  })
}

/** Of every answer that came; 100 is none yet. */
function statusesOf(answer: string): readonly string[] {
  const all = Array.from(answer.matchAll(/^HTTP\/1\.1 (\d+)/gm), ([, status = '']) => status)
  return all.filter((status) => status !== '100')
}

const names = /ml-prod|worker|us-west-2|i-0/

/** What a viewer has answered, by status; `closed`: nothing. */
type Counts = Record<string, number>

async function sendOne(port: number, request: string, counts: Counts): Promise<readonly string[]> {
  const answer = await answerTo(port, request)
  const shown = JSON.stringify(request.slice(0, 400))
  const [status = 'closed', ...more] = statusesOf(answer)
  counts[status] = (counts[status] ?? 0) + 1
  const isRefused = [status, ...more].every((each) => /^(?:closed|4\d\d)$/.test(each))
  return [
    ...(names.test(answer) ? [`told something to ${shown}`] : []),
    ...(isRefused ? [] : [`${[status, ...more].join(', ')} to ${shown}`]),
  ]
}

/** Sends so many odd requests to a viewer, which must tell nothing and afterwards answer its own. */
export async function sendOdd(options: {
  readonly requests: number
  readonly seed: number
}): Promise<PromiseFigure & { readonly counts: Readonly<Counts> }> {
  const filled = testApp({ size: 40 })
  const port = Number(new URL(await listen(filled.app, 0)).port)
  const own = `127.0.0.1:${port}`
  const number = seededNumbers(options.seed)
  const counts: Counts = {}
  const broken: string[] = []
  let left = options.requests
  const send = async (): Promise<void> => {
    for (; left > 0; ) {
      left -= 1
      broken.push(...(await sendOne(port, oddRequest(own, number), counts)))
    }
  }
  await Promise.all(Array.from({ length: 10 }, send))
  const request = `GET /clusters.json HTTP/1.1\r\nHost: ${own}\r\nConnection: close\r\n\r\n`
  if (!/^HTTP\/1\.1 200[\s\S]*ml-prod/.test(await answerTo(port, request)))
    broken.push('the viewer no longer answers its own')
  broken.push(...filled.bugs.map((bug) => `bug: ${bug}`))
  await filled.app.close()
  filled.remove()
  return {
    promise: 'bytes that no browser sends get an error and never end the viewer',
    ...{ trials: options.requests, broken, counts },
    seen: Object.entries(counts)
      .sort()
      .map(([status, count]) => `${status}: ${count}`)
      .join(', '),
  }
}
