namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Batching;

/// <summary>A batch under search: what its jobs demand together, and where it ended when it was last timed.</summary>
internal struct Batch
{
    /// <summary>Of nothing.</summary>
    public static readonly Batch Empty = new() { Limit = int.MaxValue, Eligible = ulong.MaxValue, FirstLatest = int.MaxValue, LastLatest = int.MinValue };

    /// <summary>Jobs in it.</summary>
    public int Count;

    /// <summary>Sum of their sizes.</summary>
    public int Size;

    /// <summary>Largest of their least processing times: how long it lasts.</summary>
    public int Duration;

    /// <summary>Least of their longest processing times.</summary>
    public int Limit;

    /// <summary>Latest of their earliest starts.</summary>
    public int Release;

    /// <summary>Of its jobs.</summary>
    public int Attribute;

    /// <summary>Where it is.</summary>
    public int Machine;

    /// <summary>Earliest of their latest ends.</summary>
    public int FirstLatest;

    /// <summary>Latest of their latest ends.</summary>
    public int LastLatest;

    /// <summary>First slot after it.</summary>
    public int End;

    /// <summary>The availability interval that it lies in; one past the last where none takes it.</summary>
    public int Interval;

    /// <summary>Machines that may process all its jobs.</summary>
    public ulong Eligible;

    /// <summary>Its share of the objective, set-up before it included.</summary>
    public long Cost;
}
