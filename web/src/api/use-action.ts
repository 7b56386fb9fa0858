import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { asRefusal, NO_ANSWER, type Refusal } from './refusal.js';

export interface Action<Input> {
  /** Starts it; while it is pending, another start does nothing: a double click acts once. */
  readonly run: (input: Input) => void;
  readonly isPending: boolean;
  /** Why it was refused the last time, or null. */
  readonly refusal: Refusal | null;
  readonly clear: () => void;
}

export interface ActionOptions<Input, Output> {
  /** The request. `key` goes into its Idempotency-Key header, where the route takes one. */
  readonly do: (input: Input, key: string) => Promise<Output>;
  readonly onDone?: (output: Output, input: Input) => void | Promise<void>;
  /** Queries whose answers it changes, by the beginning of their keys; everything unless told. */
  readonly changes?: readonly (readonly unknown[])[];
}

/**
 * Something that a person intends once. Its Idempotency-Key is made when the form opens and kept while no answer came, so
 * a retry after a lost answer gets the first answer. After an answer, good or not, the next start is a new intention.
 */
export function useAction<Input = void, Output = unknown>(
  options: ActionOptions<Input, Output>,
): Action<Input> {
  const key = useRef(newKey());
  const isRunning = useRef(false);
  const queries = useQueryClient();
  const mutation = useMutation<Output, unknown, Input>({
    mutationFn: (input) => options.do(input, key.current),
    onSuccess: async (output, input) => {
      key.current = newKey();
      const filters = options.changes?.map((queryKey) => ({ queryKey })) ?? [{}];
      void Promise.all(filters.map((filter) => queries.invalidateQueries(filter)));
      await options.onDone?.(output, input);
    },
    onError: (error) => {
      if (asRefusal(error).code !== NO_ANSWER) key.current = newKey();
    },
    onSettled: () => {
      isRunning.current = false;
    },
  });
  return {
    run: (input) => {
      if (isRunning.current) return;
      isRunning.current = true;
      mutation.mutate(input);
    },
    isPending: mutation.isPending,
    refusal: mutation.error ? asRefusal(mutation.error) : null,
    clear: () => mutation.reset(),
  };
}

export function newKey(): string {
  // randomUUID is only given on https and localhost; a test on a phone in the same room has neither.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
