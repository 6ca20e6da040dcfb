// What pages can do beyond links and forms: copy, choose light or dark. Every page works
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

document.addEventListener('click', (event) => {
  const button = event.target.closest('button')
  if (!button) return
  if (button.dataset.copy !== undefined) copy(button, button.dataset.copy)
  if (button.dataset.themeSwitch !== undefined) switchTheme()
})

const saved = localStorage.getItem('theme')
if (saved === 'light' || saved === 'dark') root.dataset.theme = saved
document.addEventListener('htmx:after:swap', reveal)
reveal()
showTheme()
