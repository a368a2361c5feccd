namespace FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;

/// <summary>What a concession is made of; the order breaks ties.</summary>
public enum RelaxationKind
{
    /// <summary>One due date is later.</summary>
    DueDate,

    /// <summary>All due dates are later by the same time.</summary>
    AllDueDates,

    /// <summary>A due date asks for fewer parts, and so do those after it.</summary>
    Quantity,

    /// <summary>Parts are taken out of the reserve.</summary>
    InventoryWithdrawal,

    /// <summary>More surplus parts may go into inventory.</summary>
    InventoryAllowance,

    /// <summary>A shift works on.</summary>
    Overtime,
}

/// <summary>What concessions cost, in the prices' currency.</summary>
/// <param name="Lateness">An hour that a due date is later, for each part that it asks for.</param>
/// <param name="Missing">A part that is not made.</param>
/// <param name="Withdrawal">A part out of the reserve.</param>
/// <param name="Surplus">A part beyond the allowance.</param>
/// <param name="Overtime">An hour of overtime.</param>
public readonly record struct ConcessionCosts(double Lateness, double Missing, double Withdrawal, double Surplus, double Overtime);

/// <summary>The smallest concession of a kind and target that makes an instance feasible, everything else left as it is.</summary>
/// <param name="Kind">What is conceded.</param>
/// <param name="Due">The due date, for <see cref="RelaxationKind.DueDate"/> and <see cref="RelaxationKind.Quantity"/>.</param>
/// <param name="Closure">The closure, for <see cref="RelaxationKind.Overtime"/>.</param>
/// <param name="Delay">How much later or longer, for the kinds of time.</param>
/// <param name="Parts">How many, for the kinds of parts.</param>
/// <param name="ConcessionCost">What the concession costs.</param>
public sealed record Relaxation(RelaxationKind Kind, DueDate? Due, Closure? Closure, TimeSpan Delay, int Parts, double ConcessionCost)
{
    /// <summary>The best schedule that it makes possible; null where prices are not known that far.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>The concession and the energy.</summary>
    public double? TotalCost => Schedule is { } schedule ? ConcessionCost + schedule.EnergyCost : null;

    /// <summary>In words.</summary>
    public string Words => Kind switch
    {
        RelaxationKind.DueDate => $"{Due!.Value.Parts} parts by {Constraint.Time(Due.Value.Time + Delay)} instead of {Constraint.Time(Due.Value.Time)}",
        RelaxationKind.AllDueDates => $"All due dates later by {Delay:g}",
        RelaxationKind.Quantity => $"{Parts} fewer of the {Due!.Value.Parts} parts by {Constraint.Time(Due.Value.Time)}",
        RelaxationKind.InventoryWithdrawal => $"{Parts} parts out of the reserve",
        RelaxationKind.InventoryAllowance => $"Room for {Parts} more surplus parts",
        _ => $"Overtime of {Delay:g} from {Constraint.Time(Closure!.Start)}",
    };
}
