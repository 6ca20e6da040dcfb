// A template is the part of a line that stays the same on every instance: `curl: (28) Failed to connect to 10.2.3.4 port
// 443` and the same line with 10.9.8.7 are one failure seen twice. Masks run top to bottom. Deliberately kept are
// exit codes, error numbers and HTTP status, because exit 1 and exit 137 are different failures; paths and the names of
// packages, because they name the cause; and the major part of a version.

type Mask = readonly [pattern: RegExp, replacement: string]

const masks: readonly Mask[] = [
  [/\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '<time>'],
  [/(?<![\w:])\d\d:\d\d:\d\d(?:[.,]\d+)?(?![\w:])/g, '<time>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\bfs-[0-9a-f]{8,17}\.fsx\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/g, '<fsx>'],
  [/(<fsx>(?:@tcp\d?:)?\/)[a-z0-9]{8}\b/g, '$1<mount>'],
  [/\bi-[0-9a-f]{8}(?:[0-9a-f]{9})?\b/g, '<instance>'],
  [/\b(eni|vol|subnet|sg|vpc|fs|fsvol|ami|snap|rtb|lt|cr)-[0-9a-f]{8,17}\b/g, '<$1>'],
  [/\bip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(?:\.[\w-]+)*\b/g, '<host>'],
  [/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi, '<mac>'],
  [/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\w.]*\d)/g, '<ip>'],
  [/(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}(?::?[0-9a-f]{1,4})(?![\w:])/gi, '<ip>'],
  [/\/tmp\/(?:[^\s'"/:,;()]+\/)+/g, '<tmp>/'],
  [/\/tmp\/tmp[.\w-]*/g, '<tmp>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [/(?<![\w-])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}(?![\w-])/gi, '<hex>'],
  [/\b(process|pid)([ =:]+)\d+/gi, '$1$2<pid>'],
  [/\[\d+\](?=:)/g, '[<pid>]'],
  [
    /(?<![\w.])\d+(?:\.\d+)?(?=\s?(?:ms|s|sec|secs|seconds?|m|min|mins|minutes?|[kKMGT]i?B|B|%)(?![\w]))/g,
    '<number>',
  ],
  [/(?<![\w.])(v?\d+)\.\d[\w.+~]*(?:-[\w.+~]*\d[\w.+~]*)*/g, '$1.x'],
]

// Kept: a number behind one of these words, or in front of the words of an HTTP status.
const plainNumber =
  /((?:exit(?:ed)?|code|status|errno|signal|rc|error|curl:|signals\.\w+:)[\s:=#(]*-?)?(?<![\w.-])(\d+)(?!\w|\.\d|\.x\b)(?!\s+(?:Forbidden|Not Found|Unauthorized|Bad |Internal |Service |Too Many|Gateway))/gi

/** The line with its variable parts masked. A pure function of the text. */
export function signatureTemplate(text: string): string {
  const masked = masks.reduce((line, [pattern, to]) => line.replace(pattern, to), text)
  return masked
    .replace(plainNumber, (number: string, kept: string | undefined) =>
      kept === undefined ? '<number>' : number,
    )
    .trim()
}
