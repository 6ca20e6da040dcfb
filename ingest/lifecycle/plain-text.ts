const escapeCharacter = '\u001b'
const introducer = '\u009b' // the one-character form of ESC [

/**
 * What a terminal would leave on the screen of one line, as far as classification needs it: the part after the last
 * carriage return (a progress bar's last state) without ANSI escape codes. One pass; a line without either is
 * returned as it is.
 */
export function plainText(line: string): string {
  const lastState = line.includes('\r') ? afterLastReturn(line) : line
  const coded = lastState.includes(escapeCharacter) || lastState.includes(introducer)
  return coded ? withoutEscapes(lastState) : lastState
}

function afterLastReturn(line: string): string {
  let end = line.length
  while (end > 0 && line.charAt(end - 1) === '\r') end -= 1
  return line.slice(line.lastIndexOf('\r', end - 1) + 1, end)
}

function withoutEscapes(text: string): string {
  const kept: string[] = []
  let from = 0
  while (from < text.length) {
    const at = nextEscape(text, from)
    kept.push(text.slice(from, at))
    from = at < text.length ? escapeEnd(text, at) : at
  }
  return kept.join('')
}

function nextEscape(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === escapeCharacter || character === introducer) return at
  }
  return text.length
}

/** Place after the escape sequence at `at`; a sequence that never ends takes the rest of the text. */
function escapeEnd(text: string, at: number): number {
  if (text.charAt(at) === introducer) return controlSequenceEnd(text, at + 1)
  const kind = text.charAt(at + 1)
  if (kind === '[') return controlSequenceEnd(text, at + 2)
  if (kind === ']') return stringSequenceEnd(text, at + 2)
  return designationEnd(text, at + 1)
}

// ESC ( B and its like: intermediates are 0x20 to 0x2f, then one final character.
function designationEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) >= 0x20 && text.charCodeAt(at) <= 0x2f) at += 1
  return Math.min(at + 1, text.length)
}

// ECMA-48: parameters and intermediates are 0x20 to 0x3f, the final character is 0x40 to 0x7e.
function controlSequenceEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) >= 0x20 && text.charCodeAt(at) <= 0x3f) at += 1
  return Math.min(at + 1, text.length)
}

// A window title or link: ends with BEL or ESC \.
function stringSequenceEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text.charAt(at) === '\u0007') return at + 1
    if (text.charAt(at) === escapeCharacter) return Math.min(at + 2, text.length)
  }
  return text.length
}
