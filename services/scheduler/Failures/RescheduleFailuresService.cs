using FactoryTwin.Hosting;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Scheduler.Machines;
using FactoryTwin.Services.Scheduler.Replanning;
using FactoryTwin.Storage;
using Grpc.Core;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Failures;

/// <summary>The door to rescheduling failures and the negotiation about them.</summary>
public sealed class RescheduleFailuresService(IStore store, PlannerHost planners, TimeProvider time) : V1.RescheduleFailures.RescheduleFailuresBase
{
    private const int MaxComment = 1_000;

    /// <inheritdoc/>
    public override async Task<V1.RescheduleFailure> GetRescheduleFailure(V1.GetRescheduleFailureRequest request, ServerCallContext context) =>
        FailureBook.WithHead(await store.GetAsync(SchedulerStores.Failures, request.Name, context.CancellationToken) ?? throw RpcErrors.NotFound(request.Name));

    /// <inheritdoc/>
    public override async Task<V1.ListRescheduleFailuresResponse> ListRescheduleFailures(V1.ListRescheduleFailuresRequest request, ServerCallContext context)
    {
        var all = request.Parent == "machines/-";
        if (!all && await store.GetAsync(SchedulerStores.Machines, request.Parent, context.CancellationToken) is null) throw RpcErrors.NotFound(request.Parent);
        var query = new ListQuery(ListRequests.PageSize(request.PageSize), request.PageToken, request.Filter, "create_time desc") { NamePrefix = all ? "machines/" : SchedulerStores.FailuresOf(request.Parent) };
        var page = await store.ListPageAsync(SchedulerStores.Failures, query, context.CancellationToken);
        return new V1.ListRescheduleFailuresResponse { RescheduleFailures = { page.Documents.Select(FailureBook.WithHead) }, NextPageToken = page.NextPageToken };
    }

    /// <inheritdoc/>
    public override async Task<V1.RescheduleFailure> AcceptRelaxation(V1.AcceptRelaxationRequest request, ServerCallContext context)
    {
        var faults = new Faults();
        faults.Unless(request.RelaxationId.Length > 0, "relaxation_id", "is required");
        faults.Unless(request.Comment.Length <= MaxComment, "comment", $"must have at most {MaxComment} characters");
        faults.ThrowIfAny();
        var machine = SchedulerStores.MachineOf(request.Name);
        var orders = (await OrderStore.OpenAsync(store, machine, context.CancellationToken)).Select(o => o.Name).ToList();
        var actor = CallerIdentity.Of(context).Subject;
        var (accepted, changed) = await store.WriteAsync(transaction => Accept(transaction, request, orders, actor), context.CancellationToken);
        if (changed)
        {
            var taken = accepted.Value.Relaxations.First(r => r.RelaxationId == request.RelaxationId);
            planners.RelaxationAccepted(machine, $"Accepted by {actor}: {taken.Description.TrimEnd('.')}");
        }
        return FailureBook.WithHead(accepted);
    }

    private (Document<V1.RescheduleFailure> Failure, bool Changed) Accept(
        IStoreTransaction transaction, V1.AcceptRelaxationRequest request, IReadOnlyList<string> orders, string actor)
    {
        var document = transaction.Get(SchedulerStores.Failures, request.Name) ?? throw RpcErrors.NotFound(request.Name);
        var failure = document.Value.Clone();
        if (failure.State == V1.FailureState.Accepted && failure.AcceptedRelaxationId == request.RelaxationId) return (document, false);
        if (failure.State != V1.FailureState.Open)
            throw RpcErrors.FailedPrecondition("FAILURE_NOT_OPEN", failure.Name, $"The failure is {failure.State.ToString().ToLowerInvariant()}; nothing of it can be accepted any more.");
        if (request.Etag.Length > 0 && request.Etag != document.Etag)
            throw RpcErrors.Aborted("ETAG_MISMATCH", "The offers have been worked out anew since they were read.");
        var relaxation = failure.Relaxations.FirstOrDefault(r => r.RelaxationId == request.RelaxationId)
            ?? throw RpcErrors.InvalidArgument(("relaxation_id", $"is none of {string.Join(", ", failure.Relaxations.Select(r => r.RelaxationId))}"));
        var now = time.GetUtcNow();
        if (transaction.Get(SchedulerStores.Plans, failure.Plan)?.Value is not { } plan || !Concession.Apply(transaction, failure, plan, relaxation, orders, now))
            throw RpcErrors.Aborted("OFFER_OUTDATED", "What the relaxation changes is no longer as it was; the offers are worked out anew.");
        failure.AcceptedRelaxationId = relaxation.RelaxationId;
        if (transaction.Get(SchedulerStores.States, SchedulerStores.StateOf(SchedulerStores.MachineOf(failure.Name)))?.Value.Clone() is { } state)
        {
            state.OpenFailure = "";
            transaction.Put(SchedulerStores.States, state);
        }
        var what = $"Accepted: {relaxation.Description}{(request.Comment.Length > 0 ? $" {request.Comment}" : "")}";
        return (FailureBook.Enter(transaction, failure, V1.FailureState.Accepted, what, now, actor), true);
    }
}
