import type { ComponentType } from 'react';
import type { components } from '../api/schema.gen.js';

export type Role = components['schemas']['SessionView']['role'];

/** Asks the API as the role that looks at the page: `read('/orders?limit=1')`. For tests and pictures. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Reader = (path: string) => Promise<any>;

/** A page as everything but its component: the shell routes by it, tests and pictures visit it. */
export interface PageInfo {
  /** Its name within the area: that of its component in index.tsx, of its pictures, and of its `nav.<name>` sentence. */
  readonly name: string;
  /** Its address; what follows a colon is a parameter. */
  readonly path: string;
  /** Who may see it: the whole area's roles unless told. */
  readonly roles?: readonly Role[];
  /** Whether the navigation leads to it. */
  readonly isInNavigation?: boolean;
  /** An address for a path with parameters, from what the API holds; null when it holds nothing to show. */
  readonly example?: (read: Reader) => Promise<string | null>;
}

/** What is known of an area before it is loaded: data only, no component, so that tests can read it too. */
export interface AreaInfo {
  readonly id: 'public' | 'funder' | 'state' | 'office' | 'venue' | 'operator';
  /** Where its addresses begin; its home. */
  readonly base: string;
  /** Whose area it is; nobody's for the public one. */
  readonly roles: readonly Role[];
  readonly pages: readonly PageInfo[];
}

/** The sentences of an area, read with it, in one language at a time. */
export interface WordsOf {
  readonly fr: () => Promise<{ default: object }>;
  readonly en: () => Promise<{ default: object }>;
}

/** What is loaded with the area: the default export of its index.tsx. */
export interface Area {
  readonly pages: Readonly<Record<string, ComponentType<{ params: Record<string, string> }>>>;
  readonly words: WordsOf;
}
