// What a film is played by, what is said of the moment it shows, and the whole story in sentences: player.ts writes into them by their data-…
import type { ComponentChildren } from 'preact'
import type { Shot } from './shots.ts'

export const Controls = ({ shots, of, children }: { shots: readonly Shot[]; of: string; children?: ComponentChildren }) => (
  <div class="demo-controls" data-controls hidden>
    <button type="button" data-play data-testid="demo-play">
      Play
    </button>
    <button type="button" data-back>
      Back
    </button>
    <button type="button" data-step data-testid="demo-step">
      Step
    </button>
    {children}
    <input type="range" min="0" max={shots.length - 1} defaultValue="0" step="1" aria-label={`Steps of ${of}`} data-scrub data-testid="demo-scrub" />
  </div>
)

export const Story = ({ shots }: { shots: readonly Shot[] }) => (
  <details class="demo-story">
    <summary>The story in sentences</summary>
    <ol>
      {shots.map(({ says }) => (
        <li>{says}</li>
      ))}
    </ol>
  </details>
)
