import type { Step } from '../../../events.ts'

/** The steps before a change begins. @param round how often they were gone through before; each has ids of its own */
export function deploySteps(round: number) {
  const suffix = round === 0 ? '' : `-${round + 1}`
  const make = (id: string, title: string): Step => ({ id: `${id}${suffix}`, title })
  return {
    identify: make('identify', 'Find out as whom'),
    functions: make('functions', 'Publish the functions'),
    changeSet: make('change-set', 'Work out the changes'),
  }
}
