// The timeline's colours, as the page's style has them now: a canvas takes no custom properties.
const NAMES = {
  ground: '--wb-tl-ground',
  text: '--wb-text',
  quiet: '--wb-quiet',
  line: '--wb-line',
  head: '--wb-surface',
  sent: '--wb-tl-sent',
  ready: '--wb-tl-ready',
  unacked: '--wb-tl-unacked',
  onUnacked: '--wb-tl-on-unacked',
  unackedText: '--wb-wait',
  was: '--wb-tl-was',
  left: '--wb-tl-left',
  good: '--wb-pass',
  bad: '--wb-fail',
  evidence: '--wb-tl-evidence',
} as const

export type Inks = Readonly<Record<keyof typeof NAMES, string>> & { readonly font: string }

export function inksOf(element: Element): Inks {
  const style = getComputedStyle(element)
  const ink = (name: keyof typeof NAMES) => style.getPropertyValue(NAMES[name]).trim()
  return {
    ground: ink('ground'),
    text: ink('text'),
    quiet: ink('quiet'),
    line: ink('line'),
    head: ink('head'),
    sent: ink('sent'),
    ready: ink('ready'),
    unacked: ink('unacked'),
    onUnacked: ink('onUnacked'),
    unackedText: ink('unackedText'),
    was: ink('was'),
    left: ink('left'),
    good: ink('good'),
    bad: ink('bad'),
    evidence: ink('evidence'),
    font: style.fontFamily,
  }
}
