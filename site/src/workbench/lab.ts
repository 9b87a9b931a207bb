type Get = (address: string) => Promise<Pick<Response, 'ok' | 'json'>>

/** Whether lab watch serves this page: it says so in lab.json. */
export const watchIsThere = async (base: string, get: Get): Promise<boolean> => {
  try {
    const said: unknown = await (await get(`${base}lab.json`)).json()
    return typeof said === 'object' && said !== null && 'watch' in said && said.watch === true
  } catch {
    return false
  }
}

/** Whether a lab serves this page: it answers lab.json itself, and the built site's own says no. No answer may be a lab that was stopped. */
export const labIsThere = async (base: string, get: Get): Promise<boolean> => {
  try {
    const answer = await get(`${base}lab.json`)
    const said: unknown = answer.ok ? await answer.json() : undefined
    return !(typeof said === 'object' && said !== null && 'lab' in said && said.lab === false)
  } catch {
    return true
  }
}
