import { createPrompt, ExitPromptError, useEffect, useKeypress, useState } from '@inquirer/core';
import { emitKeypressEvents, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { DiabetesError } from '../../foundation/errors.ts';
import type { AnswerTexts, AskedQuestion } from '../../pipeline/schema/questionnaire.ts';
import type { TerminalStreams } from '../streams.ts';
import { loadStyle } from '../style.ts';
import { pressKey } from './interview-keys.ts';
import { currentChoices, currentQuestion, startInterview, type Interview } from './interview.ts';
import { renderInterview, type InterviewView } from './render-interview.ts';

/** The terminal that is asked in: keys come from stdin, and everything is drawn on stderr. */
interface AskedTerminal {
  readonly stdin: Readable;
  readonly streams: TerminalStreams;
  readonly signal: AbortSignal;
}

interface PromptConfig {
  readonly questions: readonly AskedQuestion[];
  readonly terminal: NodeJS.WriteStream;
  readonly draw: (interview: Interview) => InterviewView;
}

/** A terminal sends an arrow as Esc and two letters; so long after it, Esc was pressed by itself. */
const ESCAPE_TIMEOUT_MS = 100;

/**
 * Asks one question after the other until there is none left or the person wants no more.
 *
 * @param questions at least one
 * @returns each answer that was taken
 * @throws DiabetesError INTERRUPTED for Ctrl-C, Ctrl-D and the end of input
 */
export async function askQuestions(
  questions: readonly AskedQuestion[],
  { stdin, streams, signal }: AskedTerminal,
): Promise<AnswerTexts> {
  const style = await loadStyle(streams, 'stderr');
  // A terminal's stream is Node's own: see TextStream.
  const terminal = streams.stderr as unknown as NodeJS.WriteStream;
  // Only what reads the keys first can set how long it waits behind Esc; half a second is too long to go back.
  emitKeypressEvents(stdin, { escapeCodeTimeout: ESCAPE_TIMEOUT_MS } as unknown as Interface);
  const draw = (interview: Interview) => {
    const { columns = 80, rows = 24 } = streams.stderr;
    return renderInterview(interview, { columns, rows, style });
  };
  const answers = await prompt({ questions, terminal, draw }, { input: stdin, output: terminal, signal }).catch(
    (error: unknown) => {
      if (error instanceof ExitPromptError) return undefined;
      throw error;
    },
  );
  if (answers === undefined) throw new DiabetesError('INTERRUPTED', 'interrupted');
  return answers;
}

/** The questions as one prompt: an answer is never lost between two of them. Its value is undefined when input ends. */
const prompt = createPrompt<AnswerTexts | undefined, PromptConfig>(({ questions, terminal, draw }, done) => {
  const [interview, setInterview] = useState(() => startInterview(questions));
  const [, redraw] = useState({});
  useEffect((readline) => {
    const redrawNow = (): void => {
      redraw({});
    };
    readline.on('close', () => {
      done(undefined);
    });
    // The shell had the terminal for a while.
    readline.on('SIGCONT', () => {
      readline.resume();
      redrawNow();
    });
    terminal.on('resize', redrawNow);
    return () => terminal.off('resize', redrawNow);
  }, []);
  useKeypress((key, readline) => {
    // It ends the input by itself only where nothing is typed.
    if (key.ctrl && key.name === 'd') {
      done(undefined);
      return;
    }
    const next = pressKey(interview, key, readline.line);
    const typed = currentChoices(next) === undefined ? next.draft : '';
    if (readline.line !== typed) {
      readline.clearLine(0);
      readline.write(typed);
    }
    // A new value draws anew: the cursor may have moved and nothing else.
    setInterview({ ...next });
    if (currentQuestion(next) === undefined) done(next.answers);
  });
  const { above, below } = draw(interview);
  return [above, below];
});
