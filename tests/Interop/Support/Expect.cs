using Grpc.Core;
using Grpc.Testing;

namespace FactoryTwin.Interop.Tests.Support;

/// <summary>What cases and behaviours assert with; what does not hold becomes the text of their outcome.</summary>
internal static class Expect
{
    public static void CheckBody(Payload payload, int size) =>
        Check(payload.Body.Length == size && payload.Body.Span.IndexOfAnyExcept((byte)0) < 0, $"payload of {payload.Body.Length} bytes instead of {size} zeros");

    public static void Check(bool holds, string what)
    {
        if (!holds) throw new CaseFailedException(what);
    }

    /// <summary>The error that a call must end with.</summary>
    public static async Task<RpcException> FailureAsync(StatusCode code, Func<Task> call)
    {
        var failure = await FailureAsync(call);
        Check(failure.StatusCode == code, $"{failure.Status} instead of {code}");
        return failure;
    }

    public static async Task<RpcException> FailureAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException e)
        {
            return e;
        }
        throw new CaseFailedException("the call did not fail");
    }
}

/// <summary>A case's assertion does not hold.</summary>
internal sealed class CaseFailedException(string message) : Exception(message);
