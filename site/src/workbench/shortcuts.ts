// The workbench's own keys. They are taken before the editor and the terminals see them, so they work from anywhere in it and lead out
// of both; whatever else is pressed in a terminal is the program's.

export type Deed = 'save' | 'run' | 'check' | 'next-part' | 'previous-part' | 'keys'

export interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** `typing`: the focus is where keys write text. */
export const deedOf = ({ key, ctrlKey, metaKey, shiftKey, altKey }: Pressed, typing: boolean): Deed | undefined => {
  if (altKey) return undefined
  if (ctrlKey || metaKey) {
    if (key === 'Enter') return shiftKey ? 'check' : 'run'
    return key.toLowerCase() === 's' && !shiftKey ? 'save' : undefined
  }
  if (key === 'F6') return shiftKey ? 'previous-part' : 'next-part'
  return key === '?' && !typing ? 'keys' : undefined
}

export interface Listed {
  /** Keys pressed together; several ways, one array each. */
  readonly keys: readonly (readonly string[])[]
  readonly does: string
}

export interface ListedIn {
  readonly where: string
  readonly all: readonly Listed[]
}

/** All there is, for the list. `command`: what this keyboard has in the place of Ctrl. */
export const listed = (command: string): readonly ListedIn[] => [
  {
    where: 'Anywhere in the workbench',
    all: [
      { keys: [[command, 'Enter']], does: 'Run the program whose terminal is shown' },
      { keys: [[command, 'Shift', 'Enter']], does: 'Check' },
      { keys: [[command, 'S']], does: 'Save now (it saves by itself too)' },
      { keys: [['F6'], ['Shift', 'F6']], does: 'To the next part, to the one before: the code, the programs, the tasks and so on' },
      { keys: [['?']], does: 'This list (not where you type)' },
    ],
  },
  {
    where: 'In the editor',
    all: [
      { keys: [[command, 'Space']], does: 'Complete' },
      { keys: [['F8']], does: 'To the next error of syntax' },
      { keys: [[command, 'F']], does: 'Find and replace' },
      { keys: [[command, 'Z']], does: 'Undo' },
      { keys: [[command, '/']], does: 'Make the line a comment, or no longer' },
      { keys: [['Tab'], ['Shift', 'Tab']], does: 'Indent, indent less' },
      { keys: [['Esc', 'Tab']], does: 'Leave the editor (one after the other)' },
    ],
  },
  {
    where: 'In a terminal',
    all: [
      { keys: [['Ctrl', 'C']], does: 'Ask the program to end' },
      { keys: [['Esc', 'Tab']], does: 'Leave the terminal (one after the other)' },
    ],
  },
  {
    where: 'On tabs, in tables and in the timeline',
    all: [
      { keys: [['←'], ['→']], does: 'To the one before, to the next' },
      { keys: [['Home'], ['End']], does: 'To the first, to the last' },
    ],
  },
]
