import { describe, expect, it } from '@jest/globals';
import type { GateResult } from '../../../src/pipeline/evaluation/result.ts';
import { renderEvaluationJunit } from '../../../src/reports/evaluation-junit.ts';
import { MADE_UP_EVALUATION as document } from '../../helpers/made-up-evaluation.ts';

const render = (gates: readonly GateResult[]): string => renderEvaluationJunit({ ...document, gates });

describe('renderEvaluationJunit', () => {
  it('has a test case a gate, and a failure for each that is not met', () => {
    expect(render(document.gates).split('\n')).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="diabetes evaluate" tests="2" failures="1" errors="0">',
      '  <testsuite name="diabetes.evaluate.gates" tests="2" failures="1" errors="0" skipped="0" time="0">',
      '    <properties>',
      `      <property name="model" value="${'ab'.repeat(32)}"/>`,
      `      <property name="data" value="sha256:${'cd'.repeat(32)}"/>`,
      '      <property name="rows" value="1000"/>',
      '    </properties>',
      '    <testcase classname="diabetes.evaluate.gates" name="macro_f1&gt;=0.4" time="0"/>',
      '    <testcase classname="diabetes.evaluate.gates" name="worst_slice.roc_auc_any&gt;=0.8" time="0">',
      '      <failure type="gate not met" message="0.7900 is not &gt;= 0.8: Sex male has 0.79">value: 0.79',
      'wanted: &gt;= 0.8',
      'Sex male has 0.79</failure>',
      '    </testcase>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ]);
  });

  it('says why there is no value', () => {
    const [gate] = document.gates;
    const text = render([{ ...gate!, value: null, passed: false, reason: 'there is no baseline' }]);
    expect(text).toContain('message="no value: there is no baseline">value: none\nwanted: &gt;= 0.4\nthere is');
  });

  it('is an empty suite where there is no gate', () => {
    expect(render([])).toMatch(/<testsuite name="[^"]*" tests="0" failures="0" errors="0" [^>]*>/);
    expect(render([])).not.toContain('<testcase');
  });

  it('holds whatever a reason says, but for what XML cannot hold', () => {
    const reason = `a<b & "c" 'd' \u0000\u001b[31m \ud800 \ufffe 😀`;
    const text = render([{ ...document.gates[0]!, passed: false, reason }]);
    expect(text).toContain('a&lt;b &amp; &quot;c&quot; &#39;d&#39; \ufffd\ufffd[31m \ufffd \ufffd 😀');
  });
});
