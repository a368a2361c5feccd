namespace FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;

/// <summary>What kind of constraint it is.</summary>
public enum ConstraintKind
{
    /// <summary><see cref="Constraint.Due"/>.</summary>
    DueDate,

    /// <summary>At most D + I_alloc parts; D is that of the whole instance, whichever due dates are left out.</summary>
    InventoryAllowance,

    /// <summary><see cref="Constraint.Pair"/>, or all of them where they are too many to be told apart.</summary>
    ForbiddenSuccession,

    /// <summary><see cref="Constraint.Closure"/>.</summary>
    Closure,

    /// <summary>Prices that are not known over the whole horizon.</summary>
    Prices,
}

/// <summary>One constraint of an instance that can be thought away. To leave one out only adds valid strings.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Due">For a due date.</param>
/// <param name="Pair">For a forbidden succession.</param>
/// <param name="Closure">For a closure: thought away it has no length, but the machine may still stand until its end.</param>
public sealed record Constraint(ConstraintKind Kind, DueDate? Due = null, (int Previous, int Next)? Pair = null, Closure? Closure = null)
{
    /// <summary>In words.</summary>
    public string Words => Kind switch
    {
        ConstraintKind.DueDate => $"At least {Due!.Value.Parts} parts by {Time(Due.Value.Time)}",
        ConstraintKind.InventoryAllowance => "No more surplus parts than the inventory allowance",
        ConstraintKind.ForbiddenSuccession => Pair is { } pair ? $"No batch of {pair.Next} after one of {pair.Previous}" : "The forbidden successions",
        ConstraintKind.Closure => $"{Name(Closure!.Kind)} from {Time(Closure.Start)} to {Time(Closure.End)}",
        _ => "Prices are not known over the whole horizon",
    };

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(time.Millisecond == 0 ? "yyyy-MM-dd HH:mm:ss 'UTC'" : "yyyy-MM-dd HH:mm:ss.fff 'UTC'");

    internal static string Name(ClosureKind kind) => kind switch
    {
        ClosureKind.Permit => "Permit to work",
        ClosureKind.Maintenance => "Maintenance",
        ClosureKind.Stoppage => "Stoppage",
        _ => "No shift",
    };
}
