using FactoryTwin.Events;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Hosting.Letters;

/// <summary>The dead letters of one service, served by each of its instances. The gateway finds the right one.</summary>
internal sealed partial class DeadLettersService(ServiceModule module, LetterSubscriptions subscriptions, IDeadLetters letters, TimeProvider time, ILogger<DeadLettersService> logger)
    : Events.V1.DeadLetters.DeadLettersBase
{
    /// <summary>What the answer itself takes of a call's time.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private const int MaxReason = 500;
    private const int MostFailures = 20;
    private readonly LetterPages _pages = new(module.Name, subscriptions.Topics, letters);

    public override async Task<Events.V1.ListDeadLettersResponse> ListDeadLetters(Events.V1.ListDeadLettersRequest request, ServerCallContext context)
    {
        CheckParent(request.Parent);
        var (page, next) = await _pages.ReadAsync(
            ListRequests.PageSize(request.PageSize), request.PageToken, LetterPages.Filter(request.Filter), request.ShowSettled, context.CancellationToken);
        return new() { DeadLetters = { page }, NextPageToken = next };
    }

    public override async Task<Events.V1.DeadLetter> GetDeadLetter(Events.V1.GetDeadLetterRequest request, ServerCallContext context) =>
        LetterView.Whole(module.Name, await letters.FindAsync(IdOf(request.Name), context.CancellationToken) ?? throw RpcErrors.NotFound(request.Name));

    public override async Task<Events.V1.DeadLetter> ReplayDeadLetter(Events.V1.ReplayDeadLetterRequest request, ServerCallContext context)
    {
        var id = IdOf(request.Name);
        try
        {
            var letter = await letters.ReplayAsync(id, CallerIdentity.Of(context).Subject, context.CancellationToken);
            return LetterView.Of(module.Name, letter);
        }
        catch (ReplayFailedException e)
        {
            throw e.Failure switch
            {
                ReplayFailure.Missing => RpcErrors.NotFound(request.Name),
                ReplayFailure.NotHere => RpcErrors.FailedPrecondition(LetterErrors.Elsewhere, request.Name, e.Message),
                ReplayFailure.NoEvent => RpcErrors.FailedPrecondition("NO_EVENT", request.Name, e.Message),
                _ => RpcErrors.FailedPrecondition("REPLAY_FAILED", request.Name, e.Message),
            };
        }
    }

    public override async Task<Events.V1.ReplayDeadLettersResponse> ReplayDeadLetters(Events.V1.ReplayDeadLettersRequest request, ServerCallContext context)
    {
        CheckParent(request.Parent);
        var limit = request.Limit is >= 0 and <= 1000 ? request.Limit : throw RpcErrors.InvalidArgument(("limit", "must be 0 (for 100) to 1000."));
        var left = limit == 0 ? 100 : limit;
        var filter = LetterPages.Filter(request.Filter);
        var answer = new Events.V1.ReplayDeadLettersResponse();
        var token = "";
        do
        {
            var (page, next) = await _pages.ReadAsync(1000, token, filter, settled: false, context.CancellationToken);
            foreach (var letter in page)
            {
                if (left == 0 || context.Deadline.ToUniversalTime() - time.GetUtcNow().UtcDateTime < Margin) answer.SkippedCount++;
                else if (await TryAsync(letter, answer, context)) left--;
            }
            token = next;
        }
        while (token.Length > 0);
        return answer;
    }

    public override async Task<Events.V1.DeadLetter> DiscardDeadLetter(Events.V1.DiscardDeadLetterRequest request, ServerCallContext context)
    {
        var id = IdOf(request.Name);
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > MaxReason)
            throw RpcErrors.InvalidArgument(("reason", $"must say why, in at most {MaxReason} characters."));
        var caller = CallerIdentity.Of(context).Subject;
        var letter = await letters.DiscardAsync(id, caller, request.Reason, context.CancellationToken) ?? throw RpcErrors.NotFound(request.Name);
        LogDiscarded(caller, id, request.Reason);
        return LetterView.Of(module.Name, letter);
    }

    /// <summary>False where it was not tried.</summary>
    private async Task<bool> TryAsync(Events.V1.DeadLetter letter, Events.V1.ReplayDeadLettersResponse answer, ServerCallContext context)
    {
        try
        {
            await letters.ReplayAsync(IdOf(letter.Name), CallerIdentity.Of(context).Subject, context.CancellationToken);
            answer.ReplayedCount++;
            return true;
        }
        catch (ReplayFailedException e) when (e.Failure == ReplayFailure.FailedAgain)
        {
            answer.FailedCount++;
            if (answer.Failures.Count < MostFailures) answer.Failures.Add(new Events.V1.ReplayFailure { Name = letter.Name, Reason = e.Message });
            return true;
        }
        catch (ReplayFailedException)
        {
            answer.SkippedCount++;
            return false;
        }
    }

    private void CheckParent(string parent)
    {
        if (LetterNames.ServiceOf(parent) is not { } service) throw RpcErrors.InvalidArgument(("parent", "must be 'directory/services/{service}', or 'directory/services/-' for all."));
        if (service != module.Name && service != LetterNames.All) throw RpcErrors.NotFound(parent);
    }

    /// <summary>The letter's id, where it is one of this service's.</summary>
    private string IdOf(string name)
    {
        if (LetterNames.LetterOf(name) is not var (service, id)) throw RpcErrors.InvalidArgument(("name", "must be 'directory/services/{service}/deadLetters/{dead_letter}'."));
        return service == module.Name && id.Split('~') is [_, var group, _] && group == module.Name ? id : throw RpcErrors.NotFound(name);
    }

    [LoggerMessage(1501, LogLevel.Warning, "{Caller} discarded the dead letter {Id}: {Reason}")]
    private partial void LogDiscarded(string caller, string id, string reason);
}
