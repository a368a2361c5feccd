using FactoryTwin.Hosting.Subscriptions;

namespace FactoryTwin.Chaos.Tests.Crash.Worker;

/// <summary>Asks again while the failure is one that passes by itself.</summary>
internal static class Patience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<T> AskAsync<T>(Func<Task<T>> ask, Report report)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception e) when (TransientFailures.IsTransient(e))
            {
                report.Tell("r");
            }
            await Task.Delay(Pause);
        }
    }
}
