using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Baselines;

/// <summary>Keeps baselines with their approved versions, and the watch over their indicators. What was approved is never written again but to say that it is retired.</summary>
public sealed class BaselineStore
{
    /// <summary>Where deviations are announced; the key is the baseline's name.</summary>
    public const string Topic = "energy.enpis";

    private const string Source = "/services/energy";

    private static readonly Collection<EnergyBaseline> Baselines = new("energy_baselines", b => b.Name,
        new Index<EnergyBaseline>("name", IndexKind.Text, b => b.Name),
        new Index<EnergyBaseline>("accepted", IndexKind.Boolean, b => b.Accepted),
        new Index<EnergyBaseline>("approved", IndexKind.Boolean, b => b.ApprovedVersion > 0));

    private static readonly Collection<EnergyBaseline> Versions = new("energy_baseline_versions", b => VersionName(b.Name, b.Version),
        new Index<EnergyBaseline>("version", IndexKind.Integer, b => (long)b.Version));

    private static readonly Collection<EnpiDeviation> Deviations = new("enpi_deviations", d => d.Name,
        new Index<EnpiDeviation>("baseline", IndexKind.Text, d => BaselineOf(d.Name)),
        new Index<EnpiDeviation>("active", IndexKind.Boolean, d => d.EndTime is null),
        new Index<EnpiDeviation>("start_time", IndexKind.Time, d => d.StartTime.ToDateTimeOffset()));

    private static readonly Collection<StoredEnpiWatch> Watches = new("enpi_watches", w => w.Name);

    private readonly IStore _store;
    private readonly TimeProvider _time;

    /// <summary>On a store.</summary>
    public BaselineStore(IStore store, TimeProvider time) => (_store, _time, Resources) = (store, time, new ResourceStore<EnergyBaseline>(store, Baselines));

    internal ResourceStore<EnergyBaseline> Resources { get; }

    /// <summary>The version that judges, or null.</summary>
    internal async ValueTask<EnergyBaseline?> InForceAsync(EnergyBaseline latest, CancellationToken cancellationToken) =>
        latest.ApprovedVersion == 0 ? null
        : latest.State == BaselineState.Approved ? latest
        : (await _store.GetAsync(Versions, VersionName(latest.Name, latest.ApprovedVersion), cancellationToken))?.WithHead();

    /// <summary>Puts the draft in force, and retires what was.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND; ABORTED: it is not the draft of this etag; FAILED_PRECONDITION: it is no draft, or its fit is bad.</exception>
    internal Task<EnergyBaseline> ApproveAsync(string name, string etag, string approver, CancellationToken cancellationToken) => _store.WriteAsync(
        transaction =>
        {
            var draft = transaction.Get(Baselines, name) ?? throw RpcErrors.NotFound(name);
            if (etag.Length > 0 && draft.Etag != etag) throw RpcErrors.Aborted("ETAG_MISMATCH", $"'{name}' was changed since it was looked at.");
            if (draft.Value.State == BaselineState.Approved) throw RpcErrors.FailedPrecondition("BASELINE_APPROVED", name, $"Version {draft.Value.Version} is approved already, by {draft.Value.Approver}.");
            if (!draft.Value.Accepted) throw RpcErrors.FailedPrecondition("BASELINE_FIT_BAD", name, $"Its fit misses its limits: {string.Join("; ", draft.Value.FitFaults)}.");
            if (transaction.Get(Versions, VersionName(name, draft.Value.ApprovedVersion)) is { } before)
            {
                var retired = before.Value.Clone();
                retired.State = BaselineState.Retired;
                transaction.Put(Versions, retired);
            }
            var approved = draft.Value.Clone();
            (approved.Version, approved.State, approved.Approver, approved.ApproveTime) = (Math.Max(1, approved.Version), BaselineState.Approved, approver, _time.GetUtcNow().ToTimestamp());
            approved.ApprovedVersion = approved.Version;
            transaction.Put(Versions, approved);
            return transaction.Put(Baselines, approved, draft.Etag).WithHead();
        },
        cancellationToken);

    /// <summary>A page of the versions that were approved, newest first.</summary>
    internal Task<Page<EnergyBaseline>> VersionsAsync(string name, int pageSize, string pageToken, CancellationToken cancellationToken) =>
        _store.ListPageAsync(Versions, new ListQuery(ListRequests.PageSize(pageSize), pageToken, "", "version desc") { NamePrefix = $"{name}/versions/" }, cancellationToken);

    /// <summary>Removes a baseline with its versions; false where there is none.</summary>
    internal Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => _store.WriteAsync(
        transaction =>
        {
            if (transaction.Get(Baselines, name) is not { } found) return false;
            for (var version = found.Value.ApprovedVersion; version > 0; version--) transaction.Delete(Versions, VersionName(name, version));
            transaction.Delete(Watches, WatchName(name));
            return transaction.Delete(Baselines, name);
        },
        cancellationToken);

    /// <summary>A page of a baseline's deviations, or of all with an empty name, newest first.</summary>
    internal Task<Page<EnpiDeviation>> DeviationsAsync(string name, int pageSize, string pageToken, string filter, CancellationToken cancellationToken) =>
        _store.ListPageAsync(
            Deviations,
            new ListQuery(ListRequests.PageSize(pageSize), pageToken, filter, "start_time desc") { NamePrefix = name.Length > 0 ? $"{name}/enpiDeviations/" : "" },
            cancellationToken);

    /// <summary>How far an indicator was watched, and the deviation that lasts; nulls: not yet, none.</summary>
    internal async Task<(StoredEnpiWatch? Watch, EnpiDeviation? Open)> WatchAsync(string name, CancellationToken cancellationToken)
    {
        var watch = (await _store.GetAsync(Watches, WatchName(name), cancellationToken))?.Value;
        return (watch, watch is { Deviation.Length: > 0 } ? (await _store.GetAsync(Deviations, watch.Deviation, cancellationToken))?.Value : null);
    }

    /// <summary>Stores how far an indicator was watched, with the deviations that changed, and announces those that began and ended: one transaction.</summary>
    internal Task SaveAsync(StoredEnpiWatch watch, IReadOnlyList<EnpiDeviation> changed, IReadOnlyList<EnpiDeviation> began, CancellationToken cancellationToken) =>
        _store.WriteAsync(
            transaction =>
            {
                transaction.Put(Watches, watch);
                foreach (var one in changed)
                {
                    transaction.Put(Deviations, one);
                    var baseline = BaselineOf(one.Name);
                    if (began.Any(b => b.Name == one.Name))
                        transaction.Publish(Topic, CloudEvent.Of(new EnpiDeviated { Deviation = one, EnergyBaseline = baseline }, Source, baseline, _time.GetUtcNow(), subject: one.Name));
                    if (one.EndTime is not null)
                        transaction.Publish(Topic, CloudEvent.Of(new EnpiRecovered { Deviation = one, EnergyBaseline = baseline }, Source, baseline, _time.GetUtcNow(), subject: one.Name));
                }
            },
            cancellationToken);

    internal static string WatchName(string baseline) => $"{baseline}/watch";

    private static string VersionName(string baseline, int version) => $"{baseline}/versions/{version}";

    private static string BaselineOf(string deviation) => deviation[..deviation.IndexOf("/enpiDeviations/", StringComparison.Ordinal)];
}
