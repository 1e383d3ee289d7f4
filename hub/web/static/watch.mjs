// A page that waits for news asks for a mark now and then; asking never keeps anybody signed in. When it differs, the page says so, and what stood until then is gone.
const EVERY_MS = 15000

export function watch(place) {
  const note = place.querySelector('[hidden]')
  const timer = setInterval(async () => {
    try {
      const answer = await fetch(place.dataset.hubWatch, { headers: { 'X-Hub-Poll': '1' }, cache: 'no-store' })
      if (!answer.ok) return
      const { mark } = await answer.json()
      if (mark !== place.dataset.mark) {
        note.hidden = false
        for (const old of document.querySelectorAll('[data-hub-until-news]')) old.hidden = true
        clearInterval(timer)
      }
    } catch {
      // the network is away: the next try may succeed
    }
  }, EVERY_MS)
}
