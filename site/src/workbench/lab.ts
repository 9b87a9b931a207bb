/** Whether a lab serves this page: it answers lab.json itself, and the built site's own says no. No answer may be a lab that was stopped. */
export const labIsThere = async (base: string, get: (address: string) => Promise<Pick<Response, 'ok' | 'json'>>): Promise<boolean> => {
  try {
    const answer = await get(`${base}lab.json`)
    const said: unknown = answer.ok ? await answer.json() : undefined
    return !(typeof said === 'object' && said !== null && 'lab' in said && said.lab === false)
  } catch {
    return true
  }
}
