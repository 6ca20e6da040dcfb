import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type IamPolicy, iamPolicy } from '../../ingest/cloudwatch/iam-policy.ts'
import { idleProgram, shellWords } from './command-line.ts'

const test = suite('README and its neighbours')

const root = new URL('.', import.meta.resolve('#package.json'))

function textOf(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

const readme = textOf('README.md')
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(new URL('docs/', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/** The fenced blocks of a text in one language. */
function blocks(text: string, language: string): readonly string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm')
  return Array.from(text.matchAll(pattern), ([, block = '']) => block)
}

test('the first screen holds the two commands and the picture', () => {
  const screen = readme.split('\n').slice(0, 20).join('\n')
  const commands = blocks(screen, 'sh')[0]
    ?.split('\n')
    .map((line) => line.split(' #')[0]?.trim())
  assert.equal(commands?.slice(0, 2), ['npm ci && npm start', 'npm ci && npm test'])
  assert.match(screen, '](docs/overview.png)')
})

test('the checks of .ci/run end with the test command of the README', () => {
  const lines = textOf('.ci/run')
    .split('\n')
    .filter((line) => /^npm |^biome |^tsc /.test(line))
  assert.is(lines[0], 'npm ci')
  assert.is(lines.at(-1), 'npm test')
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
  assert.is(
    lines
      .slice(1, -1)
      .concat(scripts.test ?? '')
      .join(' && '),
    scripts.check,
  )
  assert.ok((statSync(new URL('.ci/run', root)).mode & 0o111) !== 0, '.ci/run is executable')
})

test('the policy is the one that the program works with', () => {
  const [policy = ''] = blocks(readme, 'json')
  const place = { region: 'us-west-2', account: '111122223333', cluster: 'ml-prod' }
  assert.equal(JSON.parse(policy), JSON.parse(JSON.stringify(iamPolicy(place))))
})

test('the first two statements of the policy are all that --log-group needs', () => {
  const { Statement } = JSON.parse(blocks(readme, 'json')[0] ?? '') as IamPolicy
  const permitted = Statement.slice(0, 2).flatMap(({ Action }) => Action)
  const others = Statement.slice(2).flatMap(({ Action }) => Action)
  assert.ok(permitted.every((action) => action.startsWith('logs:')))
  assert.ok(others.every((action) => action.startsWith('sagemaker:')))
})

test('every hyperscope command of the README parses', () => {
  const lines = blocks(readme, 'sh').flatMap((block) => block.split('\n'))
  const ours = lines.filter((line) => line.startsWith('npx node server/cli/main.ts '))
  assert.is(ours.length, 3)
  for (const line of ours) {
    const words = shellWords(line).slice(3)
    try {
      idleProgram().parse(['node', 'hyperscope', ...words])
    } catch (error) {
      assert.unreachable(`${line}: ${(error as Error).message}`)
    }
  }
})

test('every folder and file of the structure exists', () => {
  const [structure = ''] = blocks(readme.slice(readme.indexOf('## Structure')), '')
  const lines = structure.trimEnd().split('\n')
  assert.ok(lines.length <= 20)
  let folder = ''
  for (const line of lines) {
    const [, indent = '', name = ''] = /^( *)(\S+)/.exec(line) ?? []
    if (indent === '') folder = name
    const path = indent === '' ? name : folder + name
    assert.ok(existsSync(new URL(path, root)), path)
  }
})

/** As GitHub makes it: lower case, spaces to hyphens, punctuation gone. */
function anchors(text: string): ReadonlySet<string> {
  const headings = Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) => heading)
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

for (const document of documents) {
  test(`every link of ${document} leads somewhere`, () => {
    const text = textOf(document)
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (target.startsWith('https://')) continue
      const [path = '', anchor] = target.split('#')
      const url = new URL(path === '' ? document : path, new URL(document, root))
      const file = path === '' ? new URL(document, root) : url
      assert.ok(existsSync(file), `${document}: ${target}`)
      if (anchor === undefined) continue
      assert.ok(anchors(readFileSync(file, 'utf8')).has(anchor), `${document}: ${target}`)
    }
  })

  test(`${document} speaks of npm scripts that exist`, () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    for (const [, name = ''] of textOf(document).matchAll(/`npm run ([a-z-]+)/g)) {
      assert.ok(name in scripts, name)
    }
  })
}

test('the changelog names the version and the schema version of this tree', () => {
  const { version } = JSON.parse(textOf('package.json')) as { version: string }
  const schema = readdirSync(new URL('migrations/', root)).filter((name) => name.endsWith('.sql'))
  const [latest = ''] = textOf('CHANGELOG.md').split('\n## ').slice(1)
  assert.ok(latest.startsWith(version))
  assert.match(latest, `Writes schema version ${schema.length}.`)
})

test.run()
