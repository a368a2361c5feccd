namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel;

/// <summary>
/// Machines side by side and the jobs to be done on them, in whole slots of time: slot t lasts from t to t + 1. Jobs of one attribute may share a
/// batch on an oven; a machine of one job at a time is one of capacity 1 and jobs of size 1.
/// </summary>
/// <param name="Machines">The machines.</param>
/// <param name="Jobs">The jobs; each is done once.</param>
/// <param name="SetUps">What changing from attribute to attribute takes.</param>
/// <param name="Prices">Price of energy in each slot; empty where energy has no price.</param>
/// <param name="Horizon">Everything ends by the end of this many slots.</param>
/// <param name="Weights">What counts, and how much.</param>
public sealed record Shop(
    IReadOnlyList<ShopMachine> Machines, IReadOnlyList<ShopJob> Jobs, SetUps SetUps, IReadOnlyList<int> Prices, int Horizon, ShopWeights Weights);

/// <summary>A machine.</summary>
/// <param name="Capacity">The most that the sizes of a batch's jobs may add up to.</param>
/// <param name="InitialAttribute">What it is set up for before its first batch.</param>
/// <param name="Available">When it can be used, in order; set-up and processing of a batch lie inside one interval.</param>
/// <param name="EnergyRate">Energy taken in a slot of processing.</param>
public sealed record ShopMachine(int Capacity, int InitialAttribute, IReadOnlyList<SlotInterval> Available, int EnergyRate);

/// <summary>From the start of slot Start to the start of slot End.</summary>
/// <param name="Start">First slot.</param>
/// <param name="End">First slot after it.</param>
public readonly record struct SlotInterval(int Start, int End);

/// <summary>A job.</summary>
/// <param name="Size">How much of a batch's capacity it takes.</param>
/// <param name="Attribute">Only jobs of one attribute share a batch.</param>
/// <param name="Shortest">Least processing time; a batch lasts as long as the largest of its jobs' least times.</param>
/// <param name="Longest">Most processing time that it stands.</param>
/// <param name="EarliestStart">First slot in which it may be processed.</param>
/// <param name="LatestEnd">It is tardy if its batch ends later.</param>
/// <param name="Eligible">The machines that may process it.</param>
public sealed record ShopJob(int Size, int Attribute, int Shortest, int Longest, int EarliestStart, int LatestEnd, IReadOnlyList<int> Eligible);

/// <summary>Time and cost of setting up, by the attribute before and the attribute after.</summary>
/// <param name="Times">In slots: <c>Times[before][after]</c>.</param>
/// <param name="Costs">In the unit of the objective: <c>Costs[before][after]</c>.</param>
public sealed record SetUps(IReadOnlyList<IReadOnlyList<int>> Times, IReadOnlyList<IReadOnlyList<int>> Costs)
{
    /// <summary>One attribute and nothing to set up.</summary>
    public static SetUps None { get; } = new([[0]], [[0]]);
}

/// <summary>The objective: the sum of these weights times what they weigh; lower is better.</summary>
/// <param name="ProcessingTime">Of a slot of a batch's processing.</param>
/// <param name="TardyJob">Of a job whose batch ends after its latest end.</param>
/// <param name="SetUpTime">Of a slot of setting up.</param>
/// <param name="SetUpCost">Of a unit of set-up cost.</param>
/// <param name="EnergyCost">Of a unit of energy cost: price times rate, over all slots of processing.</param>
public sealed record ShopWeights(long ProcessingTime, long TardyJob, long SetUpTime, long SetUpCost, long EnergyCost);
