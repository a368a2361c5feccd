using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Scheduler.Planning;
using FactoryTwin.Services.Scheduler.Replanning;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Withdrawals;

/// <summary>The door to parts that leave a machine's inventory, or come into it, beside its orders.</summary>
public sealed class WithdrawalsService(IStore store, PlannerHost planners, TimeProvider time) : V1.Withdrawals.WithdrawalsBase
{
    /// <inheritdoc/>
    public override async Task<V1.Withdrawal> CreateWithdrawal(V1.CreateWithdrawalRequest request, ServerCallContext context)
    {
        var faults = new Faults();
        var given = request.Withdrawal ?? new V1.Withdrawal();
        faults.Unless(request.Withdrawal is not null, "withdrawal", "is required");
        var id = ResourceNames.NewId(request.WithdrawalId, given.Name, $"{request.Parent}/withdrawals", "withdrawal_id", "withdrawal.name", faults);
        if (request.Withdrawal is not null)
        {
            faults.Unless(given.Parts != 0 && Math.Abs((long)given.Parts) <= InstanceCheck.MaxParts, "withdrawal.parts", $"must be 1 to {InstanceCheck.MaxParts}, negative to put parts in");
            faults.Unless(given.Description.Length <= 1_000, "withdrawal.description", "must have at most 1000 characters");
        }
        faults.ThrowIfAny();
        if (await store.GetAsync(SchedulerStores.Machines, request.Parent, context.CancellationToken) is null) throw RpcErrors.NotFound(request.Parent);
        var now = time.GetUtcNow();
        var withdrawal = new V1.Withdrawal
        {
            Name = SchedulerStores.WithdrawalsOf(request.Parent) + (id.Length > 0 ? id : Guid.CreateVersion7(now).ToString("N")),
            Parts = given.Parts,
            Description = given.Description,
            CreateTime = now.ToTimestamp(),
        };
        try
        {
            await store.WriteAsync(transaction => Take(transaction, request.Parent, withdrawal), context.CancellationToken);
        }
        catch (EtagMismatchException)
        {
            throw RpcErrors.AlreadyExists(withdrawal.Name);
        }
        var verb = given.Parts > 0 ? "taken out of" : "put into";
        planners.InventoryChanged(request.Parent, $"{Math.Abs(given.Parts)} parts were {verb} inventory{(given.Description.Length > 0 ? $" ({given.Description})" : "")}");
        return withdrawal;
    }

    /// <inheritdoc/>
    public override async Task<V1.Withdrawal> GetWithdrawal(V1.GetWithdrawalRequest request, ServerCallContext context) =>
        (await store.GetAsync(SchedulerStores.Withdrawals, request.Name, context.CancellationToken))?.Value ?? throw RpcErrors.NotFound(request.Name);

    /// <inheritdoc/>
    public override async Task<V1.ListWithdrawalsResponse> ListWithdrawals(V1.ListWithdrawalsRequest request, ServerCallContext context)
    {
        if (await store.GetAsync(SchedulerStores.Machines, request.Parent, context.CancellationToken) is null) throw RpcErrors.NotFound(request.Parent);
        var query = new ListQuery(ListRequests.PageSize(request.PageSize), request.PageToken, OrderBy: "create_time desc") { NamePrefix = SchedulerStores.WithdrawalsOf(request.Parent) };
        var page = await store.ListPageAsync(SchedulerStores.Withdrawals, query, context.CancellationToken);
        return new V1.ListWithdrawalsResponse { Withdrawals = { page.Documents.Select(d => d.Value) }, NextPageToken = page.NextPageToken };
    }

    /// <summary>Records a withdrawal and takes its parts off what is on hand.</summary>
    internal static bool Take(IStoreTransaction transaction, string machine, V1.Withdrawal withdrawal)
    {
        transaction.Put(SchedulerStores.Withdrawals, withdrawal, expectedEtag: "");
        var state = transaction.Get(SchedulerStores.States, SchedulerStores.StateOf(machine))?.Value.Clone() ?? new V1.StoredMachineState { Name = SchedulerStores.StateOf(machine) };
        var onHand = state.CountedParts - state.TakenParts;
        if (withdrawal.Parts > onHand)
            throw RpcErrors.FailedPrecondition("NOT_ENOUGH_PARTS", machine, $"{withdrawal.Parts} parts cannot be taken: {Math.Max(0, onHand)} are on hand.");
        state.TakenParts += withdrawal.Parts;
        transaction.Put(SchedulerStores.States, state);
        return true;
    }
}
