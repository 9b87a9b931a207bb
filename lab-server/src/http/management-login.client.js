// Runs in RabbitMQ's management page before its own scripts. The lab has logged the session in already; their page asks nevertheless,
// so its form is filled in and sent. And where the system's network changes while the page loads (a container comes or goes), Chromium
// drops requests that are under way: the page is loaded again then, a few times.
const MOST_RELOADS = 5
const KEY = 'ackademy-reloads'

const reloads = Number(sessionStorage.getItem(KEY) ?? 0)
let loading = true
addEventListener(
  'error',
  () => {
    if (!loading || reloads >= MOST_RELOADS) return
    loading = false
    sessionStorage.setItem(KEY, String(reloads + 1))
    location.reload()
  },
  // a script that could not be had tells it to nobody above
  { capture: true },
)

new MutationObserver(() => {
  const user = document.querySelector('form input[name=username]')
  const password = document.querySelector('form input[name=password]')
  if (user === null || password === null || user.value !== '') return
  loading = false
  sessionStorage.removeItem(KEY)
  user.value = 'ackademy'
  password.value = 'ackademy'
  // their router listens for it once it has drawn the form
  setTimeout(() => user.form?.requestSubmit())
}).observe(document, { childList: true, subtree: true })
