const fileSystem = /\bfs-[0-9a-f]{8,17}\b/g
const bucket = /\bs3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/g
const address = /\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g

// A name ends like a host's in a country's two letters or in one of these; `json.decoder` and `mount.lustre` do not.
const topLabels = new Set(
  'com org net io edu gov info dev app cloud aws internal local lan corp example'.split(' '),
)
const fileEnds = new Set(['sh', 'py', 'so', 'go', 'js', 'gz', 'md', 'rs', 'pl', 'rb', 'xz', 'ko'])
// Addresses that every instance has for itself.
const ownAddress = /^(?:127\.|0\.0\.0\.0|169\.254\.)/
const label = /^[a-z0-9-]{1,63}$/
const country = /^[a-z]{2}$/

/**
 * The shared things that a line names: file system ids, S3 buckets (`s3://name`), IPv4 addresses, host names. A file
 * system's DNS name counts as its id. Each once, in that order of kinds.
 */
export function endpointsOf(line: string): readonly string[] {
  const systems = line.match(fileSystem) ?? []
  const buckets = line.match(bucket) ?? []
  const addresses = line.match(address) ?? []
  const named = [...systems, ...buckets]
  const hosts = words(line).filter((word) => isHost(word) && !named.some((id) => overlap(id, word)))
  return [...new Set([...named, ...addresses.filter((ip) => !ownAddress.test(ip)), ...hosts])]
}

// Words are cut first and looked at one by one: a single expression for host names backtracks on long lines.
function words(line: string): readonly string[] {
  return line
    .toLowerCase()
    .split(/[^a-z0-9./-]+/)
    .map((word) => (word.startsWith('//') ? word.slice(2) : word))
    .map((word) => (word.split('/', 1)[0] ?? '').replace(/\.$/, ''))
}

function isHost(word: string): boolean {
  if (word.length > 253) return false
  const labels = word.split('.')
  const top = labels.at(-1) ?? ''
  const ends = topLabels.has(top) || (country.test(top) && !fileEnds.has(top))
  return labels.length > 1 && ends && labels.every((part) => label.test(part))
}

function overlap(id: string, host: string): boolean {
  return host.includes(id) || id.includes(host)
}
