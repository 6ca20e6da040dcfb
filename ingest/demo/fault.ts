/** What may go wrong with one answer. */
export type Fault =
  | { readonly kind: 'throttle' }
  | { readonly kind: 'expired-token' }
  | { readonly kind: 'access-denied' }
  | { readonly kind: 'server-error'; readonly httpStatus: 500 | 503 }
  /** Status 200 and no body at all. */
  | { readonly kind: 'empty-body' }
  /** Status 200 and a page of a proxy. */
  | { readonly kind: 'html' }
  /** Status 200, a complete answer that ends in the middle of its JSON. */
  | { readonly kind: 'truncated-json' }
  /** The connection breaks in the middle of the body. */
  | { readonly kind: 'cut' }
  /** The connection breaks before the answer. */
  | { readonly kind: 'reset' }
  /** No answer, ever. */
  | { readonly kind: 'hang' }
  /** The body comes a few bytes at a time. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMs: number }
  /** A page without entries that says there are more. */
  | { readonly kind: 'empty-page' }
  /** A page whose token leads to the same page again. */
  | { readonly kind: 'repeated-page' }

/** What goes wrong with the nth call (from 1) of an operation; undefined: nothing. */
export type FaultPlan = (operation: string, callNumber: number) => Fault | undefined

/** The faults that an operation itself must play along with. */
export type PageTrick = 'empty-page' | 'repeated-page'
