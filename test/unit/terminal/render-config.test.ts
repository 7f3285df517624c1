import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { resolveParams } from '../../../src/config/resolve-params.ts';
import { renderConfig } from '../../../src/terminal/render-config.ts';
import { plainStyle } from '../../../src/terminal/style.ts';

it('renderConfig is a params.yaml that says the same, with where each param comes from', () => {
  const resolved = resolveParams({
    text: 'split: {test: 0.25}',
    set: ['train.hidden=[8]'],
    flags: { '--seed': { train: { seed: 7 } } },
  });
  const text = renderConfig(resolved, plainStyle(true));
  expect(parse(text)).toEqual(resolved.params);
  expect(resolveParams({ text }).params).toEqual(resolved.params);
  const lines = text.split('\n').map((line) => line.replace(/ +#/, ' #'));
  expect(lines).toEqual(
    expect.arrayContaining([
      'split:',
      '  test: 0.25 # params.yaml',
      '  hidden: [8] # --set',
      '  seed: 7 # --seed',
      '  seed: 42 # default',
    ]),
  );
});
