// Paths that try to leave what is served, sent as they are: a client would tidy them up.
import { Agent, request } from 'node:http'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readAssets } from '../../server/assets.ts'
import { listen } from '../../server/listen.ts'
import { testApp } from './test-app.ts'

const test = suite('traversal')

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

function paths(): readonly string[] {
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

test(`none of ${paths().length} paths leads to a file`, async () => {
  assert.ok(paths().length >= 500)
  const filled = testApp({ size: 40 })
  const base = await listen(filled.app, 0)
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  for (const path of paths()) {
    const { status, body } = await answerTo(base, path, agent)
    assert.ok([400, 404].includes(status), `${status} ${path}`)
    assert.not.match(
      body,
      /devDependencies|root:|SQLite format|import Fastify|PATH=|\[core\]/,
      path,
    )
  }
  agent.destroy()
  assert.equal(filled.bugs, [])
  await filled.app.close()
  filled.remove()
})

test.run()
