// Warns before the session ends, and covers the page when it has ended. Asking how long is left never extends it.
export function watchSession ($region) {
  if (!$region) return
  const { leftHref, stayHref, token } = $region.dataset
  const warnAt = Number($region.dataset.warnSeconds)
  const $words = $region.querySelector('[data-hub-session-words]')
  const $stay = $region.querySelector('[data-hub-session-stay]')
  let timer

  const wait = (seconds, next) => {
    clearTimeout(timer)
    timer = setTimeout(next, Math.max(1, seconds) * 1000)
  }
  const ask = async (href, options) => {
    const reply = await fetch(href, { credentials: 'same-origin', cache: 'no-store', ...options })
    return reply.ok ? Number((await reply.json()).seconds_left) : 0
  }
  const ended = () => {
    clearTimeout(timer)
    $words.textContent = 'You have been signed out because nothing was done for a while. What was saved is kept.'
    $stay.hidden = true
    $region.hidden = false
    $region.querySelector('[data-hub-session-sign-in]').hidden = false
    document.querySelector('main').hidden = true
  }
  const show = (seconds) => {
    if (seconds <= 0) return ended()
    if (seconds > warnAt) {
      $region.hidden = true
      return wait(seconds - warnAt, check)
    }
    const minutes = Math.ceil(seconds / 60)
    $words.textContent = `You will be signed out in ${minutes === 1 ? '1 minute' : `${minutes} minutes`}.`
    $region.hidden = false
    wait(Math.min(seconds, 20), check)
  }
  const check = () => ask(leftHref).then(show, () => wait(20, check))

  $stay.addEventListener('click', () => {
    ask(stayHref, { method: 'POST', headers: { 'X-CSRFToken': token } }).then(show, () => wait(5, check))
  })
  document.addEventListener('visibilitychange', () => document.hidden || check())
  wait(Number($region.dataset.secondsLeft) - warnAt, check)
}
