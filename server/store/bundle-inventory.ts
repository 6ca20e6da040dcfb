// The inventory of a cluster as SageMaker's answers would say it, so that `import` reads it back.
import type { Database } from 'better-sqlite3'

/** A file of the bundle and the JSON in it. */
export interface InventoryFile {
  readonly name: string
  readonly document: unknown
}

const iso = (column: string) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`

const scripts = (uri: string, script: string) =>
  `json(CASE WHEN ${uri} IS NOT NULL THEN json_object('SourceS3Uri', ${uri}, 'OnCreate', ${script}) END)`

const selectCluster = /* sql */ `
  SELECT json_object(
           'ClusterArn', arn, 'ClusterName', name, 'ClusterStatus', status, 'FailureMessage', failure_message,
           'CreationTime', ${iso('created_ms')}, 'NodeProvisioningMode', node_provisioning_mode,
           'Orchestrator', json(CASE orchestrator WHEN 'eks' THEN '{"Eks":{}}'
                                                  WHEN 'slurm' THEN '{"Slurm":{}}'
                                                  ELSE '{}' END),
           'InstanceGroups',
           json((SELECT json_group_array(json_object(
                     'InstanceGroupName', instance_group, 'InstanceType', instance_type,
                     'CurrentCount', current_count, 'TargetCount', target_count, 'Status', status,
                     'SoftwareUpdateStatus', software_update_status,
                     'LifeCycleConfig', ${scripts('lifecycle_script_uri', 'on_create')},
                     'CurrentImageId', current_image_id, 'DesiredImageId', desired_image_id)
                     ORDER BY instance_group)
              FROM instance_group
             WHERE instance_group.cluster_id = cluster.cluster_id)))
    FROM cluster
   WHERE cluster_id = @clusterId AND arn IS NOT NULL
`

// A slot that is made of group and address is no id of AWS's.
const selectNodes = /* sql */ `
  SELECT json_group_array(json_object(
           'InstanceId', instance_id, 'InstanceGroupName', instance_group, 'InstanceType', instance_type,
           'NodeLogicalId', CASE WHEN slot IS NOT instance_group || '/' || private_ip THEN slot END,
           'LaunchTime', ${iso('launched_ms')}, 'LastSoftwareUpdateTime', ${iso('software_updated_ms')},
           'InstanceStatus', json_object('Status', aws_status, 'Message', aws_message))
           ORDER BY instance_id)
    FROM instance
   WHERE cluster_id = @clusterId AND listed = 1
`

const selectDetails = /* sql */ `
  SELECT json_group_array(json_object('NodeDetails', json_object(
           'InstanceId', instance_id, 'PrivatePrimaryIp', private_ip,
           'Placement', json_object('AvailabilityZone', availability_zone,
                                    'AvailabilityZoneId', availability_zone_id),
           'CurrentImageId', image_id, 'DesiredImageId', desired_image_id, 'CapacityType', capacity_type,
           'LifeCycleConfig', ${scripts('lifecycle_script_uri', 'on_create')}))
           ORDER BY instance_id)
    FROM instance
   WHERE cluster_id = @clusterId AND described = 1
`

const eventFields = `
           'EventId', event_id, 'EventTime', ${iso('at_ms')}, 'ResourceType', resource_type,
           'InstanceGroupName', instance_group, 'InstanceId', instance_id, 'EventLevel', level,
           'Description', description`

const selectEvents = /* sql */ `
  SELECT json_group_array(json_object(${eventFields}) ORDER BY at_ms, event_id)
    FROM cluster_event
   WHERE cluster_id = @clusterId
`

const selectEventDetails = /* sql */ `
  SELECT json_group_array(json_object('EventDetails', json_object(${eventFields},
           'EventDetails', json_object('EventMetadata', json_object('Instance',
             json_object('FailureMessage', failure_message)))))
           ORDER BY at_ms, event_id)
    FROM cluster_event
   WHERE cluster_id = @clusterId AND failure_message IS NOT NULL
`

/** A cluster that SageMaker was not asked about has none. */
export function inventoryFiles(database: Database, clusterId: string): readonly InventoryFile[] {
  const read = (select: string): unknown => {
    const json = database.prepare(select).pluck().get({ clusterId })
    return typeof json === 'string' ? withoutNulls(JSON.parse(json)) : undefined
  }
  const cluster = read(selectCluster)
  if (cluster === undefined) return []
  const documents: readonly (readonly [string, unknown])[] = [
    ['describe-cluster', cluster],
    ['list-cluster-nodes', { ClusterNodeSummaries: read(selectNodes) }],
    ['describe-cluster-node', read(selectDetails)],
    ['list-cluster-events', { Events: read(selectEvents) }],
    ['describe-cluster-event', read(selectEventDetails)],
  ]
  return documents
    .filter(([, document]) => !Array.isArray(document) || document.length > 0)
    .map(([name, document]) => ({ name: `${name}.json`, document }))
}

/** SageMaker leaves out what it does not say. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== null)
  return Object.fromEntries(entries.map(([name, each]) => [name, withoutNulls(each)]))
}
