using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using FactoryTwin.Events.Kafka.Records;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Kafka.Topics;

/// <summary>
/// Sees to it that the topics of a service are there before it starts: creates those that are missing, and tells rights that are
/// missing. A broker without the admin API (the mock) makes topics when they are first used.
/// </summary>
internal sealed partial class TopicKeeper(KafkaOptions options, IAdminClient admin, ILogger logger)
{
    /// <exception cref="TopicRefusedException">Some cannot be used; every fault is told.</exception>
    public async Task EnsureAsync(IReadOnlyList<TopicUse> uses, CancellationToken cancellationToken)
    {
        var needs = Merged(uses);
        var faults = new List<string>();
        var known = await DescribeAsync(needs).WaitAsync(cancellationToken);
        var missing = needs.Where(n => !known.TryGetValue(n.Name, out var topic) || topic.Error.Code == ErrorCode.UnknownTopicOrPart).ToArray();
        foreach (var need in needs.Except(missing)) Check(need, known[need.Name], faults);
        if (missing.Length > 0) faults.AddRange(await CreateAsync(missing).WaitAsync(cancellationToken));
        if (faults.Count > 0) throw new TopicRefusedException(faults);
    }

    /// <summary>How the topics of these uses are created where none of them is there.</summary>
    public IReadOnlyList<TopicSpecification> Specifications(IReadOnlyList<TopicUse> uses) => [.. Merged(uses).Select(Specification)];

    private Need[] Merged(IReadOnlyList<TopicUse> uses) =>
        [.. uses.SelectMany(Needs).GroupBy(n => n.Name).Select(g => g.Aggregate((a, b) => a with { Reads = a.Reads || b.Reads, Writes = a.Writes || b.Writes }))];

    private IEnumerable<Need> Needs(TopicUse use)
    {
        var own = options.Topics.GetValueOrDefault(use.Topic) ?? new();
        yield return new(options.Prefix + use.Topic, use.Group is not null, use.Publishes, own.Partitions > 0 ? own.Partitions : options.Partitions,
            own.Compacted ? null : own.Retention > TimeSpan.Zero ? own.Retention : options.Retention);
        // Dead letters stay until they are replayed: the topic keeps the last record of each.
        if (use.Group is { } group)
            yield return new(options.Prefix + DeadLetterRecord.TopicOf(use.Topic, group), Reads: true, Writes: true, Partitions: 1, Retention: null, Keyed: false);
    }

    private async Task<Dictionary<string, TopicDescription>> DescribeAsync(IReadOnlyList<Need> needs)
    {
        var wanted = TopicCollection.OfTopicNames(needs.Select(n => n.Name));
        List<TopicDescription> topics;
        try
        {
            topics = (await admin.DescribeTopicsAsync(wanted, new() { IncludeAuthorizedOperations = true, RequestTimeout = options.RequestTimeout })).TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            topics = e.Results.TopicDescriptions;
        }
        catch (KafkaException e)
        {
            throw new KafkaUnavailableException(options, e.Error.Reason, e);
        }
        return topics.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    private void Check(Need need, TopicDescription topic, List<string> faults)
    {
        if (topic.Error.IsError)
        {
            faults.Add(topic.Error.Code == ErrorCode.TopicAuthorizationFailed
                ? $"The user has no right to '{need.Name}': it needs {need.Rights} on the topic."
                : $"The topic '{need.Name}' cannot be used: {topic.Error.Reason}.");
            return;
        }
        // Absent where the broker does not tell.
        if (topic.AuthorizedOperations is { Count: > 0 } rights)
        {
            var lacking = new List<string>();
            if (need.Reads && !rights.Contains(AclOperation.Read)) lacking.Add("READ");
            if (need.Writes && !rights.Contains(AclOperation.Write)) lacking.Add("WRITE");
            if (lacking.Count > 0) faults.Add($"The user has no right to {string.Join(" and ", lacking)} on the topic '{need.Name}'.");
        }
        if (need.Keyed && topic.Partitions.Count != need.Partitions) LogPartitions(need.Name, topic.Partitions.Count, need.Partitions);
    }

    private async Task<IEnumerable<string>> CreateAsync(IReadOnlyList<Need> missing)
    {
        try
        {
            await admin.CreateTopicsAsync(missing.Select(Specification), new() { RequestTimeout = options.RequestTimeout });
            LogCreated(string.Join(", ", missing.Select(n => n.Name)));
            return [];
        }
        catch (CreateTopicsException e)
        {
            return [.. e.Results.Where(r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists).Select(r =>
                r.Error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
                    ? $"The topic '{r.Topic}' is missing and the user has no right to CREATE it."
                    : $"The topic '{r.Topic}' is missing and could not be created: {r.Error.Reason}.")];
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedVersion)
        {
            LogNoAdmin(e.Error.Reason);
            foreach (var need in missing) admin.GetMetadata(need.Name, options.RequestTimeout);
            return [];
        }
    }

    private TopicSpecification Specification(Need need)
    {
        var configuration = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["max.message.bytes"] = options.MaxRecordBytes.ToString(CultureInfo.InvariantCulture),
            ["cleanup.policy"] = need.Retention is null ? "compact" : "delete",
        };
        if (need.Retention is { } retention) configuration["retention.ms"] = ((long)retention.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        return new()
        {
            Name = need.Name,
            NumPartitions = need.Partitions,
            ReplicationFactor = (short)(options.ReplicationFactor == 0 ? -1 : options.ReplicationFactor),
            Configs = configuration,
        };
    }

    /// <param name="Name">With the prefix.</param>
    /// <param name="Reads">It is read.</param>
    /// <param name="Writes">It is written.</param>
    /// <param name="Partitions">As many where it is created.</param>
    /// <param name="Retention">Null: compacted.</param>
    /// <param name="Keyed">False where the partitions' number decides nothing: dead letters are all in the first.</param>
    private sealed record Need(string Name, bool Reads, bool Writes, int Partitions, TimeSpan? Retention, bool Keyed = true)
    {
        public string Rights => Reads && Writes ? "READ, WRITE and DESCRIBE" : Writes ? "WRITE and DESCRIBE" : "READ and DESCRIBE";
    }

    [LoggerMessage(1151, LogLevel.Information, "Created {Topics}")]
    private partial void LogCreated(string topics);

    [LoggerMessage(1152, LogLevel.Warning, "The topic {Topic} has {Partitions} partitions, {Wanted} are configured; it stays as it is, since a change would part a key's events")]
    private partial void LogPartitions(string topic, int partitions, int wanted);

    [LoggerMessage(1153, LogLevel.Warning, "The brokers have no admin API ({Reason}): topics come into being when they are used, as the brokers are set up")]
    private partial void LogNoAdmin(string reason);
}
