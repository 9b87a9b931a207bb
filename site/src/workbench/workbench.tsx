// The workbench's frame: wide, the code on the left, tasks and programs on the right, events below;
// narrow, one of them at a time behind tabs. Every part stays mounted, so nothing is lost by switching.
import type { Finding } from '@ackademy/contract/verdict.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Views } from './broker/views.tsx'
import { Border, useSide } from './border.tsx'
import { useConfirm } from './confirm.tsx'
import { Comparison } from './comparison.tsx'
import { download } from '../replay/download.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { Events } from './events.tsx'
import { FileTabs } from './files.tsx'
import { History } from './history.tsx'
import { ImagesBanner } from './images-offer.tsx'
import { KeysList } from './keys-list.tsx'
import { outside } from './outside.ts'
import { isBusy, isMore } from './page.ts'
import type { Session } from './session.ts'
import { deedOf, type Deed } from './shortcuts.ts'
import { tabsOf } from './tabs.ts'
import { Tasks } from './tasks.tsx'
import { Terminals } from './terminals.tsx'
import { Toolbar } from './toolbar.tsx'
import { useNarrow } from './use-narrow.ts'
import { RENDERED_EVERY_MS, useStore } from './use-store.ts'
import { VerdictBanner } from './verdict.tsx'
import { zip } from './zip.ts'

const PANELS = ['Code', 'Programs', 'Tasks', 'Timeline', 'Broker', 'Events'] as const
type Panel = (typeof PANELS)[number]

const partAt = (index: number): HTMLElement | null => document.getElementById(`wb-part-${index}`)

