// The key b: bookmarks the selected line, else the one in view, or takes the bookmark away. Without it a form does.

async function bookmarkLine(button) {
  const [line] = selectedRange() ?? [lineNumber(lineInView())]
  const form = button.form
  const body = new URLSearchParams(new FormData(form))
  body.set('line', line)
  const reply = await fetch(form.querySelector('[formaction]').formAction, {
    method: 'POST',
    body,
    headers: { 'HX-Request-Type': 'partial' },
  })
  const text = await reply.text()
  if (!reply.ok) return sayRefused(form, text)
  showNotes(text, line)
}

/** The card as it is now; what is being written in it stays. */
function showNotes(text, line) {
  const typed = document.querySelector('#notes textarea').value
  const parsed = new DOMParser().parseFromString(text, 'text/html').getElementById('notes')
  parsed.querySelector('textarea').value = typed
  byId('notes').replaceWith(document.adoptNode(parsed))
  reveal()
  const isKept = document.querySelector(`#notes [data-bookmark="${line}"]`) !== null
  byId(`L${line}`)?.classList.toggle('kept', isKept)
}

/** An error page is shown as its sentence. */
function sayRefused(form, text) {
  const page = new DOMParser().parseFromString(text, 'text/html')
  const said = form.querySelector('[role="alert"]') ?? document.createElement('p')
  said.setAttribute('role', 'alert')
  said.textContent = page.querySelector('main')?.textContent.trim() || 'It was not written.'
  form.append(said)
}

on('click', (event) => {
  const button = event.target.closest('[data-bookmark-line]')
  if (button) bookmarkLine(button)
})
