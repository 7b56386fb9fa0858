import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loading.js';
import { Notice, RefusalNotice } from '../../components/notice.js';
import { NumberField } from '../../components/number-field.js';
import { Section } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { type Place, useOffices } from './books.js';
import { useQuantities } from './quantities.js';
import css from './allot-form.module.css';

type Order = Api['OrderView'];

interface Line {
  readonly id: number;
  readonly officeId: string;
  readonly from: number | null;
  readonly to: number | null;
}

const DEFAULT_BOOKS = 10;

/** The first books that are with the funder and that no line takes yet. */
function nextFree(places: readonly Place[], lines: readonly Line[]): { from: number; to: number } | null {
  const isTaken = (number: number) =>
    lines.some(({ from, to }) => from !== null && to !== null && from <= number && number <= to);
  for (const { fromNumber, toNumber, officeId } of places) {
    if (officeId !== null) continue;
    let from = fromNumber;
    while (from <= toNumber && isTaken(from)) from++;
    if (from > toNumber) continue;
    let to = from;
    while (to < toNumber && to - from + 1 < DEFAULT_BOOKS && !isTaken(to + 1)) to++;
    return { from, to };
  }
  return null;
}

const countOf = ({ from, to }: Line) => (from !== null && to !== null && to >= from ? to - from + 1 : 0);

/** What is wrong with the numbers of a line, before it is sent: books that are not there, or named twice. */
function useWrong(places: readonly Place[], lines: readonly Line[]) {
  const { t } = useTranslation('funder');
  return (line: Line): string | null => {
    const { from, to } = line;
    if (from === null || to === null) return null;
    if (to < from) return t('allot.inverted');
    const free = places
      .filter(({ officeId }) => officeId === null)
      .reduce(
        (sum, each) => sum + Math.max(0, Math.min(to, each.toNumber) - Math.max(from, each.fromNumber) + 1),
        0,
      );
    if (free < to - from + 1) return t('allot.not-here');
    const isTwice = lines.some(
      (other) =>
        other.id < line.id &&
        other.from !== null &&
        other.to !== null &&
        other.from <= to &&
        from <= other.to,
    );
    return isTwice ? t('allot.twice') : null;
  };
}

/** Books sent to one or several offices at once, by ranges of numbers; each line gets its own answer. */
export function AllotForm({ order, places }: { readonly order: Order; readonly places: readonly Place[] }) {
  const { t } = useTranslation('funder');
  const { books, worth } = useQuantities();
  const next = useRef(1);
  const newLine = (lines: readonly Line[]): Line => {
    const free = nextFree(places, lines);
    return { id: next.current++, officeId: '', from: free?.from ?? null, to: free?.to ?? null };
  };
  const [lines, setLines] = useState<readonly Line[]>(() => [newLine([])]);
  const [refused, setRefused] = useState<{ id: number; refusal: Refusal } | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const offices = useOffices();
  const queries = useQueryClient();
  const wrongOf = useWrong(places, lines);
  const here = places.filter(({ officeId }) => officeId === null).reduce((sum, each) => sum + each.books, 0);
  const sent = lines.reduce((sum, line) => sum + countOf(line), 0);
  const change = (id: number, part: Partial<Line>) =>
    setLines(lines.map((line) => (line.id === id ? { ...line, ...part } : line)));

  const action = useAction({
    // A line that was carried out leaves the form, so that what remains can be sent again.
    do: async (_: void, key) => {
      setRefused(null);
      setDone(null);
      for (const line of lines) {
        try {
          await ask(
            api.POST('/api/v1/allotments', {
              params: { header: { 'Idempotency-Key': `${key}-${line.id}` } },
              body: {
                orderId: order.id,
                officeId: line.officeId,
                ...(line.from === null ? {} : { fromNumber: line.from }),
                ...(line.to === null ? {} : { toNumber: line.to }),
              },
            }),
          );
        } catch (error) {
          setRefused({ id: line.id, refusal: asRefusal(error) });
          throw error;
        }
        setLines((current) => current.filter(({ id }) => id !== line.id));
        // Told at once, for a later line may be refused.
        void queries.invalidateQueries({ queryKey: ['book-places'] });
      }
      return sent;
    },
    changes: [['book-places'], ['overview'], ['stock']],
    onDone: (count) => setDone(t('allot.done', { count, books: books(count) })),
  });

  if (here === 0 && lines.length === 0 && !done) return null;
  return (
    <Section title={t('allot.title')} isCard>
      {done && (
        <Notice kind="success" isAnswer title={done}>
          {t('allot.done-next')}
        </Notice>
      )}
      {here === 0 && !done && <Notice kind="success">{t('allot.nothing')}</Notice>}
      {here > 0 && (
        <Loaded query={offices}>
          {(all) => (
            <Form onSubmit={() => action.run()}>
              <p className="measure">{t('allot.lead')}</p>
              {lines.map((line, index) => (
                <fieldset key={line.id} className={css.line}>
                  <legend className="visually-hidden">{t('allot.line', { number: index + 1 })}</legend>
                  {refused?.id === line.id && <RefusalNotice refusal={refused.refusal} />}
                  <div className={css.fields}>
                    <SelectField
                      label={t('offices.office')}
                      name="officeId"
                      value={line.officeId}
                      onChange={(officeId) => change(line.id, { officeId })}
                      placeholder={t('allot.choose')}
                      options={all
                        .filter(({ closedAt }) => closedAt === null)
                        .map(({ id, name, commune }) => ({ value: id, label: `${name} (${commune})` }))}
                    />
                    <NumberField
                      label={t('papers.from')}
                      name="fromNumber"
                      min={1}
                      value={line.from}
                      onChange={(from) => change(line.id, { from })}
                    />
                    <NumberField
                      label={t('papers.to')}
                      name="toNumber"
                      min={1}
                      value={line.to}
                      error={wrongOf(line)}
                      onChange={(to) => change(line.id, { to })}
                    />
                  </div>
                  <div className={css.sum}>
                    <span>
                      {t('allot.sum', {
                        books: books(countOf(line)),
                        worth: worth(
                          countOf(line) * order.bookSize,
                          countOf(line) * order.bookSize * order.voucherCents,
                        ),
                      })}
                    </span>
                    {lines.length > 1 && (
                      <Button
                        kind="quiet"
                        icon="close"
                        onClick={() => setLines(lines.filter(({ id }) => id !== line.id))}
                      >
                        {t('allot.remove')}
                      </Button>
                    )}
                  </div>
                </fieldset>
              ))}
              <div>
                <Button kind="secondary" icon="plus" onClick={() => setLines([...lines, newLine(lines)])}>
                  {t('allot.add')}
                </Button>
              </div>
              <p role="status" className={css.rest}>
                {t('allot.rest', { sent: books(sent), rest: books(Math.max(0, here - sent)) })}
              </p>
              {lines.length > 0 && (
                <div>
                  <Button type="submit" isPending={action.isPending}>
                    {t('allot.submit', { books: books(sent) })}
                  </Button>
                </div>
              )}
            </Form>
          )}
        </Loaded>
      )}
    </Section>
  );
}
