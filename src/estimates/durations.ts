import type { PlannedDuration, PlannedStep } from '../targets/target-plan.ts'
import type { CreateTime } from './duration-table.ts'
import { expectTime } from './expected-seconds.ts'
import { type LearnedDurations, nothingLearned } from './learned-durations.ts'
import { listDependencies } from './references.ts'
import { findCriticalPath, type ScheduledTask, scheduleTasks } from './schedule.ts'
import { isOn, listOfType, type Template } from './template.ts'

/** From how many seconds on a resource beside the critical path is worth telling. */
const worthTelling = 120

/**
 * How long CloudFormation would take to make all resources of a template, each as soon as what it refers to or depends
 * on is there; with the chain of resources that decides it, and with what takes long beside that chain.
 * @param learned what this user's own deploys in the region have taken; preferred to what others have published
 */
export function estimateDuration(template: Template, learned: LearnedDurations = nothingLearned): PlannedDuration {
  const findTime = (kind: string) => expectTime(kind, 'create', learned)
  const schedule = scheduleTemplate(template, (kind) => findTime(kind).seconds)
  const criticalPath = findCriticalPath(schedule)
  const long = schedule.filter((task) => task.seconds >= worthTelling && !criticalPath.includes(task))
  return {
    seconds: measure(schedule),
    atLeast: measure(scheduleTemplate(template, (kind) => findTime(kind).from ?? findTime(kind).seconds)),
    atMost: measure(scheduleTemplate(template, (kind) => findTime(kind).to ?? findTime(kind).seconds)),
    criticalPath: criticalPath.map((task) => describeStep(task, template, findTime)),
    beside: long.map((task) => describeStep(task, template, findTime)),
    statement: describeFigures(template, findTime),
    notes: listOfType(template, 'AWS::RDS::DBInstance').some((instance) => isOn(instance, 'MultiAZ'))
      ? ['A Multi-AZ database takes longer than the published time, by how much is not known.']
      : [],
  }
}

function describeFigures(template: Template, findTime: (kind: string) => CreateTime): string {
  const kinds = Object.values(template.Resources ?? {}).map(({ Type }) => Type)
  return kinds.some((kind) => findTime(kind).figure === 'learned')
    ? 'Times of your own earlier deploys in this region where there are any; published times and guesses for the rest.'
    : 'Published times for database, proxy, target group and functions; guesses for the rest.'
}

function scheduleTemplate(template: Template, choose: (kind: string) => number): ScheduledTask[] {
  const tasks = Object.entries(template.Resources ?? {}).map(([id, resource]) => ({
    id,
    seconds: choose(resource.Type),
    needs: listDependencies(resource),
  }))
  return scheduleTasks(tasks)
}

function measure(schedule: readonly ScheduledTask[]): number {
  return Math.max(0, ...schedule.map(({ endsAt }) => endsAt))
}

function describeStep(
  { id, startsAt, seconds }: ScheduledTask,
  template: Template,
  findTime: (kind: string) => CreateTime,
): PlannedStep {
  const kind = template.Resources?.[id]?.Type ?? ''
  return { resource: id, kind, startsAt, seconds, figure: findTime(kind).figure }
}
