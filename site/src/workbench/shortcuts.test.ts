import { describe, expect, it } from 'vitest'
import { deedOf, listed } from './shortcuts.ts'

const press = (keys: string, typing = false) => {
  const all = keys.split('+')
  const has = (name: string) => all.includes(name)
  return deedOf({ key: all.at(-1) ?? '', ctrlKey: has('Ctrl'), metaKey: has('Meta'), shiftKey: has('Shift'), altKey: has('Alt') }, typing)
}

describe('the workbench’s keys', () => {
  it('run, check and save, with Ctrl or Command, also where one types', () => {
    expect(['Ctrl+Enter', 'Ctrl+Shift+Enter', 'Ctrl+s', 'Meta+S'].map((keys) => press(keys, true))).toEqual(['run', 'check', 'save', 'save'])
  })
  it('lead from part to part, out of the editor and a terminal too', () => {
    expect([press('F6', true), press('Shift+F6', true)]).toEqual(['next-part', 'previous-part'])
  })
  it('show their list, but leave the question mark to who types', () => {
    expect([press('Shift+?'), press('Shift+?', true)]).toEqual(['keys', undefined])
  })
  it('leave everything else to the editor, the terminal and the browser', () => {
    expect(['Enter', 'Ctrl+c', 'Ctrl+Shift+s', 'Alt+Ctrl+Enter', 'Tab', 'F8'].map((keys) => press(keys))).toEqual(Array(6).fill(undefined))
  })
  it('are all in the list, by the name of the key that this keyboard has', () => {
    const all = listed('⌘').flatMap((each) => each.all.flatMap(({ keys }) => keys.map((together) => together.join('+'))))
    expect(all).toEqual(expect.arrayContaining(['⌘+Enter', '⌘+Shift+Enter', '⌘+S', 'F6', 'Shift+F6', '?']))
  })
})
