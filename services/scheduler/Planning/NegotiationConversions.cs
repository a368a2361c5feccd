using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;
using Google.Protobuf.WellKnownTypes;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>From a negotiation to the contract's messages; due dates are named by their place among the reader's demands.</summary>
internal static class NegotiationConversions
{
    /// <summary>A negotiation.</summary>
    /// <param name="negotiation">It.</param>
    /// <param name="demands">As the reader of the message knows them.</param>
    /// <param name="model">Whose successions the reader knows by their place; null where only by the field.</param>
    public static V1.Negotiation ToMessage(this Negotiation negotiation, IList<V1.Demand> demands, V1.BatchModel? model)
    {
        var message = new V1.Negotiation
        {
            Conflicts = { negotiation.Conflict.Select(c => new V1.Conflict { Kind = Kind(c.Kind), Field = Field(c, demands, model), Description = c.Words + "." }) },
            Relaxations = { negotiation.Relaxations.Select(r => ToMessage(r, demands)) },
            Fallback = negotiation.Fallback.Schedule.ToMessage(DeciderKind.ExpertRules, demands),
            UnpricedTime = negotiation.Fallback.UnpricedFrom?.ToTimestamp(),
        };
        foreach (var shortfall in negotiation.Fallback.Shortfalls)
            message.Shortfalls.Add(new V1.Shortfall { Field = Demand(shortfall.Due, demands), Parts = shortfall.Missing, MadeTime = shortfall.MadeAt?.ToTimestamp() });
        return message;
    }

    private static V1.Relaxation ToMessage(Relaxation relaxation, IList<V1.Demand> demands)
    {
        var field = relaxation.Due is { } due ? Demand(due, demands) : relaxation.Closure?.Id ?? "";
        var message = new V1.Relaxation
        {
            RelaxationId = Id(relaxation.Kind) + (field.Length == 0 ? "" : "-" + new string([.. field.Where(char.IsAsciiDigit)])),
            Kind = relaxation.Kind switch
            {
                RelaxationKind.DueDate => V1.RelaxationKind.DueDate,
                RelaxationKind.AllDueDates => V1.RelaxationKind.AllDueDates,
                RelaxationKind.Quantity => V1.RelaxationKind.Quantity,
                RelaxationKind.InventoryWithdrawal => V1.RelaxationKind.InventoryWithdrawal,
                RelaxationKind.InventoryAllowance => V1.RelaxationKind.InventoryAllowance,
                _ => V1.RelaxationKind.Overtime,
            },
            Field = field,
            Description = relaxation.Words + ".",
            DelayDuration = relaxation.Delay == default ? null : relaxation.Delay.ToDuration(),
            Parts = relaxation.Parts,
            ConcessionCost = relaxation.ConcessionCost,
        };
        if (relaxation.Kind == RelaxationKind.DueDate) message.DueTime = (relaxation.Due!.Value.Time + relaxation.Delay).ToTimestamp();
        if (relaxation.Kind == RelaxationKind.AllDueDates && demands.Count > 0) message.DueTime = (demands.Min(d => d.DueTime.ToDateTimeOffset()) + relaxation.Delay).ToTimestamp();
        if (relaxation.Schedule is not { } schedule) return message;
        (message.EnergyCost, message.Objective, message.TotalCost) = (schedule.EnergyCost, schedule.Objective, relaxation.TotalCost!.Value);
        return message;
    }

    private static string Id(RelaxationKind kind) => kind switch
    {
        RelaxationKind.DueDate => "due-date",
        RelaxationKind.AllDueDates => "all-due-dates",
        RelaxationKind.Quantity => "quantity",
        RelaxationKind.InventoryWithdrawal => "inventory-withdrawal",
        RelaxationKind.InventoryAllowance => "inventory-allowance",
        _ => "overtime",
    };

    private static V1.ConstraintKind Kind(ConstraintKind kind) => kind switch
    {
        ConstraintKind.DueDate => V1.ConstraintKind.DueDate,
        ConstraintKind.InventoryAllowance => V1.ConstraintKind.InventoryAllowance,
        ConstraintKind.ForbiddenSuccession => V1.ConstraintKind.ForbiddenSuccession,
        ConstraintKind.Closure => V1.ConstraintKind.Block,
        _ => V1.ConstraintKind.Prices,
    };

    private static string Field(Constraint constraint, IList<V1.Demand> demands, V1.BatchModel? model) => constraint.Kind switch
    {
        ConstraintKind.DueDate => Demand(constraint.Due!.Value, demands),
        ConstraintKind.InventoryAllowance => "model.inventory_allowance",
        ConstraintKind.ForbiddenSuccession => Succession(constraint.Pair, model),
        ConstraintKind.Closure => constraint.Closure!.Id,
        _ => "prices",
    };

    private static string Succession((int Previous, int Next)? pair, V1.BatchModel? model)
    {
        for (var i = 0; pair is { } p && i < model?.ForbiddenSuccessions.Count; i++)
        {
            if (model.ForbiddenSuccessions[i].Previous == p.Previous && model.ForbiddenSuccessions[i].Next == p.Next) return $"model.forbidden_successions[{i}]";
        }
        return pair is (0, 0) ? "model.allow_consecutive_idle" : "model.forbidden_successions";
    }

    private static string Demand(DueDate due, IList<V1.Demand> demands)
    {
        for (var i = 0; i < demands.Count; i++)
        {
            if (demands[i].Parts == due.Parts && demands[i].DueTime.ToDateTimeOffset() == due.Time) return $"demands[{i}]";
        }
        return "demands";
    }
}
