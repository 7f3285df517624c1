/** What a terminal shows of what was written to it. */
export interface Screen {
  readonly write: (text: string) => void;
  /** The lines that are on the screen now, without spaces at their ends and empty lines behind them. */
  readonly visible: () => readonly string[];
  /** The same and the lines above, which have gone out of sight. */
  readonly all: () => readonly string[];
}

const ESCAPE = '\u001b';
const CONTROL = /\[([?\d;]*)([A-Za-z])/y;

/** A terminal that understands what prompts use: lines, moves of the cursor, erasing; colours are not shown. */
export function createScreen(columns: number, rows: number): Screen {
  const lines: string[][] = [[]];
  let [row, column] = [0, 0];
  let unread = '';
  const top = () => Math.max(0, lines.length - rows);
  const lineFeed = (): void => {
    row++;
    if (row === lines.length) lines.push([]);
  };
  const put = (character: string): void => {
    if (column === columns) {
      column = 0;
      lineFeed();
    }
    const line = lines[row]!;
    while (line.length < column) line.push(' ');
    line[column++] = character;
  };
  const control = (parameter: string, letter: string): void => {
    const count = Number(parameter === '' ? 1 : parameter);
    if (letter === 'A') row = Math.max(top(), row - count);
    else if (letter === 'B') row = Math.min(lines.length - 1, row + count);
    else if (letter === 'G') column = count - 1;
    else if (letter === 'K' && parameter === '2') lines[row] = [];
    // Colours, and the cursor shown and hidden.
    else if (letter !== 'm' && !parameter.startsWith('?25')) throw new Error(`what is ESC [${parameter}${letter}?`);
  };
  const textOf = (from: number) => {
    const text = lines.slice(from).map((line) => line.join('').trimEnd());
    return text.slice(0, text.findLastIndex((line) => line !== '') + 1);
  };
  return {
    write: (text) => {
      unread += text;
      while (unread !== '') {
        const [character] = unread;
        let read = character!.length;
        if (character === ESCAPE) {
          CONTROL.lastIndex = 1;
          const sequence = CONTROL.exec(unread);
          // The rest of it is still to come.
          if (sequence === null) return;
          control(sequence[1]!, sequence[2]!);
          read = CONTROL.lastIndex;
        } else if (character === '\n') lineFeed();
        else if (character === '\r') column = 0;
        else put(character!);
        unread = unread.slice(read);
      }
    },
    visible: () => textOf(top()),
    all: () => textOf(0),
  };
}
