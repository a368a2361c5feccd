using FactoryTwin.Hosting;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using Google.Protobuf.WellKnownTypes;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Between blocks and closures.</summary>
internal static class BlockConversions
{
    /// <summary>Blocks of one machine or request at most.</summary>
    public const int MaxBlocks = 1_000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>The closures of a request's or a plan's blocks; each knows itself by its field, "blocks[2]".</summary>
    public static Closures ToClosures(this IEnumerable<V1.Block> blocks) =>
        new(blocks.Select((b, i) => new Closure(b.StartTime.ToDateTimeOffset(), b.EndTime.ToDateTimeOffset(), Kind(b.Kind), $"blocks[{i}]")));

    /// <summary>The closures of a request; faults where they are wrong.</summary>
    public static Closures? Checked(IList<V1.Block> blocks, Faults faults)
    {
        var before = faults.Count;
        faults.Unless(blocks.Count <= MaxBlocks, "blocks", $"at most {MaxBlocks} are taken");
        for (var i = 0; i < Math.Min(blocks.Count, MaxBlocks); i++) Check(blocks[i], $"blocks[{i}]", faults);
        return faults.Count == before ? blocks.ToClosures() : null;
    }

    /// <summary>Adds what is wrong with a block.</summary>
    public static void Check(V1.Block block, string field, Faults faults)
    {
        faults.Unless(block.Kind != V1.BlockKind.Unspecified && System.Enum.IsDefined(block.Kind), $"{field}.kind", "is required");
        var (start, end) = (faults.Time(block.StartTime, $"{field}.start_time"), faults.Time(block.EndTime, $"{field}.end_time"));
        if (start is { } from && end is { } to) faults.Unless(to > from && to - from <= Longest, $"{field}.end_time", "must be after start_time, by at most 366 days");
        faults.Unless(block.Description.Length <= 1_000, $"{field}.description", "must have at most 1000 characters");
        faults.Unless(block.Origin.Length <= 200, $"{field}.origin", "must have at most 200 characters");
    }

    private static ClosureKind Kind(V1.BlockKind kind) => kind switch
    {
        V1.BlockKind.Permit => ClosureKind.Permit,
        V1.BlockKind.Maintenance => ClosureKind.Maintenance,
        V1.BlockKind.Stoppage => ClosureKind.Stoppage,
        _ => ClosureKind.Unstaffed,
    };
}
