using FactoryTwin.Hosting;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.VirtualPlant.Simulation.Domain;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.VirtualPlant.Forwarding;

/// <summary>Registers the plant as a source with ingestion, like any plant does before its data count.</summary>
public sealed class SourceRegistration(IServiceClients clients, IOptions<VirtualPlantOptions> options)
{
    /// <summary>"sources/{source}".</summary>
    public string Name => "sources/" + options.Value.Source;

    /// <summary>Registers the source, or brings its mapping up to date. Harmless when all is well.</summary>
    /// <exception cref="RpcException">Ingestion cannot be reached or refuses.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var sources = clients.Get<Sources.SourcesClient>("ingestion");
        var wanted = Wanted();
        try
        {
            await sources.CreateSourceAsync(new CreateSourceRequest { Source = wanted, SourceId = options.Value.Source }, cancellationToken: cancellationToken);
            return;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            // Registered by an earlier start.
        }

        var stored = await sources.GetSourceAsync(new GetSourceRequest { Name = Name }, cancellationToken: cancellationToken);
        if (Same(stored.Mappings, wanted.Mappings)) return;
        wanted.Etag = stored.Etag;
        await sources.UpdateSourceAsync(
            new UpdateSourceRequest { Source = wanted, UpdateMask = new() { Paths = { "display_name", "owner", "origin", "mappings" } } },
            cancellationToken: cancellationToken);
    }

    private Source Wanted() => new()
    {
        Name = Name,
        DisplayName = "Virtual plant",
        Owner = "Virtual plant team",
        Origin = "Dynamic simulation of the demonstration plant",
        Mappings =
        {
            TagTable.All.Select(t => new ColumnMapping { Column = t.Id, Point = t.Id, Unit = t.Unit, Scale = 1, DisplayName = t.DisplayName }),
        },
    };

    // Scale 0 counts as 1, and ingestion may spell it either way.
    private static bool Same(IEnumerable<ColumnMapping> stored, IEnumerable<ColumnMapping> wanted) =>
        stored.Select(Key).SequenceEqual(wanted.Select(Key));

    private static (string, string, string, string) Key(ColumnMapping mapping) => (mapping.Column, mapping.Point, mapping.Unit, mapping.DisplayName);
}
