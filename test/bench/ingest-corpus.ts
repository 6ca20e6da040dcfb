// Lifecycle logs for the bench: the same bytes for the same numbers, on any machine. Made once and thrown away, never
// committed. Streams are near-copies of each other, as on a real cluster, but for numbers, ids and a share of lines that
// no other instance prints.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type SeededRandom, seededRandom } from '../../ingest/demo/seeded-random.ts'

export interface CorpusSize {
  readonly streams: number
  readonly linesOfStream: number
  /** Of the lines, those whose words stand in no other. */
  readonly uniqueShare: number
  /** Each line that others print, too, begins with its instance, as loggers of a fleet write it: nothing of two instances is the same. */
  readonly isNamed?: boolean
}

export interface Corpus extends CorpusSize {
  /** As an export task writes it: a folder a stream. */
  readonly exported: string
  /** The same lines in one file: stream, ordinal, epoch ms, text; by tabs. */
  readonly table: string
  readonly lines: number
  /** Of the text alone, a newline a line. */
  readonly bytes: number
}

const startMs = Date.UTC(2026, 10, 23, 2)
const steps = ['mount_fsx.sh', 'add_users.sh', 'start_slurm.sh', 'install_docker.sh', 'build.sh']
const syllables = [
  'net',
  'core',
  'sys',
  'ssl',
  'cuda',
  'efa',
  'rdma',
  'slurm',
  'perl',
  'io',
] as const

/** Writes the corpus below a folder. */
export function writeCorpus(folder: string, size: CorpusSize): Corpus {
  const exported = join(folder, 'exportedlogs', 'task')
  const table = join(folder, 'lines.tsv')
  const out = openSync(table, 'w')
  let bytes = 0
  for (let stream = 0; stream < size.streams; stream += 1) {
    const lines = streamLines(stream, size)
    const random = seededRandom('times', stream)
    let atMs = startMs + random.integer(0, 600_000)
    const rows: string[] = []
    const events: string[] = []
    for (const [index, line] of lines.entries()) {
      atMs += random.integer(0, 600)
      bytes += line.length + 1
      rows.push(`${stream}\t${index}\t${atMs}\t${line}\n`)
      events.push(`${new Date(atMs).toISOString()} ${line}\n`)
    }
    writeSync(out, rows.join(''))
    const target = join(exported, `LifecycleConfig-workers-${instanceOf(stream)}`)
    mkdirSync(target, { recursive: true })
    writeFileSync(join(target, '000000'), events.join(''))
  }
  closeSync(out)
  return { ...size, exported, table, lines: size.streams * size.linesOfStream, bytes }
}

function instanceOf(stream: number): string {
  return `i-0${seededRandom('instance', stream).hex(16)}`
}

function streamLines(stream: number, size: CorpusSize): readonly string[] {
  const random = seededRandom('lines', stream)
  const lines = [
    '[SageMaker] Downloading lifecycle scripts',
    '[SageMaker] Downloading lifecycle scripts completed.',
  ]
  const perStep = Math.ceil((size.linesOfStream - 4) / steps.length)
  const fails = stream % 12 === 0
  const name = size.isNamed ? `[workers/${instanceOf(stream)}] ` : ''
  for (const step of steps) {
    lines.push(`Execute script: ./${step} 10.1.4.17`)
    while (lines.length % perStep !== perStep - 1) {
      const isUnique = random.chance(size.uniqueShare)
      lines.push(isUnique ? uniqueLine(random) : `${name}${repeatedLine(lines.length, random)}`)
    }
    if (lines.length > size.linesOfStream - 4) break
  }
  const end = fails
    ? [
        'mount.lustre: mount failed: Connection timed out',
        '[SageMaker] The lifecycle scripts failed.',
      ]
    : ['All provisioning scripts completed', '[SageMaker] The lifecycle scripts succeeded.']
  return [...lines.slice(0, size.linesOfStream - end.length), ...end]
}

/** The same statement at the same place of every stream; its numbers differ. */
function repeatedLine(place: number, random: SeededRandom): string {
  const fixed = seededRandom('package', place % 400)
  const name = `lib${fixed.pick(syllables)}${fixed.pick(syllables)}-${fixed.pick(syllables)}`
  const version = `${fixed.integer(0, 9)}.${fixed.integer(0, 40)}-${fixed.integer(0, 9)}ubuntu1.${fixed.integer(1, 30)}`
  switch (place % 6) {
    case 0:
      return `Get:${place} http://us-west-2.ec2.archive.ubuntu.com/ubuntu jammy-updates/main amd64 ${name} amd64 ${version} [${fixed.integer(9, 9000)} kB]`
    case 1:
      return `Preparing to unpack .../${String(place % 1000).padStart(3, '0')}-${name}_${version}_amd64.deb ...`
    case 2:
      return `[${(40 + place / 7).toFixed(6)}] LNet: Added LNI 10.1.${random.integer(0, 63)}.${random.integer(2, 254)}@tcp [8/256/0/180] credits ${random.integer(100, 256)} rtt_us=${random.integer(90, 900)}`
    case 3:
      return `ptxas info    : Used ${random.integer(16, 255)} registers, ${random.integer(300, 700)} bytes cmem[0], ${random.integer(0, 9999)} bytes stack frame, src/${name}.cc sm_90 in ${random.integer(1, 900)}.${random.integer(100, 999)} ms`
    case 4:
      return `+ envsubst < /opt/${name}/template.conf > /etc/${name}/${version}/main.conf && systemctl enable --now ${name}.service`
    default:
      return `time="${new Date(startMs + place * 997).toISOString()}" level=info msg="build step finished" step=${place} unit=${name} rss_kb=${random.integer(20_000, 900_000)} dur_ms=${random.integer(1, 9000)} trace=${random.hex(16)}`
  }
}

/** Words that stand in no other line. */
function uniqueLine(random: SeededRandom): string {
  const words = Array.from({ length: 14 }, () => `${random.pick(syllables)}${letters(random)}`)
  return `worker note: ${words.join(' ')}`
}

function letters(random: SeededRandom): string {
  return random
    .integer(0, 26 ** 4)
    .toString(26)
    .replace(/\d/g, 'x')
}
