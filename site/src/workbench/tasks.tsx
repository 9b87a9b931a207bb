// The tasks and what was found of each; a finding that has evidence is a button that marks its events in the table.
import type { Exercise } from '@ackademy/contract/exercise.ts'
import type { Finding, FindingStatus } from '@ackademy/contract/verdict.ts'

const WORDS: Record<FindingStatus, { icon: string; word: string }> = {
  pass: { icon: '✓', word: 'Passed' },
  fail: { icon: '✗', word: 'Not passed' },
  open: { icon: '○', word: 'Not seen yet' },
  unchecked: { icon: '?', word: 'Could not be seen' },
}

type Task = Exercise['tasks'][number]

const TaskText = ({ task, finding }: { task: Task; finding: Finding | undefined }) => {
  const { icon, word } = WORDS[finding?.status ?? 'open']
  const count = finding?.evidence.length ?? 0
  return (
    <>
      <span class="wb-task-head">
        <span class="wb-badge">
          <span aria-hidden="true">{icon}</span> {word}
        </span>
        <span class="wb-task-title">{task.title}</span>
        <span class="wb-points">
          {task.points} {task.points === 1 ? 'point' : 'points'}
        </span>
      </span>
      {finding && <span class="wb-message">{finding.message}</span>}
      {count > 0 && <span class="wb-show">{count === 1 ? 'Show its event' : `Show its ${count} events`}</span>}
    </>
  )
}

interface Given {
  tasks: readonly Task[]
  findings: readonly Finding[]
  marked: Finding | undefined
  mark: (finding: Finding | undefined) => void
}

export const Tasks = ({ tasks, findings, marked, mark }: Given) => (
  <ol class="wb-task-list">
    {tasks.map((task) => {
      const finding = findings.find((each) => each.task === task.id)
      const isMarked = marked !== undefined && marked.task === task.id
      return (
        <li key={task.id} data-testid={`task-${task.id}`} data-status={finding?.status ?? 'open'} data-mistake={finding?.mistake}>
          {finding && finding.evidence.length > 0 ? (
            <button type="button" class="wb-task" aria-pressed={isMarked} onClick={() => mark(isMarked ? undefined : finding)}>
              <TaskText task={task} finding={finding} />
            </button>
          ) : (
            <div class="wb-task">
              <TaskText task={task} finding={finding} />
            </div>
          )}
        </li>
      )
    })}
  </ol>
)
