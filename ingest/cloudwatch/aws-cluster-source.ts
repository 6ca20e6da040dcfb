import type { ClusterSource } from '../log-source.ts'
import { type AwsConnection, type AwsConnectionOptions, connectAws } from './aws-connection.ts'
import { CloudWatchLogSource } from './cloudwatch-log-source.ts'
import { SageMakerClusterDirectory } from './sagemaker-cluster-directory.ts'

/**
 * The clusters and lifecycle logs of one AWS account and Region. Nothing is sent before the first question.
 * Throws OperatorError `invalid-option` where no Region is set.
 */
export async function awsClusterSource(options: AwsConnectionOptions): Promise<ClusterSource> {
  return connectedSource(await connectAws(options))
}

/** What a connection reaches. */
export function connectedSource(connection: AwsConnection): ClusterSource {
  return {
    kind: 'cloudwatch',
    region: connection.region,
    logs: new CloudWatchLogSource(connection.logs),
    directory: new SageMakerClusterDirectory(connection.sagemaker),
    counts: connection.counts,
    reading: () => connection.logs.reading(),
    serviceNowMs: connection.serviceNowMs,
  }
}
