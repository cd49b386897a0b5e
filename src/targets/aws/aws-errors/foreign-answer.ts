/** Somebody else than AWS answered. */
export class ForeignAnswer extends Error {
  override readonly name = 'ForeignAnswer'
}
