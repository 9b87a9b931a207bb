export interface Account {
  readonly user: string
  readonly password: string
}

/** The header by which an account names itself (RFC 7617). */
export const basicAuthorization = ({ user, password }: Account): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
