/** Hands a file to the browser, to be saved under this name. */
export const download = (name: string, content: Blob): void => {
  const address = URL.createObjectURL(content)
  const anchor = document.createElement('a')
  anchor.href = address
  anchor.download = name
  // not revoked: some browsers read it only after this
  anchor.click()
}
