/** What a kind of letter says: whole sentences, in French, to people of a town hall or an association. */
export interface LetterText {
  readonly subject: string;
  /** One string per paragraph. */
  readonly before: readonly string[];
  /** Figures and references, one per line: what it is, then its value. */
  readonly details?: readonly (readonly [label: string, value: string])[];
  readonly after?: readonly string[];
  /** Where it is acted upon: a path of PAGES. */
  readonly action?: { readonly label: string; readonly path: string };
}

/** What a kind may ask for besides its facts. */
export interface LetterContext {
  /**
   * The secret of a link, derived when the letter is sent, so that neither the outbox nor the database holds it:
   * `ServiceSecret.hash(purpose, id)` as base64url. Whoever reads a letter of the outbox sees dots instead.
   */
  token(purpose: string, id: string): string;
}

/** A letter as it is sent. */
export interface RenderedLetter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Envelope {
  readonly publicUrl: string;
  /** The organisation it is addressed to, or null for a letter to a person alone. */
  readonly organisationName: string | null;
  /** Whether it is for whoever signs up, who has no account yet. */
  readonly toEnrolment: boolean;
}

/** The words of a letter as plain text and as HTML: the same ones. */
export function renderLetter(letter: LetterText, envelope: Envelope): RenderedLetter {
  const set = typeset(letter);
  const why = french(whyYou(envelope));
  return { subject: set.subject, text: asText(set, why, envelope), html: asHtml(set, why, envelope) };
}

/** On one line, without control characters: what goes into a header. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp} ]+/gu, ' ').trim();
}

/** The spaces of French typography, which nobody types: no line breaks before a colon or within « ». */
function french(text: string): string {
  return text
    .replaceAll(/ ([:»])/g, '\u00a0$1')
    .replaceAll(/ ([;!?])/g, '\u202f$1')
    .replaceAll('« ', '«\u00a0');
}

function typeset({ subject, before, details = [], after = [], action }: LetterText): LetterText {
  return {
    subject: french(oneLine(subject)),
    before: before.map(french),
    details: details.map(([label, value]) => [french(label), french(oneLine(value))] as const),
    after: after.map(french),
    ...(action ? { action } : {}),
  };
}

const GREETING = 'Bonjour,';
const SIGNATURE = 'L’équipe Passerelle';

function whyYou({ organisationName, toEnrolment }: Envelope): string {
  if (toEnrolment) return 'Vous recevez ce message parce que cette adresse a été donnée sur Passerelle.';
  return organisationName === null
    ? 'Vous recevez ce message parce que vous avez un compte sur Passerelle.'
    : `Vous recevez ce message parce que vous êtes membre de « ${oneLine(organisationName)} » sur Passerelle. ` +
        'Ses responsables tiennent la liste de ses membres.';
}

function asText(
  { before, details = [], after = [], action }: LetterText,
  why: string,
  { publicUrl }: Envelope,
): string {
  const blocks = [
    GREETING,
    ...before,
    ...(details.length > 0
      ? [details.map(([label, value]) => `    ${label}\u00a0: ${value}`).join('\n')]
      : []),
    ...after,
    ...(action ? [`${action.label}\u00a0:\n${publicUrl}${action.path}`] : []),
    SIGNATURE,
    `-- \n${why}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

const STYLE = {
  page: 'margin:0;padding:24px 12px;background:#f3f4f6;',
  sheet:
    'max-width:600px;margin:0 auto;padding:28px 32px;background:#ffffff;border:1px solid #d9dce1;' +
    "font-family:Verdana,'DejaVu Sans',sans-serif;font-size:15px;line-height:1.6;color:#1b1f27;",
  name: 'margin:0 0 20px;font-size:13px;letter-spacing:.04em;color:#4a5261;',
  title: 'margin:0 0 20px;font-size:20px;line-height:1.3;',
  paragraph: 'margin:0 0 16px;',
  table: 'margin:0 0 16px;border-collapse:collapse;width:100%;',
  label:
    'padding:7px 12px 7px 0;border-top:1px solid #d9dce1;text-align:left;font-weight:normal;color:#4a5261;',
  value: 'padding:7px 0;border-top:1px solid #d9dce1;text-align:right;font-weight:bold;',
  button:
    'display:inline-block;padding:11px 20px;background:#1d4e89;color:#ffffff;text-decoration:none;border-radius:4px;',
  foot: 'margin:24px 0 0;padding-top:14px;border-top:1px solid #d9dce1;font-size:12px;line-height:1.5;color:#4a5261;',
} as const;

function asHtml(letter: LetterText, why: string, { publicUrl }: Envelope): string {
  const { subject, before, details = [], after = [], action } = letter;
  const lines = details.map(
    ([label, value]) =>
      `<tr><th scope="row" style="${STYLE.label}">${escapeHtml(label)}</th>` +
      `<td style="${STYLE.value}">${escapeHtml(value)}</td></tr>`,
  );
  const body = [
    `<p style="${STYLE.name}">Passerelle</p>`,
    `<h1 style="${STYLE.title}">${escapeHtml(subject)}</h1>`,
    ...[GREETING, ...before].map(paragraph),
    ...(lines.length > 0 ? [`<table style="${STYLE.table}">${lines.join('')}</table>`] : []),
    ...after.map(paragraph),
    ...(action ? [button(action.label, `${publicUrl}${action.path}`)] : []),
    paragraph(SIGNATURE),
    `<p style="${STYLE.foot}">${escapeHtml(why)}</p>`,
  ];
  return (
    `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title>` +
    `<meta name="viewport" content="width=device-width"></head><body style="${STYLE.page}">` +
    `<div style="${STYLE.sheet}">${body.join('\n')}</div></body></html>\n`
  );
}

/** A reason that somebody typed may have lines of its own. */
function paragraph(text: string): string {
  return `<p style="${STYLE.paragraph}">${escapeHtml(text).replaceAll('\n', '<br>')}</p>`;
}

function button(label: string, address: string): string {
  return `<p style="margin:24px 0;"><a href="${escapeHtml(address)}" style="${STYLE.button}">${escapeHtml(label)}</a></p>`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
