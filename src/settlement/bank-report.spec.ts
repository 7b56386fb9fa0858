import { readBankReport } from './bank-report.js';

const DOCUMENT = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001';
const group = '<OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId></OrgnlGrpInfAndSts>';
const document = (inside: string, version = '10') =>
  `<?xml version="1.0"?><Document xmlns="${DOCUMENT}.${version}"><CstmrPmtStsRpt>${inside}</CstmrPmtStsRpt></Document>`;
const withType = (type: string, inside: string) => document(inside).replace('?>', `?>${type}`);
const codeOf = (xml: string) => {
  try {
    readBankReport(xml);
    return 'read';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};
const MALFORMED = 'settlement.bank-report-malformed';
const NOT_UNDERSTOOD = 'settlement.bank-report-not-understood';

describe('a report of the bank', () => {
  it('is read with the bank’s prefixes, attributes, comments and CDATA, in both versions', () => {
    const xml = `<?xml version="1.0"?><!-- made by a bank -->
      <p2:Document xmlns:p2="${DOCUMENT}.03" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><p2:CstmrPmtStsRpt>
      <p2:OrgnlGrpInfAndSts><p2:OrgnlMsgId><![CDATA[M]]></p2:OrgnlMsgId><p2:GrpSts>PART</p2:GrpSts></p2:OrgnlGrpInfAndSts>
      <p2:OrgnlPmtInfAndSts><p2:OrgnlPmtInfId>M.1</p2:OrgnlPmtInfId><p2:TxInfAndSts>
        <p2:OrgnlEndToEndId xsi:type="x">007</p2:OrgnlEndToEndId><p2:TxSts>RJCT</p2:TxSts>
        <p2:StsRsnInf><p2:AddtlInf>a &amp; b</p2:AddtlInf></p2:StsRsnInf>
        <p2:StsRsnInf><p2:Rsn><p2:Prtry>X9</p2:Prtry></p2:Rsn></p2:StsRsnInf>
      </p2:TxInfAndSts></p2:OrgnlPmtInfAndSts></p2:CstmrPmtStsRpt></p2:Document>`;
    expect(readBankReport(xml)).toEqual({
      messageId: 'M',
      status: 'PART',
      reasonCode: null,
      batches: [
        {
          batchId: 'M.1',
          status: null,
          reasonCode: null,
          // A reference is a text: its zeros stay.
          transfers: [{ endToEndId: '007', status: 'RJCT', reasonCode: 'X9' }],
        },
      ],
    });
  });

  it.each([
    ['nothing', ''],
    ['no XML', '{"a": 1}'],
    ['cut off', document(group).slice(0, -5)],
    ['tags that cross', document('<a><b></a></b>')],
    ['a document type', withType('<!DOCTYPE Document>', group)],
    [
      'a billion laughs',
      withType('<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>', `${group}<x>&b;</x>`),
    ],
    [
      'an entity of another file',
      withType('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', `${group}<x>&x;</x>`),
    ],
    ['a document type in small letters', withType('<!doctype a>', group)],
    ['a control character', document(`${group}\u0000`)],
    ['a prototype', document('<__proto__><x>1</x></__proto__>')],
    ['a hundred thousand tags in each other', document('<a>'.repeat(100_000) + '</a>'.repeat(100_000))],
  ])('is malformed with %s', (_what, xml) => expect(codeOf(xml)).toBe(MALFORMED));

  it.each([
    [
      'our own file',
      `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn/></Document>`,
    ],
    ['another version', document(group, '12')],
    ['no namespace', `<Document><CstmrPmtStsRpt>${group}</CstmrPmtStsRpt></Document>`],
    [
      'a namespace of nobody',
      `<Document a="${DOCUMENT}.10"><CstmrPmtStsRpt>${group}</CstmrPmtStsRpt></Document>`,
    ],
    ['no message', document('<OrgnlGrpInfAndSts/>')],
    ['a message without a name', document('<OrgnlGrpInfAndSts><OrgnlMsgId/></OrgnlGrpInfAndSts>')],
    ['two messages', document(group + group)],
    ['another root', '<html><body>Service indisponible</body></html>'],
  ])('is not understood with %s', (_what, xml) => expect(codeOf(xml)).toBe(NOT_UNDERSTOOD));

  it('of a megabyte is read in seconds, whatever it repeats', () => {
    const line = '<TxInfAndSts><OrgnlEndToEndId>x</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>';
    for (const inside of [
      `${group}<OrgnlPmtInfAndSts>${line.repeat(12_000)}</OrgnlPmtInfAndSts>`,
      `${group}${'<a/>'.repeat(100_000)}`,
      `${group}<x>${'&amp;'.repeat(100_000)}</x>`,
      `${group}<!--${'-a'.repeat(300_000)}-->`,
    ]) {
      const from = performance.now();
      codeOf(document(inside));
      expect(performance.now() - from).toBeLessThan(10_000);
    }
  }, 60_000);
});
