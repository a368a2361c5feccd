using FactoryTwin.Hosting;
using FactoryTwin.Services.Scheduler.Planning;
using Google.Protobuf.WellKnownTypes;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Machines;

/// <summary>Checks orders; every fault is named by its field and all are told at once.</summary>
internal static class OrderCheck
{
    private static readonly string[] Changeable = ["parts", "due_time"];
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(366);

    /// <summary>The order as it will be stored.</summary>
    public static V1.Order Created(V1.CreateOrderRequest request, DateTimeOffset now)
    {
        var faults = new Faults();
        var given = request.Order ?? new V1.Order();
        faults.Unless(request.Order is not null, "order", "is required");
        var id = ResourceNames.NewId(request.OrderId, given.Name, $"{request.Parent}/orders", "order_id", "order.name", faults);
        if (id.Length == 0) id = Guid.CreateVersion7(now).ToString("N");
        if (request.Order is not null) Check(given, now, faults);
        faults.ThrowIfAny();
        return new V1.Order
        {
            Name = $"{request.Parent}/orders/{id}",
            Parts = given.Parts,
            DueTime = given.DueTime,
            State = V1.OrderState.Open,
            CreateTime = now.ToTimestamp(),
        };
    }

    /// <summary>The stored order with the request's changes; without a mask both fields are taken.</summary>
    public static V1.Order Updated(V1.Order stored, V1.UpdateOrderRequest request, DateTimeOffset now)
    {
        var updated = UpdateMask.Apply(stored, request.Order, request.UpdateMask, Changeable);
        var faults = new Faults();
        Check(updated, now, faults);
        faults.ThrowIfAny();
        return updated;
    }

    private static void Check(V1.Order order, DateTimeOffset now, Faults faults)
    {
        faults.Unless(order.Parts is >= 1 and <= InstanceCheck.MaxParts, "order.parts", $"must be 1 to {InstanceCheck.MaxParts}");
        if (faults.Time(order.DueTime, "order.due_time") is { } due)
            faults.Unless(due > now && due <= now + MaxAhead, "order.due_time", "must be in the future, at most 366 days ahead");
    }
}
