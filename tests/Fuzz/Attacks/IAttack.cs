using FactoryTwin.Fuzz.Runs;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>One way to attack.</summary>
internal interface IAttack
{
    /// <summary>Names it on the command line, for example "json".</summary>
    string Name { get; }

    /// <summary>How many cases may run at once; fewer for those that flood.</summary>
    int AtOnce => 16;

    /// <summary>How many batches a run makes of it at most: fewer for what has to be waited for.</summary>
    int MostBatches => int.MaxValue;

    /// <summary>Runs one case. All that it does must follow from <paramref name="random"/>.</summary>
    /// <returns>What was sent and what is wrong with the answer; null where nothing is.</returns>
    Task<string?> RunAsync(FiringRange range, Random random);
}
