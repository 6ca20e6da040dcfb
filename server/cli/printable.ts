// Log text can hold escape sequences that move the cursor, change the title or paste commands. On a terminal every
// control character but newline and tab is therefore shown in a visible form (CVE-2021-25743 is what happens else).

/** The text with each control character, and each character that turns text around, written as `\u001b`. */
export function printable(text: string): string {
  return text.replaceAll(unsafe, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** CSV and the like, made for programs: as it is into a pipe or a file, printable on a terminal. */
export function shownOn(stdout: { readonly isTTY?: boolean }, text: string): string {
  return stdout.isTTY === true ? printable(text.replaceAll('\r\n', '\n')) : text
}

/** A record as JSON that a terminal can be shown: what is escaped here, a reader of JSON reads as it was. */
export function printableJson(record: unknown, indent = 2): string {
  return `${printable(JSON.stringify(record, null, indent))}\n`
}

// C0 without tab and newline, DEL, C1, and the bidirectional and zero-width marks of "Trojan Source".
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
