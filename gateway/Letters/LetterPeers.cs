using FactoryTwin.Events.V1;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Rpc;
using Grpc.Core;

namespace FactoryTwin.Gateway.Letters;

/// <summary>Asks the instances of services about their letters, in the caller's name.</summary>
internal sealed class LetterPeers(ServiceDirectory directory, InstanceChannels channels, TimeProvider time)
{
    /// <summary>One that does not answer must not keep the others' letters from the caller.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The services that may have letters, by id.</summary>
    public IReadOnlyList<string> Services() => [.. directory.List().Select(entry => entry.Id).Where(id => id != GatewayModule.Id).Order(StringComparer.Ordinal)];

    /// <summary>The first instance's answer that comes; null where the service has no letters at all.</summary>
    /// <exception cref="RpcException">NOT_FOUND: there is no such service. UNAVAILABLE: no instance answers. Or what the instance says.</exception>
    public Task<T?> AnyAsync<T>(string service, ServerCallContext context, Func<DeadLetters.DeadLettersClient, CallOptions, AsyncUnaryCall<T>> call) where T : class =>
        FirstAsync(service, context, call, static fault => fault.StatusCode == StatusCode.Unavailable);

    /// <summary>As <see cref="AnyAsync"/>; goes on to the next instance where one does not have the letter's partition.</summary>
    public Task<T?> OwnerAsync<T>(string service, ServerCallContext context, Func<DeadLetters.DeadLettersClient, CallOptions, AsyncUnaryCall<T>> call) where T : class =>
        FirstAsync(service, context, call, static fault => fault.StatusCode == StatusCode.Unavailable || IsElsewhere(fault));

    /// <summary>Asks all instances, one after the other, within the caller's own deadline.</summary>
    /// <exception cref="RpcException">As above; UNAVAILABLE only where none answered.</exception>
    public async Task EachAsync(string service, ServerCallContext context, Func<DeadLetters.DeadLettersClient, CallOptions, Task> call)
    {
        var (answered, last) = (false, (RpcException?)null);
        foreach (var instance in InstancesOf(service))
        {
            try
            {
                await call(new(channels.To(instance)), Options(context, context.Deadline));
                answered = true;
            }
            catch (RpcException fault) when (fault.StatusCode == StatusCode.Unimplemented)
            {
                return;
            }
            catch (RpcException fault) when (fault.StatusCode == StatusCode.Unavailable)
            {
                last = fault;
            }
            catch (RpcException fault)
            {
                throw Again(fault);
            }
        }
        if (!answered && last is not null)
            throw Again(last);
    }

    private async Task<T?> FirstAsync<T>(
        string service, ServerCallContext context, Func<DeadLetters.DeadLettersClient, CallOptions, AsyncUnaryCall<T>> call, Func<RpcException, bool> next) where T : class
    {
        RpcException? last = null;
        foreach (var instance in InstancesOf(service))
        {
            try
            {
                var own = (time.GetUtcNow() + Limit).UtcDateTime;
                return await call(new(channels.To(instance)), Options(context, context.Deadline < own ? context.Deadline : own));
            }
            catch (RpcException fault) when (fault.StatusCode == StatusCode.Unimplemented)
            {
                return null;
            }
            catch (RpcException fault) when (next(fault))
            {
                // That a partition is elsewhere says more than that an instance is away.
                last = last is not null && IsElsewhere(last) ? last : fault;
            }
            catch (RpcException fault)
            {
                throw Again(fault);
            }
        }
        throw last is null ? RpcErrors.Unavailable($"No instance of '{service}' is there.") : Again(last);
    }

    /// <summary>Those that are best off first.</summary>
    private IEnumerable<Instance> InstancesOf(string service)
    {
        var entry = directory.Find(service) ?? throw RpcErrors.NotFound(ServiceNames.Of(service));
        return entry.Instances.Where(each => !each.Lapsed).OrderBy(each => each.Rank).ThenBy(each => each.Address, StringComparer.Ordinal);
    }

    private static CallOptions Options(ServerCallContext context, DateTime deadline)
    {
        var headers = new Metadata();
        if (context.RequestHeaders.Get("authorization") is { } credentials)
            headers.Add(credentials);
        return new(headers, deadline, context.CancellationToken);
    }

    private static bool IsElsewhere(RpcException fault) =>
        fault.StatusCode == StatusCode.FailedPrecondition && RpcErrors.GetStatus(fault).Details.Any(detail =>
            detail.TryUnpack<Google.Rpc.ErrorInfo>(out var info) && info.Reason == Hosting.Letters.LetterErrors.Elsewhere);

    /// <summary>What an instance says goes to the caller as it is, details included.</summary>
    private static RpcException Again(RpcException fault) => RpcErrors.FromStatus(RpcErrors.GetStatus(fault));
}
