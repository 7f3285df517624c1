import { expect, it } from '@jest/globals';
import { renderEvaluationJunit } from '../../../src/reports/evaluation-junit.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { MADE_UP_EVALUATION as document } from '../../helpers/made-up-evaluation.ts';
import { runCommand } from '../../helpers/run-command.ts';

const python = process.env.DIABETES_TEST_PYTHON ?? 'python3';
const missingPython =
  (await runCommand([python, '-c', 'import xml.etree'])).exitCode === 0 ? undefined : `there is no ${python}`;

/** Reads a report as a CI server does, and tells it as JSON. */
const READ = `
import json, sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.argv[1].encode())
cases = [[case.get("name"), *[[f.get("message"), f.text] for f in case]] for case in root.iter("testcase")]
suites = [suite.attrib for suite in root.iter("testsuite")]
print(json.dumps({"root": root.tag, "suites": suites, "cases": cases}))
`;

describeWith(missingPython, 'renderEvaluationJunit, read by an XML parser', () => {
  it('is well formed and says what the gates say, whatever that is', async () => {
    const reason = `a<b & "c" 'd' ]]> \u001b 😀`;
    const gates = [document.gates[0]!, { ...document.gates[1]!, reason }];
    const { stdout, stderr } = await runCommand([python, '-c', READ, renderEvaluationJunit({ ...document, gates })]);
    expect(stderr).toBe('');
    const told = reason.replace('\u001b', '\ufffd');
    expect(JSON.parse(stdout)).toEqual({
      root: 'testsuites',
      suites: [{ name: 'diabetes.evaluate.gates', tests: '2', failures: '1', errors: '0', skipped: '0', time: '0' }],
      cases: [
        ['macro_f1>=0.4'],
        ['worst_slice.roc_auc_any>=0.8', [`0.7900 is not >= 0.8: ${told}`, `value: 0.79\nwanted: >= 0.8\n${told}`]],
      ],
    });
  });
});
