import type { SurveySchema } from '../../schema/survey-schema.ts';
import type { ValueInfo } from './onnx-model.ts';

/** What model.onnx gives: [N] each, `p_<class id>` for each class and `p_any`, float, and `label`, int64. */
export function modelOutputs({ target: { classes } }: SurveySchema): readonly (ValueInfo & OutputType)[] {
  return [
    ...classes.map(({ id, title }) => output(`p_${id}`, 'float', `The probability of: ${title}.`)),
    output('p_any', 'float', `The probability of any class but: ${classes[0]!.title}.`),
    output('label', 'int64', 'The label of the predicted class, which need not be the most probable one.'),
  ];
}

interface OutputType {
  readonly type: 'float' | 'int64';
}

function output(name: string, type: OutputType['type'], description: string): ValueInfo & OutputType {
  return { name, type, dims: ['N'], description };
}
