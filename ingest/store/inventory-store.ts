import type { Database, Statement } from 'better-sqlite3'
import type {
  ClusterEventInfo,
  ClusterInfo,
  InstanceGroupInfo,
  NodeDetails,
  NodeInfo,
} from '../log-source.ts'
import { parametersOf, prepareAll } from './prepare-all.ts'

/** A cluster known by its log group alone. */
export type ClusterIdentity = Pick<ClusterInfo, 'clusterId' | 'name' | 'region'>

const upsertCluster = /* sql */ `
  INSERT INTO cluster (cluster_id, name, arn, region, account_id, status, failure_message, orchestrator,
                       node_provisioning_mode, created_ms, as_of_ms)
  VALUES (@clusterId, @name, @arn, @region, @accountId, @status, @failureMessage, @orchestrator,
          @nodeProvisioningMode, @createdMs, @asOfMs)
  ON CONFLICT (cluster_id) DO UPDATE
     SET name = excluded.name, arn = excluded.arn, region = excluded.region, account_id = excluded.account_id,
         status = excluded.status, failure_message = excluded.failure_message,
         orchestrator = excluded.orchestrator, node_provisioning_mode = excluded.node_provisioning_mode,
         created_ms = excluded.created_ms, as_of_ms = max(as_of_ms, excluded.as_of_ms)
`

// What SageMaker is not asked for is not wiped out: a log group synced alone keeps what an earlier sync knew.
const upsertClusterIdentity = /* sql */ `
  INSERT INTO cluster (cluster_id, name, region, as_of_ms)
  VALUES (@clusterId, @name, @region, @asOfMs)
  ON CONFLICT (cluster_id) DO UPDATE SET as_of_ms = max(as_of_ms, excluded.as_of_ms)
`

// A node that was replaced or updated under its id must be described again.
const upsertNode = /* sql */ `
  INSERT INTO instance (cluster_id, instance_id, slot, instance_group, instance_type, launched_ms,
                        software_updated_ms, listed, aws_status, aws_message)
  VALUES (@clusterId, @instanceId, @nodeLogicalId, @instanceGroup, @instanceType, @launchedMs,
          @softwareUpdatedMs, 1, @status, @message)
  ON CONFLICT (cluster_id, instance_id) DO UPDATE
     SET slot = coalesce(excluded.slot, slot), instance_group = excluded.instance_group,
         instance_type = excluded.instance_type, listed = 1, aws_status = excluded.aws_status,
         aws_message = excluded.aws_message,
         described = described AND launched_ms IS excluded.launched_ms
                               AND software_updated_ms IS excluded.software_updated_ms,
         launched_ms = excluded.launched_ms, software_updated_ms = excluded.software_updated_ms
`

const updateDetails = /* sql */ `
  UPDATE instance
     SET availability_zone = @availabilityZone, availability_zone_id = @availabilityZoneId,
         image_id = @imageId, desired_image_id = @desiredImageId, private_ip = @privateIp,
         capacity_type = @capacityType, lifecycle_script_uri = @lifecycleScriptUri, on_create = @onCreate,
         slot = coalesce(slot, instance_group || '/' || @privateIp), described = 1
   WHERE cluster_id = @clusterId AND instance_id = @instanceId
`

const upsertInstanceGroup = /* sql */ `
  INSERT INTO instance_group (cluster_id, instance_group, instance_type, current_count, target_count, status,
                              software_update_status, lifecycle_script_uri, on_create, current_image_id,
                              desired_image_id)
  VALUES (@clusterId, @name, @instanceType, @currentCount, @targetCount, @status, @softwareUpdateStatus,
          @lifecycleScriptUri, @onCreate, @currentImageId, @desiredImageId)
  ON CONFLICT (cluster_id, instance_group) DO UPDATE
     SET instance_type = excluded.instance_type, current_count = excluded.current_count,
         target_count = excluded.target_count, status = excluded.status,
         software_update_status = excluded.software_update_status,
         lifecycle_script_uri = excluded.lifecycle_script_uri, on_create = excluded.on_create,
         current_image_id = excluded.current_image_id, desired_image_id = excluded.desired_image_id
`

const insertEvent = /* sql */ `
  INSERT INTO cluster_event (cluster_id, event_id, at_ms, resource_type, instance_group, instance_id, level,
                             description, failure_message)
  VALUES (@clusterId, @eventId, @atMs, @resourceType, @instanceGroup, @instanceId, @level, @description,
          @failureMessage)
  ON CONFLICT DO NOTHING
`

