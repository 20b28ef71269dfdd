/** What one server of a cluster says of it. */
export interface ClusterView {
  readonly server: string;
  readonly version: string;
  /** Of the cluster itself; empty while there is none. */
  readonly leader: string;
  readonly groups: readonly ReplicaGroup[];
}

/** A stream or a consumer (`stream/consumer`), of which the server has a copy. */
interface ReplicaGroup {
  readonly name: string;
  readonly leader: string;
  /** Only the leader's own server knows. */
  readonly currentFollowers: number;
  /** The same in words. */
  readonly followers: string;
  /** What this server's copy holds, in words that can be compared. */
  readonly holds: string;
}

interface Cluster {
  readonly leader?: string;
  readonly replicas?: readonly {
    readonly name: string;
    readonly current: boolean;
    readonly offline?: boolean;
    readonly lag?: number;
  }[];
}

interface Jsz {
  readonly meta_cluster?: Cluster;
  readonly account_details?: readonly { readonly stream_detail?: readonly StreamDetail[] }[];
}

interface StreamDetail {
  readonly name: string;
  readonly cluster?: Cluster;
  readonly state: { readonly messages: number; readonly first_seq: number; readonly last_seq: number };
  readonly consumer_detail?: readonly {
    readonly name: string;
    readonly cluster?: Cluster;
    readonly ack_floor: { readonly stream_seq: number };
  }[];
}

/** Asks a server's monitor. Throws when it does not answer. */
export async function viewOf(monitorPort: number): Promise<ClusterView> {
  const base = `http://127.0.0.1:${monitorPort}`;
  const signal = AbortSignal.timeout(3000);
  const ask = async (path: string) => (await fetch(`${base}${path}`, { signal })).json();
  const [{ server_name, version }, jsz] = await Promise.all([
    ask('/varz') as Promise<{ server_name: string; version: string }>,
    ask('/jsz?accounts=true&streams=true&consumers=true') as Promise<Jsz>,
  ]);
  const streams = (jsz.account_details ?? []).flatMap(({ stream_detail = [] }) => stream_detail);
  return {
    server: server_name,
    version,
    leader: jsz.meta_cluster?.leader ?? '',
    groups: streams.flatMap(({ name, cluster, state, consumer_detail = [] }) => [
      toGroup(name, cluster, `${state.messages} messages, ${state.first_seq} to ${state.last_seq}`),
      ...consumer_detail.map((consumer) =>
        toGroup(`${name}/${consumer.name}`, consumer.cluster, `settled up to ${consumer.ack_floor.stream_seq}`),
      ),
    ]),
  };
}

function toGroup(name: string, cluster: Cluster = {}, holds: string): ReplicaGroup {
  const followers = cluster.replicas ?? [];
  return {
    name,
    leader: cluster.leader ?? '',
    currentFollowers: followers.filter(({ current, offline = false }) => current && !offline).length,
    followers: JSON.stringify(followers),
    holds,
  };
}
