using FactoryTwin.Benchmarks.Bus;
using FactoryTwin.Benchmarks.Contests;
using FactoryTwin.Benchmarks.Histories;
using FactoryTwin.Benchmarks.Scheduling;
using FactoryTwin.Benchmarks.Sets;
using FactoryTwin.Benchmarks.Stores;

namespace FactoryTwin.Benchmarks;

/// <summary>What can be measured, by the first word of the command line.</summary>
internal static class Parts
{
    /// <exception cref="ArgumentException">There is no such part.</exception>
    public static IReadOnlyList<Func<Settings, Task>> Of(string[] args) => args switch
    {
        [] or ["live", ..] or [['-', ..], ..] => [StartUp.RunAsync, LivePath.RunAsync],
        ["rpc", ..] => [RpcContest.RunAsync],
        ["rest", ..] => [RestContest.RunAsync],
        ["gateway", ..] => [GatewayContest.RunAsync],
        ["contracts", ..] => [RpcContest.RunAsync, RestContest.RunAsync, GatewayContest.RunAsync],
        ["scheduler", ..] => [ScheduleContest.RunAsync],
        ["events", "contest", ..] => [BusContest.RunAsync],
        ["events", "minute", ..] => [BusMinute.RunAsync],
        ["events", ..] => [BusContest.RunAsync, BusMemory.RunAsync],
        ["storage", ..] => [StorageContest.RunAsync],
        ["replan", ..] => [ReplanRun.RunAsync],
        ["gaps", ..] => [GapRun.RunAsync],
        ["parallel", ..] => [FleetContest.RunAsync],
        ["oven", ..] => [OvenRun.RunAsync],
        ["green", ..] => [GreenRun.RunAsync],
        ["history", ..] => [HistoryContest.RunAsync],
        _ => throw new ArgumentException($"There is no part '{args[0]}': live, rpc, rest, gateway, contracts, scheduler, replan, events, parallel, gaps, oven, green, history, storage.", nameof(args)),
    };
}
