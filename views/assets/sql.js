// Ctrl+Enter (Cmd+Enter) in the statement runs it.
on('keydown', (event) => {
  const isRun = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
  if (isRun && event.target.matches('[data-sql]')) event.target.form.requestSubmit()
})
