/** A log stream, and optionally the time from which to show it. */
export interface LogStreamPlace {
  readonly region: string
  readonly logGroup: string
  readonly logStream: string
  /** Epoch ms UTC. */
  readonly startMs?: number
}

/**
 * Address of a log stream in the CloudWatch console of the region's partition. The console encodes names twice and
 * writes `$` for `%`.
 */
export function consoleLink({ region, logGroup, logStream, startMs }: LogStreamPlace): string {
  const start = startMs === undefined ? '' : `$3Fstart$3D${startMs}`
  const place = `log-groups/log-group/${consoleEncoded(logGroup)}/log-events/${consoleEncoded(logStream)}`
  const part = encodeURIComponent(region)
  return `https://${part}.${consoleDomain(region)}/cloudwatch/home?region=${part}#logsV2:${place}${start}`
}

/** The command that prints the log stream; every name is quoted for the shell. */
export function logEventsCommand({ region, logGroup, logStream, startMs }: LogStreamPlace): string {
  return [
    'aws logs get-log-events',
    `--region ${shellQuoted(region)}`,
    `--log-group-name ${shellQuoted(logGroup)}`,
    `--log-stream-name ${shellQuoted(logStream)}`,
    ...(startMs === undefined ? [] : [`--start-time ${startMs}`]),
    '--start-from-head --output text',
  ].join(' ')
}

function consoleDomain(region: string): string {
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com'
  return region.startsWith('cn-') ? 'console.amazonaws.cn' : 'console.aws.amazon.com'
}

function consoleEncoded(name: string): string {
  return uriEncoded(uriEncoded(name)).replaceAll('%', '$')
}

/** As encodeURIComponent, which leaves some marks alone and refuses half of a surrogate pair. */
function uriEncoded(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd')).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

// Names that no shell can misread stay readable; anything else goes into single quotes, where nothing has a meaning.
export function shellQuoted(text: string): string {
  return /^[\w/.][\w/.-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
