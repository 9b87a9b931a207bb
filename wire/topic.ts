// How a topic exchange compares a binding's pattern with a message's routing key, both words joined by dots:
// `*` stands for exactly one word, `#` for any number of words, none included. Everything else stands for itself.
export function topicMatches(pattern: string, key: string): boolean {
  return wordsMatch(pattern.split('.'), key.split('.'))
}

function wordsMatch([first, ...rest]: readonly string[], words: readonly string[]): boolean {
  if (first === undefined) return words.length === 0
  if (first === '#') return wordsMatch(rest, words) || (words.length > 0 && wordsMatch([first, ...rest], words.slice(1)))
  const [word, ...others] = words
  return word !== undefined && (first === '*' || first === word) && wordsMatch(rest, others)
}
