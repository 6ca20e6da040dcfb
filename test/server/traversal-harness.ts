// Paths that try to leave what is served, sent as they are: a client would tidy them up.
import { Agent, request } from 'node:http'
import { readAssets } from '../../server/assets.ts'
import { listen } from '../../server/listen.ts'
import type { PromiseFigure } from '../promises/promise-figure.ts'
import { oneOf, seededNumbers } from '../seeded-numbers.ts'
import { testApp } from './test-app.ts'

const assets = readAssets().paths.icon.replace('/icon.svg', '')
const places = [
  '',
  '/assets',
  assets,
  '/clusters',
  '/clusters/ml-prod',
  '/clusters/ml-prod/instances',
]
const ups = [
  ...[
    '..',
    '.',
    '...',
    '....',
    '%2e%2e',
    '.%2e',
    '%252e%252e',
    '%c0%ae%c0%ae',
    '%e0%80%ae%e0%80%ae',
  ],
  ...['..%00', '%u002e%u002e', '..;', '..%20', '%uff0e%uff0e'],
]
const separators = ['/', '//', '%2f', '%5c', '\\', '%252f', '%c0%af']
const goals = [
  ...[
    'package.json',
    'etc/passwd',
    'server/app.ts',
    'filled.db',
    'proc/self/environ',
    '.git/config',
  ],
  ...[
    'C:/windows/win.ini',
    'package.json%00.css',
    'package.json?.css',
    'package.json??raw',
    '~root/.ssh/id_rsa',
  ],
]

/** Each way up from each place, by each separator. */
function listedPaths(): readonly string[] {
  const all = places.flatMap((place) =>
    ups.flatMap((up, at) =>
      separators.map((separator, index) => {
        const depth = 1 + ((at + index) % 8)
        const goal = goals[(at * separators.length + index) % goals.length] ?? ''
        return `${place}/${`${up}${separator}`.repeat(depth)}${goal}`
      }),
    ),
  )
  return [
    ...all,
    ...goals.flatMap((goal) => [`/${goal}`, `//${goal}`, `${assets}/${goal}`, `/file:///${goal}`]),
  ]
}

/** Ways up and separators in any order, also in the middle of a name. */
function generatedPath(number: (below: number) => number): string {
  const steps = Array.from(
    { length: 1 + number(8) },
    () => oneOf(number, [...ups, ...ups, 'assets', 'x']) + oneOf(number, separators),
  )
  return `${oneOf(number, places)}/${steps.join('')}${oneOf(number, goals)}`
}

function answerTo(
  base: string,
  path: string,
  agent: Agent,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(base, { agent, path }, (answer) => {
      let body = ''
      answer.setEncoding('latin1').on('data', (chunk: string) => {
        body += chunk
      })
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body }))
    })
    sent.once('error', reject)
    sent.end()
  })
}

const files = /devDependencies|root:|SQLite format|import Fastify|PATH=|\[core\]/

/** Asks a viewer for all listed paths and so many generated ones. */
export async function climb(options: {
  readonly generated: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const filled = testApp({ size: 40 })
  const base = await listen(filled.app, 0)
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const listed = listedPaths()
  const number = seededNumbers(options.seed)
  const trials = listed.length + options.generated
  const broken: string[] = []
  for (let index = 0; index < trials; index += 1) {
    const path = listed[index] ?? generatedPath(number)
    const { status, body } = await answerTo(base, path, agent)
    if (![400, 404].includes(status)) broken.push(`${status} ${path}`)
    if (files.test(body)) broken.push(`a file at ${path}`)
  }
  agent.destroy()
  broken.push(...filled.bugs.map((bug) => `bug: ${bug}`))
  await filled.app.close()
  filled.remove()
  return {
    promise: 'no path leads to a file that is not served',
    ...{ trials, broken, seen: `${listed.length} of a list, the others generated` },
  }
}
