import { html, type SafeHtml } from '@remix-run/html-template'
import { count, counted, time } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import { logText } from './log-line.ts'
import type { RedHerrings } from './red-herrings.ts'
import { urls } from './urls.ts'

/** A note or a bookmark. null: it is not about such a thing. */
export interface NoteRecord {
  readonly noteId: number
  readonly kind: 'note' | 'bookmark'
  /** Empty of a bookmark. */
  readonly text: string
  readonly createdMs: number
  /** null: it stands. */
  readonly removedMs: number | null
  readonly failureGroupId: string | null
  readonly groupTitle: string | null
  readonly instanceId: string | null
  /** The attempt that its line is in. */
  readonly attempt: number | null
  readonly lineOrdinal: number | null
  /** What the line says. */
  readonly line: string | null
}

/** What stands on a line of a log. */
export type LineNote = Pick<NoteRecord, 'kind' | 'text'> & { readonly lineOrdinal: number }

/** The notes of something, newest first, and whether more can be written. */
export interface Notes {
  readonly isWritable: boolean
  readonly notes: readonly NoteRecord[]
}

export interface NotesRecord extends Notes, RedHerrings {
  readonly cluster: ClusterHeader
}

/** What a new note is about. */
export type NoteTarget =
  | { readonly failureGroupId: string }
  | {
      readonly instanceId: string
      /** The lines that it can be about; undefined: there is no log. */
      readonly lines:
        | { readonly attempt: number; readonly first: number; readonly last: number }
        | undefined
      /** The line to begin with. */
      readonly line: number | null
      /** Whether the log stands beside it, and the key b bookmarks the line that is selected there. */
      readonly isBesideLog: boolean
    }

/** The longest note, in characters. */
export const mostNoteCharacters = 10_000

/** Notes about an instance or a group, with the form for another one. */
export function notesCard(clusterKey: string, target: NoteTarget, notes: Notes): SafeHtml {
  const all = html`<a href="${urls.notes(clusterKey)}">all of the cluster</a>`
  return html`<section class="card notes" id="notes" aria-label="Notes"><h2>Notes <span class="dim">${all}</span></h2>
${noteList(clusterKey, notes)}
${notes.isWritable ? noteForm(clusterKey, target) : readOnly}</section>`
}

const readOnly = html`<p class="dim">Notes cannot be written: the file, or this user, may only be read. Make it writable, or write into a copy.</p>`

/** All notes of a cluster. */
export function notesPage(record: NotesRecord): SafeHtml {
  const { cluster, notes, redHerrings } = record
  const standing = notes.filter(({ removedMs }) => removedMs === null)
  const bookmarks = standing.filter(({ kind }) => kind === 'bookmark')
  return html`<h1>Notes</h1>
<p class="lead">${counted(standing.length - bookmarks.length, 'note')} and ${counted(bookmarks.length, 'bookmark')}. They are kept in the file, in the table <code>note</code>, and survive every sync.${redHerrings.length === 0 ? null : html` So do <a href="${urls.catalogue(cluster.key)}#red-herrings">${counted(redHerrings.length, 'red herring')}</a>.`}</p>
<section class="card notes wide" id="notes">${standing.length === 0 ? html`<p class="dim">None yet. A note is written on the page of an instance or a failure group; a line is bookmarked in its log, with the key <kbd>b</kbd> or the form below it.</p>` : null}
${noteList(cluster.key, record)}
${record.isWritable ? null : readOnly}</section>`
}

function noteList(clusterKey: string, { notes, isWritable }: Notes): SafeHtml {
  const standing = notes.filter(({ removedMs }) => removedMs === null)
  const removed = notes.filter(({ removedMs }) => removedMs !== null)
  const item = (note: NoteRecord): SafeHtml => noteItem(clusterKey, note, isWritable)
  return html`${standing.length === 0 ? null : html`<ul class="note-list" data-rows>${standing.map(item)}</ul>`}
${removed.length === 0 ? null : html`<details class="removed"><summary>${count(removed.length)} removed</summary><ul class="note-list" data-rows>${removed.map(item)}</ul></details>`}`
}

function noteItem(clusterKey: string, note: NoteRecord, isWritable: boolean): SafeHtml {
  const isRemoved = note.removedMs !== null
  const change = (kind: 'remove' | 'restore' | 'forget', label: string): SafeHtml =>
    html`<form method="post" action="${urls.changeNote(clusterKey, note.noteId, kind)}"><button class="copy">${label}</button></form>`
  const changes = isRemoved
    ? html`${change('restore', 'put back')}${change('forget', 'delete for good')}`
    : change('remove', 'remove')
  return html`<li${note.kind === 'bookmark' && note.lineOrdinal !== null ? html` data-bookmark="${note.lineOrdinal}"` : null}><div class="about">${note.kind === 'bookmark' ? html`<span class="sign" aria-hidden="true">★</span>` : null}${about(clusterKey, note)} <span class="dim">${time(note.createdMs)}</span>${isWritable ? changes : null}</div>
${note.text === '' ? null : html`<p class="said" hx-ignore>${note.text}</p>`}${note.line === null ? null : html`<p class="line" hx-ignore>${logText(note.line.slice(0, 300))}</p>`}</li>
`
}

/** What a note is about, as a link to it. */
function about(clusterKey: string, note: NoteRecord): SafeHtml {
  const { instanceId, attempt, lineOrdinal, failureGroupId, groupTitle } = note
  if (instanceId !== null && lineOrdinal !== null) {
    const at = { ...(attempt !== null && { attempt }), line: lineOrdinal }
    return html`<a class="mono" href="${urls.line(clusterKey, instanceId, at)}">${instanceId}:${lineOrdinal}</a>`
  }
  if (instanceId !== null) {
    return html`<a class="mono" href="${urls.instance(clusterKey, instanceId)}">${instanceId}</a>`
  }
  const id = failureGroupId ?? ''
  return html`<a href="${urls.failureGroup(clusterKey, id)}" hx-ignore>${(groupTitle ?? '').slice(0, 100) || id}</a>`
}

function noteForm(clusterKey: string, target: NoteTarget): SafeHtml {
  return html`<form class="note-form" method="post" action="${urls.notes(clusterKey)}">
${'failureGroupId' in target ? html`<input type="hidden" name="group" value="${target.failureGroupId}">` : html`<input type="hidden" name="instance" value="${target.instanceId}">`}
<textarea name="text" rows="2" maxlength="${mostNoteCharacters}" required aria-label="Note" placeholder="What did you find out?"></textarea>
<p>${'failureGroupId' in target ? null : lineField(clusterKey, target)}<button>Add note</button></p></form>`
}

function lineField(
  clusterKey: string,
  { lines, line, isBesideLog }: Exclude<NoteTarget, { failureGroupId: string }>,
): SafeHtml | null {
  if (lines === undefined) return null
  return html`<input type="hidden" name="attempt" value="${lines.attempt}"><label>about line <input name="line" type="number" min="${lines.first}" max="${lines.last}" value="${line ?? ''}" placeholder="none"></label> <button formaction="${urls.bookmarks(clusterKey)}" formnovalidate>Bookmark the line</button>${isBesideLog ? html`<button class="key-only" type="button" data-bookmark-line data-key="b" data-key-label="bookmark the line" tabindex="-1" aria-hidden="true" hidden></button>` : null} `
}