export const Workbench = ({ session }: { session: Session }) => {
  const { workspace, versions } = session
  const page = useStore(session.page, isMore, RENDERED_EVERY_MS)
  const connection = useStore(session.connection)
  const opened = useStore(workspace.opened)
  const [panel, setPanel] = useState<Panel>('Code')
  const { narrow, frame } = useNarrow<HTMLDivElement>()
  const [codeWidth, setCodeWidth] = useSide('code')
  const [wide, setWide] = useState(false)
  const [past, setPast] = useState(false)
  const [keys, setKeys] = useState(false)
  const [focused, focusOn] = useState<{ part: number }>()
  const shown = useRef<string>()
  /** The task whose evidence is marked. Its numbers belong to one Recording: a new one takes the marks away. */
  const [mark, setMark] = useState<{ task: string; recordings: number }>()
  const [asked, ask] = useState(0)
  const [confirm, question] = useConfirm()
  const online = connection.is === 'open'
  const busy = isBusy(page)

  useEffect(() => {
    document.documentElement.dataset['workbenchOpen'] = wide ? 'wide' : 'open'
  }, [wide])

  useEffect(() => {
    if (opened.asked) setPanel('Code')
  }, [opened.asked])

  useEffect(() => {
    const part = focused && partAt(focused.part)
    const target = part?.querySelector<HTMLElement>('.cm-content') ?? part?.querySelector<HTMLElement>('section')
    if (!target) return
    if (target.tabIndex < 0) target.tabIndex = -1
    target.focus()
  }, [focused])

  const marked = mark?.recordings === page.recordings ? page.findings.find((finding) => finding.task === mark.task) : undefined
  const markFinding = (finding: Finding | undefined) => {
    setMark(finding && { task: finding.task, recordings: page.recordings })
    if (!finding) return
    ask(asked + 1)
    if (narrow) setPanel('Events')
  }
  const check = () => {
    if (narrow) setPanel('Tasks')
    session.check()
  }
  const save = () => {
    const { exercise, events } = page
    if (exercise) download(`${exercise.slug}.zip`, zip(outside(exercise, opened.files, events), new Date()))
  }
  const run = () => {
    const each = page.programs.find(({ program }) => program === shown.current)
    if (online && !busy && each && each.state !== 'running') session.run(each.program)
  }
  const move = (by: 1 | -1) => {
    // the broker is seen in the timeline's part
    const parts = PANELS.flatMap((_, index) => (partAt(index) ? [index] : []))
    const at = parts.findIndex((index) => partAt(index)?.contains(document.activeElement))
    const next = (at < 0 ? undefined : parts.at((at + by) % parts.length)) ?? 0
    setPanel(PANELS[next] ?? 'Code')
    focusOn({ part: next })
  }
  const deeds: Record<Deed, () => void> = {
    save: () => workspace.save(),
    run,
    check: () => online && !busy && check(),
    'next-part': () => move(1),
    'previous-part': () => move(-1),
    keys: () => setKeys(true),
  }
  const press = (event: KeyboardEvent) => {
    const typing = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]') !== null
    const deed = deedOf(event, typing)
    if (!deed) return
    event.preventDefault()
    event.stopPropagation()
    deeds[deed]()
  }
  const widthAt = ({ clientX }: PointerEvent): number => {
    const { left = 0, width = 1 } = frame.current?.getBoundingClientRect() ?? {}
    return ((clientX - left) / width) * 100
  }
  const hides = (name: Panel) => narrow && panel !== name
  const tab = tabsOf('wb-panel', PANELS, panel, (name) => setPanel(PANELS.find((each) => each === name) ?? 'Code'))
  const evidence = new Set(marked?.evidence)

  return (
    <div class="wb-frame" data-narrow={narrow} ref={frame} onKeyDownCapture={press}>
      <Toolbar {...{ session, page, connection, wide, setWide, confirm, check }} showKeys={() => setKeys(true)} undo={opened.undo?.of} />
      <ConnectionBanner state={connection} retry={() => session.retry()} />
      {page.complaint && (
        <div class="wb-banner wb-complaint" role="alert" data-testid="complaint">
          <p>
            <strong>{page.complaint.message}</strong> {page.complaint.advice}
          </p>
          <button type="button" onClick={() => session.dismissComplaint()}>
            Dismiss
          </button>
        </div>
      )}
      {page.images && <ImagesBanner offer={page.images} online={online} get={() => session.send({ type: 'get-images' })} />}
      <VerdictBanner page={page} cancel={() => session.send({ type: 'cancel-check' })} />
      {narrow && (
        <div class="wb-panels" role="tablist" aria-label="Parts of the workbench">
          {PANELS.map((name, index) => (
            <button key={name} {...tab(name)} aria-controls={`wb-part-${name === 'Broker' ? PANELS.indexOf('Timeline') : index}`}>
              {name}
            </button>
          ))}
        </div>
      )}
      <div class="wb-grid" style={{ '--wb-code': `${codeWidth}%` }}>
        <div class="wb-part wb-part-code" id="wb-part-0" hidden={hides('Code')}>
          {!narrow && <Border side="code" label="Width of the code" size={codeWidth} set={setCodeWidth} at={widthAt} />}
          {opened.active === '' ? (
            <section class="wb-files" aria-label="Your files">
              <p class="wb-empty">Your files appear here once the lab answers.</p>
            </section>
          ) : (
            <FileTabs {...{ workspace, opened, online, confirm, past }} togglePast={() => setPast(!past)} save={save} />
          )}
        </div>
        <div class="wb-part wb-part-tasks" id="wb-part-2" hidden={hides('Tasks')}>
          <section class="wb-tasks" aria-label="Tasks">
            <Tasks tasks={page.exercise?.tasks ?? []} findings={page.findings} marked={marked} mark={markFinding} />
          </section>
        </div>
        <div class="wb-part wb-part-programs" id="wb-part-1" hidden={hides('Programs')}>
          <Terminals
            session={session}
            programs={page.programs}
            declared={page.exercise?.programs ?? []}
            shell={page.shell}
            watch={page.watch}
            checking={busy}
            {...{ online, shown }}
          />
        </div>
        {past && <History {...{ workspace, versions, opened, narrow }} starter={page.starter} close={() => setPast(false)} />}
        {page.solution && (
          <Comparison
            yours={opened.files}
            other={page.solution}
            whose="the solution"
            testId="solution-diff"
            narrow={narrow}
            close={() => session.closeSolution()}
          />
        )}
        <div class="wb-part wb-part-timeline" id="wb-part-3" hidden={hides('Timeline') && hides('Broker')}>
          <Views
            only={!narrow ? undefined : panel === 'Broker' ? 'Broker' : 'Timeline'}
            events={page.events}
            tasks={page.exercise?.tasks ?? []}
            findings={page.findings}
            marked={marked}
            mark={(finding) => setMark(finding && { task: finding.task, recordings: page.recordings })}
          />
        </div>
        <div class="wb-part wb-part-events" id="wb-part-5" hidden={hides('Events')}>
          <Events
            narrow={narrow}
            header={page.header}
            events={page.events}
            programs={page.programs.map((each) => each.program)}
            evidence={evidence}
            asked={asked}
          />
        </div>
      </div>
      {keys && <KeysList close={() => setKeys(false)} />}
      {question}
    </div>
  )
}
