// A table of the workbench's: its heads, and rows that are given.
import type { ComponentChildren } from 'preact'

export const Table = ({ heads, children }: { heads: readonly string[]; children: ComponentChildren }) => (
  <table>
    <thead>
      <tr>
        {heads.map((name) => (
          <th scope="col" key={name}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
)
