using System.Globalization;
using FactoryTwin.Rpc;
using FactoryTwin.Services.VirtualPlant.Forwarding;
using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using FactoryTwin.Services.VirtualPlant.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Contract = FactoryTwin.VirtualPlant.V1;

namespace FactoryTwin.Services.VirtualPlant.Simulation;

/// <summary>Shows how the simulation stands and switches faults.</summary>
public sealed class VirtualPlantService(
    SimulationRunner runner, ForwardQueue queue, ForwardCounters counters, IOptions<VirtualPlantOptions> options, TimeProvider time)
    : Contract.VirtualPlant.VirtualPlantBase
{
    private const int DefaultPageSize = 50;
    private const string Prefix = "faults/";

    /// <inheritdoc/>
    public override Task<Contract.Simulation> GetSimulation(Contract.GetSimulationRequest request, ServerCallContext context) =>
        runner.ReadAsync(Describe, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<Contract.ListFaultsResponse> ListFaults(Contract.ListFaultsRequest request, ServerCallContext context)
    {
        if (request.PageSize < 0) throw RpcErrors.InvalidArgument(("page_size", "must not be negative"));
        int size = request.PageSize == 0 ? DefaultPageSize : request.PageSize;
        var faults = await runner.ReadAsync(v => v.Faults, context.CancellationToken);
        if (request.PageToken.Length > 0 && faults.All(f => f.Id != request.PageToken))
            throw RpcErrors.InvalidArgument(("page_token", "is not a token of this list"));
        var rest = faults.Where(f => string.CompareOrdinal(f.Id, request.PageToken) > 0).ToList();
        return new Contract.ListFaultsResponse
        {
            Faults = { rest.Take(size).Select(ToContract) },
            NextPageToken = rest.Count > size ? rest[size - 1].Id : "",
        };
    }

    /// <inheritdoc/>
    public override async Task<Contract.Fault> UpdateFault(Contract.UpdateFaultRequest request, ServerCallContext context)
    {
        var wanted = request.Fault ?? throw RpcErrors.InvalidArgument(("fault", "is required"));
        string id = wanted.Name.StartsWith(Prefix, StringComparison.Ordinal) ? wanted.Name[Prefix.Length..] : "";
        if (FaultDefinition.All.All(f => f.Id != id)) throw RpcErrors.NotFound(wanted.Name);
        if (!(wanted.Severity >= 0 && wanted.Severity <= 1)) throw RpcErrors.InvalidArgument(("fault.severity", "must be from 0 to 1"));
        var paths = Paths(request.UpdateMask);
        var stored = await runner.SetFaultAsync(
            id,
            before =>
            {
                if (wanted.Etag.Length > 0 && wanted.Etag != EtagOf(before))
                    throw RpcErrors.Aborted("ETAG_MISMATCH", $"'{wanted.Name}' was changed by someone else: its etag is '{EtagOf(before)}', the request's '{wanted.Etag}'.");
                // Without a mask every field that is set counts; a severity of 0 is not set.
                double severity = paths.Contains("severity") || (paths.Count == 0 && wanted.Severity > 0) ? wanted.Severity : before.Severity;
                return (paths.Count == 0 || paths.Contains("active") ? wanted.Active : before.Active, severity);
            },
            context.CancellationToken);
        return ToContract(stored);
    }

    private static HashSet<string> Paths(FieldMask? mask)
    {
        var paths = mask?.Paths.ToHashSet(StringComparer.Ordinal) ?? [];
        if (paths.Remove("*")) paths.UnionWith(["active", "severity"]);
        paths.ExceptWith(["name", "etag"]);
        return paths.FirstOrDefault(p => p is not ("active" or "severity")) is { } other
            ? throw RpcErrors.InvalidArgument(("update_mask", $"'{other}' cannot be changed; active and severity can"))
            : paths;
    }

    private static Contract.Fault ToContract(StoredFault fault)
    {
        var definition = FaultDefinition.All.Single(f => f.Id == fault.Id);
        return new Contract.Fault
        {
            Name = Prefix + fault.Id,
            DisplayName = definition.DisplayName,
            Kind = (Contract.FaultKind)definition.Kind,
            Active = fault.Active,
            Severity = fault.Severity,
            ActivateTime = fault.ActivateTime,
            Etag = EtagOf(fault),
        };
    }

    /// <summary>A mark of what can be changed, so that the same state has the same etag after a restart.</summary>
    private static string EtagOf(StoredFault fault) => string.Create(
        CultureInfo.InvariantCulture, $"{(fault.Active ? "on" : "off")}-{fault.Severity:R}-{fault.ActivateTime?.ToDateTime().Ticks ?? 0:x}");

    private Contract.Simulation Describe(RunnerView view)
    {
        var furnace = view.Simulation.Plant.Furnace;
        bool busy = furnace.BatchParts > 0;
        return new Contract.Simulation
        {
            SimulatedSeconds = view.Simulation.Steps,
            Speed = options.Value.Speed,
            Seed = options.Value.Seed,
            Points = TagTable.All.Count,
            MassImbalancePercent = view.Simulation.MassBalance.ImbalancePercent,
            EnergyImbalancePercent = view.Simulation.EnergyBalance.ImbalancePercent,
            ReadingsAcknowledged = counters.Acknowledged,
            ReadingsWaiting = queue.Buffer.WaitingReadings,
            ReadingsDropped = counters.Dropped,
            LastAcknowledgeTime = counters.LastAcknowledgeTime?.ToTimestamp(),
            Machine = new Contract.BatchMachineState
            {
                BatchParts = furnace.BatchParts,
                PartsProduced = (int)furnace.PartsProduced,
                BatchStartTime = busy ? view.BatchStart?.ToTimestamp() : null,
                BatchEndTime = busy ? (time.GetUtcNow() + TimeSpan.FromSeconds(furnace.RemainingSeconds) / options.Value.Speed).ToTimestamp() : null,
                PlanRevision = view.PlanRevision,
            },
        };
    }
}
