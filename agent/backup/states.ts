// States of an offered chunk, as in OfferAnswer.
export const STATE = { wanted: 0, held: 1, prove: 2 } as const;
