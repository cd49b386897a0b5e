import type { PlannedDuration, PlannedStep } from '../targets/target.ts'
import { type CreateTime, findCreateTime } from './duration-table.ts'
import { listDependencies } from './references.ts'
import { findCriticalPath, type ScheduledTask, scheduleTasks } from './schedule.ts'
import { isOn, listOfType, type Template } from './template.ts'

/** From how many seconds on a resource beside the critical path is worth telling. */
const worthTelling = 120

/**
 * How long CloudFormation would take to make all resources of a template, each as soon as what it refers to or depends
 * on is there; with the chain of resources that decides it, and with what takes long beside that chain.
 */
export function estimateDuration(template: Template): PlannedDuration {
  const schedule = scheduleTemplate(template, (time) => time.seconds)
  const criticalPath = findCriticalPath(schedule)
  const long = schedule.filter((task) => task.seconds >= worthTelling && !criticalPath.includes(task))
  return {
    seconds: measure(schedule),
    atLeast: measure(scheduleTemplate(template, (time) => time.from ?? time.seconds)),
    atMost: measure(scheduleTemplate(template, (time) => time.to ?? time.seconds)),
    criticalPath: criticalPath.map((task) => describeStep(task, template)),
    beside: long.map((task) => describeStep(task, template)),
    statement: 'Published times for database, proxy, target group and functions; guesses for the rest.',
    notes: listOfType(template, 'AWS::RDS::DBInstance').some((instance) => isOn(instance, 'MultiAZ'))
      ? ['A Multi-AZ database takes longer than the published time, by how much is not known.']
      : [],
  }
}

function scheduleTemplate(template: Template, choose: (time: CreateTime) => number): ScheduledTask[] {
  const tasks = Object.entries(template.Resources ?? {}).map(([id, resource]) => ({
    id,
    seconds: choose(findCreateTime(resource.Type)),
    needs: listDependencies(resource),
  }))
  return scheduleTasks(tasks)
}

function measure(schedule: readonly ScheduledTask[]): number {
  return Math.max(0, ...schedule.map(({ endsAt }) => endsAt))
}

function describeStep({ id, startsAt, seconds }: ScheduledTask, template: Template): PlannedStep {
  const kind = template.Resources?.[id]?.Type ?? ''
  return { resource: id, kind, startsAt, seconds, figure: findCreateTime(kind).figure }
}
