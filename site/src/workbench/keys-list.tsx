// The list of keys, in the browser's own modal dialog: Escape closes it, and the focus goes back to where it was.
import { useEffect, useRef } from 'preact/hooks'
import { listed } from './shortcuts.ts'

export const KeysList = ({ close }: { close: () => void }) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const command = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'
  return (
    <dialog class="wb-dialog wb-keys" ref={dialog} aria-labelledby="wb-keys-title" data-testid="keys" onClose={close}>
      <form method="dialog">
        <h4 id="wb-keys-title">Keyboard</h4>
        <button>Close</button>
      </form>
      {listed(command).map(({ where, all }) => (
        <section key={where}>
          <h5>{where}</h5>
          <dl>
            {all.map(({ keys, does }) => (
              <div key={does}>
                <dt>
                  {keys.map((together, index) => (
                    <span key={index}>
                      {index > 0 && ' or '}
                      {together.map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </span>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </dialog>
  )
}
