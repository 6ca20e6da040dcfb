// What AWS says of a failed instance. The newer sentence names log group and log stream between typographic quotes that
// do not match each other (HyperPod developer guide, "SageMaker HyperPod cluster management", Slurm); the older one
// (2024) names neither. The announced layout has a JSON object instead.
import type { DemoCluster } from './demo-cluster.ts'
import type { DemoInstance } from './demo-instance.ts'
import { layoutWording } from './demo-layout.ts'

const faq =
  'https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-faq-slurm.html#hyperpod-faqs-q1'

function oldSentence(instanceId: string): string {
  return `Instance ${instanceId} failed to provision with the following error: "Lifecycle scripts did not run successfully. Ensure the scripts exist in provided S3 path, are accessible, and run without errors. Please see CloudWatch logs for lifecycle script execution details." Note that multiple instances may be impacted.`
}

function newSentence(cluster: DemoCluster, instance: DemoInstance): string {
  const stream = layoutWording(cluster.settings.layout).logStream(instance)
  return `Instance ${instance.instanceId} failed to provision with the following error: "Lifecycle scripts did not run successfully. To view lifecycle script logs, visit log group ‘${cluster.logGroupName}' and log stream ‘${stream}’. If you cannot find corresponding lifecycle script logs in CloudWatch, please make sure you follow one of the options here: ${faq}.” Note that multiple instances may be impacted.`
}

function announcedObject(cluster: DemoCluster, instance: DemoInstance): string {
  return JSON.stringify({
    ErrorMessage: 'Lifecycle script failed',
    LogGroup: cluster.logGroupName,
    LogStream: layoutWording('announced').logStream(instance),
    FailureReason: 'Script execution failed with exit code 1',
  })
}

/** AWS's message about lifecycle scripts that failed on this instance. */
export function lifecycleFailureMessage(cluster: DemoCluster, instance: DemoInstance): string {
  const { layout } = cluster.settings
  if (layout === 'announced') return announcedObject(cluster, instance)
  const isOld = layout === 'before-2026' || instance.index % 9 === 0
  return isOld ? oldSentence(instance.instanceId) : newSentence(cluster, instance)
}

/** AWS's message about an instance that never got as far as its lifecycle scripts. */
export const healthCheckMessage =
  'EFA health checks did not run successfully. Ensure that your VPC and security groups are properly configured before attempting to create a new cluster.'
