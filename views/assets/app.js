// What pages can do beyond links and forms: copy, choose light or dark, wrap the log. Every page works
// without it; what needs it is hidden until it runs.

const root = document.documentElement

function reveal() {
  for (const button of document.querySelectorAll('button[hidden]')) button.hidden = false
}

async function copy(button, text) {
  const label = button.textContent
  try {
    await navigator.clipboard.writeText(text)
    button.textContent = 'copied'
  } catch {
    button.textContent = 'not permitted'
  }
  setTimeout(() => {
    button.textContent = label
  }, 1200)
}

/** The text of the shown lines: no line numbers, no times. */
function logText(log) {
  return Array.from(log.querySelectorAll('.tx'), (line) => line.textContent).join('\n')
}

function isDark() {
  const chosen = root.dataset.theme
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
}

function showTheme() {
  for (const button of document.querySelectorAll('[data-theme-switch]')) {
    button.textContent = isDark() ? 'light' : 'dark'
  }
}

function switchTheme() {
  root.dataset.theme = isDark() ? 'light' : 'dark'
  localStorage.setItem('theme', root.dataset.theme)
  showTheme()
}

function wrap(button) {
  const isWrapped = button.closest('[data-log]').classList.toggle('nowrap') === false
  button.setAttribute('aria-pressed', String(isWrapped))
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button')
  if (!button) return
  if (button.dataset.copy !== undefined) copy(button, button.dataset.copy)
  if (button.dataset.copyLog !== undefined) copy(button, logText(button.closest('[data-log]')))
  if (button.dataset.themeSwitch !== undefined) switchTheme()
  if (button.dataset.wrap !== undefined) wrap(button)
})

const saved = localStorage.getItem('theme')
if (saved === 'light' || saved === 'dark') root.dataset.theme = saved
document.addEventListener('htmx:after:swap', reveal)
reveal()
showTheme()
