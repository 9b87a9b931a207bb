/** Calls back with Starlight's theme now and at each change; returns how to stop. */
export const watchTheme = (root: HTMLElement, changed: (theme: 'dark' | 'light') => void): (() => void) => {
  const tell = () => changed(root.dataset['theme'] === 'light' ? 'light' : 'dark')
  const observer = new MutationObserver(tell)
  observer.observe(root, { attributes: true, attributeFilter: ['data-theme'] })
  tell()
  return () => observer.disconnect()
}
