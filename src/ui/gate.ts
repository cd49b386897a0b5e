/** Something that is waited for until somebody lets it pass. */
export interface Gate {
  passed: Promise<void>
  open: () => void
}

/** A promise that is resolved by hand. */
export function makeGate(): Gate {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
}
