using System.Buffers.Text;
using System.Text;
using FactoryTwin.Events.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Hosting.Letters;
using FactoryTwin.Rpc;
using Grpc.Core;

namespace FactoryTwin.Gateway.Letters;

/// <summary>The dead letters of every service: finds the service by the name and the instance that can do it.</summary>
internal sealed class LettersService(LetterPeers peers) : DeadLetters.DeadLettersBase
{
    private const int MostFailures = 20;

    public override async Task<ListDeadLettersResponse> ListDeadLetters(ListDeadLettersRequest request, ServerCallContext context)
    {
        if (ServiceOf(request.Parent) is not LetterNames.All and var one)
            return await PageAsync(one, request, context);
        var (first, token) = Read(request.PageToken);
        var left = ListRequests.PageSize(request.PageSize);
        var answer = new ListDeadLettersResponse();
        foreach (var service in peers.Services().Where(each => string.CompareOrdinal(each, first) >= 0))
        {
            var part = request.Clone();
            (part.Parent, part.PageSize, part.PageToken) = (LetterNames.Of(service), left, service == first ? token : "");
            try
            {
                var page = await PageAsync(service, part, context);
                answer.DeadLetters.AddRange(page.DeadLetters);
                left -= page.DeadLetters.Count;
                answer.NextPageToken = page.NextPageToken.Length > 0 ? Write(service, page.NextPageToken) : left == 0 ? Write(service + " ", "") : "";
            }
            catch (RpcException fault) when (IsAway(fault))
            {
                answer.Unreachable.Add(LetterNames.Of(service));
            }
            if (answer.NextPageToken.Length > 0)
                return answer;
        }
        return answer;
    }

    public override async Task<DeadLetter> GetDeadLetter(GetDeadLetterRequest request, ServerCallContext context) =>
        await peers.AnyAsync(LetterOf(request.Name), context, (client, options) => client.GetDeadLetterAsync(request, options)) ?? throw RpcErrors.NotFound(request.Name);

    public override async Task<DeadLetter> ReplayDeadLetter(ReplayDeadLetterRequest request, ServerCallContext context) =>
        await peers.OwnerAsync(LetterOf(request.Name), context, (client, options) => client.ReplayDeadLetterAsync(request, options)) ?? throw RpcErrors.NotFound(request.Name);

    public override async Task<DeadLetter> DiscardDeadLetter(DiscardDeadLetterRequest request, ServerCallContext context) =>
        await peers.AnyAsync(LetterOf(request.Name), context, (client, options) => client.DiscardDeadLetterAsync(request, options)) ?? throw RpcErrors.NotFound(request.Name);

    public override async Task<ReplayDeadLettersResponse> ReplayDeadLetters(ReplayDeadLettersRequest request, ServerCallContext context)
    {
        if (request.Limit is < 0 or > 1000)
            throw RpcErrors.InvalidArgument(("limit", "must be 0 (for 100) to 1000."));
        var left = request.Limit == 0 ? 100 : request.Limit;
        var answer = new ReplayDeadLettersResponse();
        var all = ServiceOf(request.Parent) == LetterNames.All;
        foreach (var service in all ? peers.Services() : [ServiceOf(request.Parent)])
        {
            if (left <= 0)
                break;
            try
            {
                left -= await ReplayAsync(service, request.Filter, left, answer, context);
            }
            catch (RpcException fault) when (all && IsAway(fault))
            {
                answer.Unreachable.Add(LetterNames.Of(service));
            }
        }
        return answer;
    }

    /// <summary>Each instance in turn replays those whose partitions it has; returns how many were tried.</summary>
    private async Task<int> ReplayAsync(string service, string filter, int left, ReplayDeadLettersResponse answer, ServerCallContext context)
    {
        var (tried, failed, skipped) = (0, 0, 0);
        await peers.EachAsync(service, context, async (client, options) =>
        {
            if (tried >= left)
                return;
            var part = await client.ReplayDeadLettersAsync(new() { Parent = LetterNames.Of(service), Filter = filter, Limit = left - tried }, options);
            // What failed at an instance before waits again, so that the next one sees it as another's.
            skipped = Math.Max(0, part.SkippedCount - failed);
            (tried, failed) = (tried + part.ReplayedCount + part.FailedCount, failed + part.FailedCount);
            answer.ReplayedCount += part.ReplayedCount;
            answer.FailedCount += part.FailedCount;
            answer.Failures.AddRange(part.Failures.Take(MostFailures - answer.Failures.Count));
        });
        answer.SkippedCount += skipped;
        return tried;
    }

    private async Task<ListDeadLettersResponse> PageAsync(string service, ListDeadLettersRequest request, ServerCallContext context) =>
        await peers.AnyAsync(service, context, (client, options) => client.ListDeadLettersAsync(request, options)) ?? new();

    private static string ServiceOf(string parent) =>
        LetterNames.ServiceOf(parent) ?? throw RpcErrors.InvalidArgument(("parent", "must be 'directory/services/{service}', or 'directory/services/-' for all."));

    private static string LetterOf(string name) =>
        LetterNames.LetterOf(name)?.Service ?? throw RpcErrors.InvalidArgument(("name", "must be 'directory/services/{service}/deadLetters/{dead_letter}'."));

    private static bool IsAway(RpcException fault) => fault.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded;

    private static string Write(string service, string token) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{service}\n{token}"));

    private static (string Service, string Token) Read(string token)
    {
        try
        {
            if (token.Length == 0)
                return ("", "");
            if (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('\n') is [var service, var inner])
                return (service, inner);
        }
        catch (FormatException)
        {
            // Told below.
        }
        throw RpcErrors.InvalidArgument(("page_token", "It is not a token that this service has given. Use next_page_token as it came, or leave it out."));
    }
}
