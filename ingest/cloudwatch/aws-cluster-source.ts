import type { ClusterSource } from '../log-source.ts'
import { type AwsConnectionOptions, connectAws } from './aws-connection.ts'
import { CloudWatchLogSource } from './cloudwatch-log-source.ts'
import { SageMakerClusterDirectory } from './sagemaker-cluster-directory.ts'

/**
 * The clusters and lifecycle logs of one AWS account and Region. Nothing is sent before the first question.
 * Throws OperatorError `invalid-option` where no Region is set.
 */
export async function awsClusterSource(options: AwsConnectionOptions): Promise<ClusterSource> {
  const connection = await connectAws(options)
  return {
    kind: 'cloudwatch',
    region: connection.region,
    logs: new CloudWatchLogSource(connection.logs),
    directory: new SageMakerClusterDirectory(connection.sagemaker),
    counts: connection.counts,
    serviceNowMs: connection.serviceNowMs,
  }
}
