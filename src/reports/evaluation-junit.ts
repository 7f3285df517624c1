import type { GateResult } from '../pipeline/evaluation/result.ts';
import type { EvaluationDocument } from '../pipeline/workflows/evaluation-result.ts';
import { formatGateValue } from '../pipeline/workflows/evaluation-words.ts';
import { escapeHtml } from './html.ts';

const SUITE = 'diabetes.evaluate.gates';

/**
 * The gates as a JUnit report: one suite, a test case a gate. It has the elements and attributes that Jenkins' schema
 * allows (xunit-plugin, junit-10.xsd), which GitLab reads too; gates take no time.
 */
export function renderEvaluationJunit({ gates, model, data, rows }: EvaluationDocument): string {
  const failures = gates.filter(({ passed }) => !passed).length;
  const counts = `tests="${gates.length}" failures="${failures}" errors="0"`;
  const properties = [
    ['model', model.digest],
    ['data', data.fingerprint],
    ['rows', String(rows)],
  ] as const;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="diabetes evaluate" ${counts}>`,
    `  <testsuite name="${SUITE}" ${counts} skipped="0" time="0">`,
    '    <properties>',
    ...properties.map(([name, value]) => `      <property name="${name}" value="${escapeXml(value)}"/>`),
    '    </properties>',
    ...gates.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(result: GateResult): string {
  const { gate, value, operator, threshold, passed, reason } = result;
  const head = `    <testcase classname="${SUITE}" name="${escapeXml(gate)}" time="0"`;
  if (passed) return `${head}/>`;
  const why = reason === undefined ? '' : `: ${reason}`;
  const message =
    value === null ? `no value${why}` : `${formatGateValue(result)} is not ${operator} ${threshold}${why}`;
  const body = [
    `value: ${value ?? 'none'}`,
    `wanted: ${operator} ${threshold}`,
    ...(reason === undefined ? [] : [reason]),
  ];
  return [
    `${head}>`,
    `      <failure type="gate not met" message="${escapeXml(message)}">${escapeXml(body.join('\n'))}</failure>`,
    '    </testcase>',
  ].join('\n');
}

/** What XML 1.0 forbids even as a reference: most control characters, halves of pairs, and two code points. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Text between tags or in an attribute; what XML cannot hold becomes the replacement character. */
function escapeXml(text: string): string {
  return escapeHtml(text.replace(FORBIDDEN, '\ufffd'));
}
