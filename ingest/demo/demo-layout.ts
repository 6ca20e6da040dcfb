// How each layout names its log group and log streams and what its service markers say. The observed one has no marker
// for the start of the log nor for a completed download; before 2026 there were none at all.
import type { DemoInstance } from './demo-instance.ts'
import type { DemoLayout, DemoSettings } from './demo-options.ts'
import { demoScriptUri } from './download-cause.ts'

export interface LayoutWording {
  logGroup(clusterName: string, clusterId: string): string
  logStream(instance: DemoInstance): string
  /** undefined: this layout has no such marker. */
  readonly logStarted: string | undefined
  readonly downloadStarted: string | undefined
  readonly downloadCompleted: string | undefined
  readonly succeeded: string | undefined
  failed(exitCode: number): string | undefined
  /** Begins like a marker and is none. */
  readonly oddMarker: string | undefined
}

const observedNames = {
  logGroup: (clusterName: string, clusterId: string) =>
    `/aws/sagemaker/Clusters/${clusterName}/${clusterId}`,
  logStream: (instance: DemoInstance) =>
    `LifecycleConfig/${instance.instanceGroup}/${instance.instanceId}`,
}

const layouts = {
  observed: {
    ...observedNames,
    // Written by the newest image only, which replaced instances come up on.
    logStarted: '[SageMaker] Lifecycle script log started',
    downloadStarted: '[SageMaker] Downloading lifecycle scripts',
    downloadCompleted: undefined,
    succeeded: '[SageMaker] The lifecycle scripts succeeded.',
    failed: () => '[SageMaker] The lifecycle scripts failed.',
    oddMarker: '[SageMaker] Lifecycle agent heartbeat failed, will retry',
  },
  announced: {
    logGroup: (clusterName) => `/aws/sagemaker/hyperpod/${clusterName}`,
    logStream: (instance) => `${instance.instanceId}/on_create.sh`,
    logStarted: '[LIFECYCLE_SCRIPT_START] Starting lifecycle script execution',
    downloadStarted: `[SCRIPT_DOWNLOAD_START] Downloading script from ${demoScriptUri}on_create.sh`,
    downloadCompleted: '[SCRIPT_DOWNLOAD_COMPLETE] Script download completed',
    succeeded: '[SCRIPT_EXECUTION_SUCCESS] Script completed successfully',
    failed: (exitCode) => `[SCRIPT_EXECUTION_FAILED] Script failed with exit code ${exitCode}`,
    oddMarker: '[SCRIPT_HEARTBEAT] Heartbeat failed, will retry',
  },
  'before-2026': {
    ...observedNames,
    logStarted: undefined,
    downloadStarted: undefined,
    downloadCompleted: undefined,
    succeeded: undefined,
    failed: () => undefined,
    oddMarker: undefined,
  },
} as const satisfies Record<DemoLayout, LayoutWording>

export function layoutWording(layout: DemoLayout): LayoutWording {
  return layouts[layout]
}

/** True when this instance's image writes the marker that opens a log. */
export function writesLogStarted(settings: DemoSettings, instance: DemoInstance): boolean {
  return settings.layout === 'announced' || instance.fate.startsBeforeSnapshotMs !== undefined
}
