using FactoryTwin.Services.Energy.Meters.Domain;
using FactoryTwin.Services.Energy.Watches.Domain;

namespace FactoryTwin.Services.Energy.Balances.Domain;

/// <summary>What goes through a meter, as its node sees it; numbers as in the contract. A delivery is an output of its node and an input of its target.</summary>
public enum Role { Unspecified, Supply, Production, Export, Delivery, Consumption, Loss, Storage, Delivered }

/// <summary>A meter's part in a node's balance.</summary>
public readonly record struct Term(string Meter, Role Role);

/// <summary>By which a balance is judged.</summary>
/// <param name="ThresholdPercent">Of what went in.</param>
/// <param name="LossPercent">Known loss, of what went in.</param>
/// <param name="LossPerHour">Known loss at any load.</param>
public sealed record BalanceLimits(double ThresholdPercent, double LossPercent, double LossPerHour);

/// <summary>The sums of a balance, of what is known.</summary>
public readonly record struct BalanceSums(double Input, double Output, double Storage, double MeasuredLoss, double KnownLoss)
{
    /// <summary>What went in and was not seen again.</summary>
    public double Imbalance => Input - Output - Storage - MeasuredLoss - KnownLoss;

    /// <summary>What the imbalance is a share of: input, with what came out of stores.</summary>
    public double Reference => Input + Math.Max(0, -Storage);
}

/// <summary>A balance, judged.</summary>
/// <param name="Sums">Of what is known.</param>
/// <param name="Complete">Every meter's quantity is known, at least in part of the interval.</param>
/// <param name="Uncertainty">Expanded, of the imbalance; null where a meter's class is not known.</param>
/// <param name="Covered">0 to 1, the least of all meters.</param>
/// <param name="Quality">The worst of all meters.</param>
/// <param name="Verdict">What is said of it.</param>
public readonly record struct JudgedBalance(BalanceSums Sums, bool Complete, double? Uncertainty, double Covered, ReadingQuality Quality, Verdict Verdict)
{
    /// <summary>Amount as a share of the reference; null where nothing went in, or not all is known.</summary>
    public double? Percent => Complete && Sums.Reference > 0 ? Math.Abs(Sums.Imbalance) / Sums.Reference * 100 : null;
}
