using System.Net;
using FactoryTwin.Gateway.Services;
using Grpc.Net.Client.Balancer;

namespace FactoryTwin.Gateway.Routing;

/// <summary>Tells a channel where the instances of one service are, and of every change.</summary>
internal sealed class DirectoryResolverFactory(ServiceDirectory directory, string service, IReadOnlySet<string> contracts) : ResolverFactory
{
    public const string Scheme = "directory";

    public override string Name => Scheme;

    public override Resolver Create(ResolverOptions options) => new DirectoryResolver(directory, service, contracts);

    private sealed class DirectoryResolver(ServiceDirectory directory, string service, IReadOnlySet<string> contracts) : Resolver
    {
        private readonly Lock _gate = new();
        private Action<ResolverResult>? _listener;
        private string _told = "?";

        public override void Start(Action<ResolverResult> listener)
        {
            _listener = listener;
            directory.RoutesChanged += Tell;
            directory.HealthChanged += Tell;
            Tell();
        }

        protected override void Dispose(bool disposing)
        {
            directory.RoutesChanged -= Tell;
            directory.HealthChanged -= Tell;
        }

        private void Tell()
        {
            lock (_gate)
            {
                var best = Instance.Best(directory.Find(service)?.Instances.Where(each => contracts.Contains(each.Registration.Contract.Key)) ?? []);
                var addresses = best.Select(each => new Uri(each.Address)).ToArray();
                var text = string.Join(',', addresses.Select(each => each.Authority));
                if (text == _told)
                    return;
                _told = text;
                _listener?.Invoke(ResolverResult.ForResult([.. addresses.Select(each => new BalancerAddress(new DnsEndPoint(each.Host.Trim('[', ']'), each.Port)))]));
            }
        }
    }
}