// An instance that AWS no longer lists, or that only a log stream or a cluster event knows, is expected too.
export const insertUnlisted = /* sql */ `
  INSERT INTO instance (cluster_id, instance_id, instance_group, listed)
  VALUES (@clusterId, @instanceId, @instanceGroup, 0)
  ON CONFLICT (cluster_id, instance_id) DO UPDATE
     SET instance_group = coalesce(instance_group, excluded.instance_group)
`

const sql = {
  ...{ upsertCluster, upsertClusterIdentity, upsertNode, updateDetails, upsertInstanceGroup },
  ...{ insertEvent, insertUnlisted },
  unlist: 'UPDATE instance SET listed = 0 WHERE cluster_id = @clusterId AND listed = 1',
  clusterIds: 'SELECT cluster_id AS clusterId FROM cluster ORDER BY cluster_id',
  clusterIdentities:
    'SELECT cluster_id AS clusterId, name, region, as_of_ms AS asOfMs FROM cluster ORDER BY cluster_id',
  groupsOfInstances: /* sql */ `
    SELECT instance_id AS instanceId, instance_group AS instanceGroup
      FROM instance
     WHERE cluster_id = @clusterId AND instance_group IS NOT NULL`,
  undescribed: /* sql */ `
    SELECT instance_id AS instanceId
      FROM instance
     WHERE cluster_id = @clusterId AND listed = 1 AND described = 0
     ORDER BY aws_status = 'Failure' DESC, instance_id`,
  eventIds: 'SELECT event_id AS eventId FROM cluster_event WHERE cluster_id = @clusterId',
}

/** Clusters, instances and cluster events, as AWS lists them. One transaction a method. */
export class InventoryStore {
  readonly #database: Database
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#database = database
    this.#sql = prepareAll(database, sql)
  }

  clusterIds(): readonly string[] {
    const rows = this.#sql.clusterIds.all() as { clusterId: string }[]
    return rows.map(({ clusterId }) => clusterId)
  }

  clusterIdentities(): readonly (ClusterIdentity & { readonly asOfMs: number })[] {
    return this.#sql.clusterIdentities.all() as (ClusterIdentity & { asOfMs: number })[]
  }

  /** Instance group by instance id, as far as it is known. */
  groupsOfInstances(clusterId: string): ReadonlyMap<string, string> {
    const rows = this.#sql.groupsOfInstances.all({ clusterId }) as {
      instanceId: string
      instanceGroup: string
    }[]
    return new Map(rows.map(({ instanceId, instanceGroup }) => [instanceId, instanceGroup]))
  }

  saveCluster(cluster: ClusterInfo, asOfMs: number): void {
    this.#atOnce(() => {
      this.#sql.upsertCluster.run({ ...parametersOf(cluster), instanceGroups: null, asOfMs })
      for (const group of cluster.instanceGroups) this.#saveGroup(cluster.clusterId, group)
    })
  }

  saveClusterIdentity(cluster: ClusterIdentity, asOfMs: number): void {
    this.#sql.upsertClusterIdentity.run({ ...cluster, asOfMs })
  }

  /** The whole list of nodes: an instance that is not in it stays, marked as no longer listed. */
  saveNodes(clusterId: string, nodes: readonly NodeInfo[]): void {
    this.#atOnce(() => {
      this.#sql.unlist.run({ clusterId })
      for (const node of nodes) this.#sql.upsertNode.run({ clusterId, ...parametersOf(node) })
    })
  }

  saveDetails(clusterId: string, details: NodeDetails): void {
    this.#sql.updateDetails.run({ clusterId, ...parametersOf(details) })
  }

  /** Listed instances that DescribeClusterNode must still be asked about, failing ones first. */
  undescribed(clusterId: string): readonly string[] {
    const rows = this.#sql.undescribed.all({ clusterId }) as { instanceId: string }[]
    return rows.map(({ instanceId }) => instanceId)
  }

  knownEventIds(clusterId: string): ReadonlySet<string> {
    const rows = this.#sql.eventIds.all({ clusterId }) as { eventId: string }[]
    return new Set(rows.map(({ eventId }) => eventId))
  }

  saveEvents(clusterId: string, events: readonly ClusterEventInfo[]): void {
    this.#atOnce(() => {
      for (const event of events) {
        this.#sql.insertEvent.run({ clusterId, ...parametersOf(event) })
        if (event.instanceId === undefined) continue
        this.#sql.insertUnlisted.run({ clusterId, ...parametersOf(event) })
      }
    })
  }

  #saveGroup(clusterId: string, group: InstanceGroupInfo): void {
    this.#sql.upsertInstanceGroup.run({ clusterId, ...parametersOf(group) })
  }

  #atOnce(work: () => void): void {
    this.#database.transaction(work).immediate()
  }
}
