using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Storage;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace FactoryTwin.Services.Energy.StandardCoal;

/// <summary>Keeps factor sets. The set of GB/T 2589-2020 is stored at the first start; from then on it is data like any other.</summary>
public sealed class CoalFactorStore(IStore store) : IHostedService
{
    /// <summary>The set that is there from the start.</summary>
    public const string Standard = "coalFactorSets/gbt-2589-2020";

    private static readonly Collection<CoalFactorSet> Sets = new("coal_factor_sets", s => s.Name, new Index<CoalFactorSet>("name", IndexKind.Text, s => s.Name));

    internal ResourceStore<CoalFactorSet> Resources { get; } = new(store, Sets);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await Resources.FindAsync(Standard, cancellationToken) is not null) return;
        try
        {
            await Resources.CreateAsync(BuiltIn(), cancellationToken);
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.AlreadyExists)
        {
            // Another process of this service was first.
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal static CoalFactorSet BuiltIn()
    {
        using var file = typeof(CoalFactorStore).Assembly.GetManifestResourceStream("gbt-2589-2020.json")!;
        using var reader = new StreamReader(file);
        return JsonParser.Default.Parse<CoalFactorSet>(reader);
    }
}
