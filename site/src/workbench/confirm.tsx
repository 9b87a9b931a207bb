// A question with yes and no, in the browser's own modal dialog (which keeps the focus and gives it back).
import { useEffect, useRef, useState } from 'preact/hooks'

interface Question {
  readonly text: string
  readonly yes: string
  answer(agreed: boolean): void
}

export type Confirm = (text: string, yes: string) => Promise<boolean>

const Dialog = ({ question, close }: { question: Question; close: () => void }) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const closed = () => {
    question.answer(dialog.current?.returnValue === 'yes')
    close()
  }
  return (
    <dialog class="wb-dialog" ref={dialog} aria-labelledby="wb-question" onClose={closed}>
      <form method="dialog">
        <p id="wb-question">{question.text}</p>
        <button value="no">Cancel</button>
        <button value="yes" class="wb-primary" data-testid="confirm">
          {question.yes}
        </button>
      </form>
    </dialog>
  )
}

export const useConfirm = (): readonly [Confirm, preact.ComponentChild] => {
  const [question, setQuestion] = useState<Question>()
  const confirm: Confirm = (text, yes) => {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    setQuestion({ text, yes, answer: resolve })
    return promise
  }
  return [confirm, question && <Dialog question={question} close={() => setQuestion(undefined)} />]
}
