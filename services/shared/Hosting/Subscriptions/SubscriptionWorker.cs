using FactoryTwin.Events;
using FactoryTwin.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FactoryTwin.Hosting.Subscriptions;

/// <summary>A module's interest in a topic.</summary>
internal sealed record TopicInterest(string Topic, Type Handler);

/// <summary>Feeds one topic's events to a handler, with a scope of its own for each batch. The offsets are the store's.</summary>
internal sealed class SubscriptionWorker(
    string service, TopicInterest interest, IServiceScopeFactory scopes, IEventSubscriber subscriber, Func<IOffsetStore> offsets) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        subscriber.RunAsync(new Subscription(interest.Topic, service, HandleAsync) { Offsets = offsets(), IsTransient = TransientFailures.IsTransient }, stoppingToken);

    private async Task HandleAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var handler = (IEventHandler)scope.ServiceProvider.GetRequiredService(interest.Handler);
        await handler.HandleAsync(batch, cancellationToken);
    }
}
