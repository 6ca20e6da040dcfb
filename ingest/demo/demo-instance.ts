import type { CoverageState } from '../lifecycle/coverage.ts'
import type { DemoCause } from './demo-cause.ts'

export type InstanceRole = 'controller' | 'login' | 'compute'

/** What the instance is, whatever happens to it. */
export interface DemoSeat {
  readonly index: number
  readonly instanceId: string
  readonly instanceGroup: string
  readonly instanceType: string
  readonly role: InstanceRole
  readonly nodeLogicalId: string
  readonly privateIp: string
  readonly hostname: string
  readonly availabilityZone: string
  readonly availabilityZoneId: string
  readonly subnetId: string
  readonly capacityType: 'OnDemand' | 'Spot'
  /** Launched first, second, … : 1 to 5; 0: there before the bring-up. */
  readonly launchWave: number
}

/** A scary error that a healthy instance prints before its script's own retry gets through. */
export type NearMiss = 'dpkg-lock' | 'fsx-mount' | 'dns'

/** What happens to the instance: the truth that the log is written from. */
export interface DemoFate {
  /** Where it stands at the snapshot. */
  readonly state: CoverageState
  /** undefined: nothing fails, or nothing in the log says why. */
  readonly cause: DemoCause | undefined
  /** Attempts that fail before the last one. */
  readonly failedAttempts: number
  /** Where the log stops: the step, or `download`; undefined: it does not stop short. */
  readonly stopsIn: string | undefined
  readonly nearMiss: NearMiss | undefined
  /** What AWS says although the log says otherwise; undefined: AWS agrees. */
  readonly awsStatus: 'Failure' | 'Running' | undefined
  /** False: ListClusterNodes no longer has it; only cluster events name it. */
  readonly listed: boolean
  /** Of an instance under way: its first line, ms before the snapshot. */
  readonly startsBeforeSnapshotMs: number | undefined
  /** A `[SageMaker]` line of a wording nobody knows stands in its log. */
  readonly oddMarker: boolean
}

/** The part of an instance in the earlier bring-up. */
export interface EarlierRun {
  readonly fate: DemoFate
  /** When its first attempt of then started. */
  readonly startMs: number
}

/** One invented instance. */
export interface DemoInstance extends DemoSeat {
  /** Its fate in the present bring-up. */
  readonly fate: DemoFate
  /** undefined: it is new in the present one. */
  readonly earlier: EarlierRun | undefined
  readonly launchedMs: number
  readonly softwareUpdatedMs: number | undefined
  /** When its first attempt of the present bring-up starts. */
  readonly firstRunMs: number
  readonly imageId: string
  readonly desiredImageId: string
}
